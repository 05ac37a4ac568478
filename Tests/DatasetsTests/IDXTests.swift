import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct IDXTests {
  static let images = IDXFile(shape: [2, 3, 4], values: (0..<24).map { UInt8($0 * 10) })
  static let plain = [UInt8](images.encoded())

  func read(_ bytes: some Sequence<UInt8>, rank: Int = 3) throws(FileError) -> IDXFile {
    try IDXFile(decoding: Data(bytes), rank: rank, file: "test")
  }

  func reason(_ bytes: some Sequence<UInt8>, rank: Int = 3) -> String {
    do {
      _ = try read(bytes, rank: rank)
      return "no error"
    } catch {
      return error.reason
    }
  }

  @Test func readsWhatItWrites() throws {
    #expect(try read(Self.plain) == Self.images)
    #expect(try read(gzipped(Self.plain)) == Self.images)
    let labels = IDXFile(shape: [5], values: [7, 2, 1, 0, 255])
    #expect(try read(labels.encoded(), rank: 1) == labels)
    #expect(Self.plain.prefix(8) == [0, 0, 8, 3, 0, 0, 0, 2])
  }

  @Test func readsAGzipFileOfSeveralMembers() throws {
    let file = gzipped(Array(Self.plain[..<20])) + gzipped(Array(Self.plain[20...]))
    #expect(try read(file) == Self.images)
  }

  @Test func readsMoreThanOneChunk() throws {
    let large = IDXFile(
      shape: [1, 1000, 1000],
      values: (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 * $0) }
    )
    #expect(try read(gzipped([UInt8](large.encoded()))) == large)
  }

  @Test func refusesEveryTruncation() {
    for length in 0..<Self.plain.count {
      #expect(reason(Self.plain.prefix(length)).contains("is truncated"))
    }
    let packed = gzipped(Self.plain)
    for length in 2..<packed.count {
      #expect(reason(packed.prefix(length)).contains("is truncated"))
    }
    for length in 0..<Self.plain.count {
      #expect(reason(gzipped(Array(Self.plain.prefix(length)))).contains("is truncated"))
    }
  }

  @Test func refusesBytesBehindTheLastValue() {
    #expect(reason(Self.plain + [0]) == "has 1 bytes behind its last value")
    #expect(reason(gzipped(Self.plain + [0])) == "has bytes behind its last value")
    #expect(reason(gzipped(Self.plain) + [0]).contains("gzip stream breaks off"))
    #expect(reason(gzipped(Self.plain) + Self.plain).contains("is damaged"))
  }

  /// 300 MB of zeros behind a small header must not be unpacked.
  @Test func doesNotUnpackABomb() {
    let member = gzipped([UInt8](repeating: 0, count: 1 << 20))
    let bomb = gzipped(Self.plain) + (0..<300).flatMap { _ in member }
    #expect(reason(bomb) == "has bytes behind its last value")
  }

  /// A header that promises much takes no memory by itself.
  @Test func doesNotTrustAPromise() {
    let header: [UInt8] = [0, 0, 8, 3] + bigEndian(512) + bigEndian(1024) + bigEndian(1024)
    #expect(reason(header) == "is truncated: 0 of 536870912 values")
    #expect(reason(gzipped(header)) == "is truncated: 0 of 536870912 values")
  }

  @Test(arguments: [
    [513, 1024, 1024], [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [0xFFFF_FFFF, 1, 1],
  ])
  func refusesHugeShapes(shape: [Int]) {
    let header: [UInt8] = [0, 0, 8, 3] + shape.flatMap(bigEndian)
    #expect(reason(header).contains("more than the limit of 536870912"))
    #expect(reason(gzipped(header)).contains("more than the limit of 536870912"))
  }

  @Test func refusesOtherFiles() {
    #expect(reason(Self.plain, rank: 1) == "has 3 axes where 1 were expected")
    #expect(reason([0, 1] + Self.plain.dropFirst(2)) == "is no IDX file")
    #expect(reason([9] + Self.plain.dropFirst()) == "is no IDX file")
    for type: UInt8 in [0, 9, 11, 12, 13, 14, 255] {
      #expect(reason([0, 0, type] + Self.plain.dropFirst(3)).contains("IDX type \(type)"))
    }
  }

  @Test func refusesAWrongChecksum() {
    var packed = gzipped(Self.plain)
    packed[packed.count - 5] ^= 1
    #expect(reason(packed).contains("is damaged: zlib says: incorrect data check"))
  }

  @Test func survivesEveryChangedByte() {
    let packed = gzipped(Self.plain)
    for index in packed.indices {
      for value in UInt8.min...UInt8.max {
        var bytes = packed
        bytes[index] = value
        // Header fields such as the time may change without harm.
        if let file = try? read(bytes) { #expect(file == Self.images) }
      }
    }
  }
}

@Suite struct DataSourceTests {
  /// A folder that is removed with the suite's value.
  final class Folder {
    let url = URL.temporaryDirectory.appending(path: "halfword-\(UUID())")
    init() throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }
    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ file: IDXFile, isPacked: Bool = false) throws {
      let bytes = [UInt8](file.encoded())
      try Data(isPacked ? gzipped(bytes) : bytes).write(to: url.appending(path: name))
    }
  }

  let folder: Folder
  var source: DataSource { DataSource(folder.url.path) }

  init() throws { folder = try Folder() }

  @Test func readsAFolder() throws {
    let images = IDXFile(shape: [2, 1, 3], values: [0, 51, 255, 255, 0, 102])
    try folder.write("train-images-idx3-ubyte", images)
    try folder.write("train-labels.idx1-ubyte", IDXFile(shape: [2], values: [3, 0]))
    try folder.write("t10k-images.idx3-ubyte.gz", images, isPacked: true)
    try folder.write(
      "t10k-labels-idx1-ubyte.gz",
      .init(shape: [2], values: [1, 25]),
      isPacked: true
    )
    let train = try source.samples(.train).images()
    let test = try source.samples(.test).images()
    #expect(train.images.map(\.pixels) == [[0, 0.2, 1], [1, 0, 0.4]])
    #expect(train.labels == [3, 0])
    #expect(test.images == train.images)
    #expect(test.labels == [1, 25])
    #expect(train.classCount == 26 && test.classCount == 26)
  }

  @Test func saysWhatIsMissing() throws {
    let missing = DataSource("/nonexistent/folder")
    #expect(throws: DataSourceError.nothingThere("/nonexistent/folder")) {
      try missing.samples(.train)
    }
    #expect(throws: (any Error).self) { try source.samples(.test) }
    try folder.write("train-images-idx3-ubyte", IDXFile(shape: [1, 1, 1], values: [0]))
    do {
      _ = try source.samples(.test)
      Issue.record("a folder without the test's files was read")
    } catch {
      #expect("\(error)".contains("t10k-images-idx3-ubyte or t10k-images.idx3-ubyte or"))
      #expect(!"\(error)".contains("\n"))
    }
  }

  @Test func refusesFilesThatDoNotFit() throws {
    try folder.write("train-images-idx3-ubyte", IDXFile(shape: [1, 1, 1], values: [0]))
    try folder.write("train-labels-idx1-ubyte", IDXFile(shape: [2], values: [0, 1]))
    #expect(throws: FileError.self) { try source.samples(.train) }
    try folder.write("train-labels-idx1-ubyte", IDXFile(shape: [0], values: []))
    try folder.write("train-images-idx3-ubyte", IDXFile(shape: [0, 1, 1], values: []))
    #expect(throws: FileError.self) { try source.samples(.train) }
    try folder.write("train-images-idx3-ubyte", IDXFile(shape: [0, 65536, 65536], values: []))
    #expect(throws: FileError.self) { try source.samples(.train) }
  }

  @Test func oneIDXFileIsToldFromText() throws {
    let file = IDXFile(shape: [1, 1, 1], values: [0])
    try folder.write("plain", file)
    try folder.write("packed", file, isPacked: true)
    for name in ["plain", "packed"] {
      let path = folder.url.appending(path: name).path
      #expect(throws: DataSourceError.oneIDXFile(path)) { try DataSource(path).samples(.train) }
    }
  }

  @Test(.enabled(if: SharedData.hasMNIST)) func readsMNIST() throws {
    let test = try DataSource(SharedData.mnist.path).samples(.test).images()
    #expect(test.count == 10_000)
    #expect(test.classCount == 10)
    #expect(Array(test.labels.prefix(5)) == [7, 2, 1, 0, 4])
    #expect(test.images.allSatisfy { $0.width == 28 && $0.height == 28 })
    // The mean brightness of MNIST's test images is 33.79 of 255.
    let sum = test.images.reduce(0.0) { $0 + $1.pixels.reduce(0.0) { $0 + Double($1) } }
    #expect(abs(sum / 7_840_000 * 255 - 33.79) < 0.01)
  }
}
