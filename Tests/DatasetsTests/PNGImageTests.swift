import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct PNGImageTests {
  /// Every color type, bit depth and interlacing with sizes that leave passes and bits over.
  static let kinds: [PNGWriter] = PNGWriter.ColorType.allCases.flatMap { type in
    type.bitDepths.flatMap { depth in
      [(1, 1), (3, 7), (9, 5), (16, 17)].flatMap { width, height in
        [false, true].map { isInterlaced in
          PNGWriter(
            width: width,
            height: height,
            colorType: type,
            bitDepth: depth,
            isInterlaced: isInterlaced
          )
        }
      }
    }
  }

  /// A pattern of gray levels in 0...largest.
  static func level(_ x: Int, _ y: Int, largest: Int) -> Int {
    (x * 7919 + y * 104_729 + x * y * 31) % (largest + 1)
  }

  @Test(arguments: kinds) func readsEveryKind(kind: PNGWriter) throws {
    var kind = kind
    let largest = 1 << kind.bitDepth - 1
    if kind.colorType == .palette {
      kind.palette = (0...largest).map { entry in
        [UInt8](repeating: UInt8(entry * 255 / largest), count: 3)
      }
    }
    let file = kind.file { x, y in
      let gray = Self.level(x, y, largest: largest)
      return switch kind.colorType {
      case .gray, .palette: [gray]
      case .rgb: [gray, gray, gray]
      case .grayAlpha: [gray, largest]
      case .rgba: [gray, gray, gray, largest]
      }
    }
    let image = try PNGImage(decoding: file, file: "test")
    #expect(image.width == kind.width)
    #expect(image.height == kind.height)
    for y in 0..<kind.height {
      for x in 0..<kind.width {
        let exact = Double(Self.level(x, y, largest: largest)) * 255 / Double(largest)
        let found = Double(image.brightness[y * kind.width + x])
        // Depths up to 8 are exact (a palette entry is rounded down above); libpng reduces 16 bits
        // and converts color through tables that are off by one at most.
        let isExact = kind.colorType == .gray && kind.bitDepth <= 8
        #expect(abs(found - exact) <= (isExact ? 0.001 : 1.6))
      }
    }
  }

  @Test func showsWhitePaperWhereAPictureIsTransparent() throws {
    let rgba = PNGWriter(width: 256, height: 1, colorType: .rgba, bitDepth: 8)
    let fading = try PNGImage(
      decoding: rgba.file { x, _ in [0, 0, 0, x] },
      file: "test"
    )
    #expect(fading.brightness.first == 255)
    #expect(fading.brightness.last == 0)
    #expect(zip(fading.brightness, fading.brightness.dropFirst()).allSatisfy { $0 >= $1 })

    var keyed = PNGWriter(width: 3, height: 1, colorType: .gray, bitDepth: 8)
    keyed.transparency = [0, 50]
    let image = try PNGImage(decoding: keyed.file { x, _ in [x * 50] }, file: "test")
    #expect(image.brightness == [0, 255, 100])

    var palette = PNGWriter(width: 2, height: 1, colorType: .palette, bitDepth: 1)
    palette.palette = [[0, 0, 0], [0, 0, 0]]
    palette.transparency = [255, 0]
    let entries = try PNGImage(decoding: palette.file { x, _ in [x] }, file: "test")
    #expect(entries.brightness == [0, 255])
  }

  /// 16-bit samples take their own path: the same picture must come out as from 8 bits.
  @Test(arguments: [false, true]) func readsDeepSamplesAsShallowOnes(isInterlaced: Bool) throws {
    func read(_ depth: Int, opacity: Int) throws -> [UInt8] {
      let kind = PNGWriter(
        width: 256,
        height: 3,
        colorType: .grayAlpha,
        bitDepth: depth,
        isInterlaced: isInterlaced
      )
      let factor = depth == 16 ? 257 : 1
      let file = kind.file { x, _ in [x * factor, opacity * factor] }
      return try PNGImage(decoding: file, file: "test").brightness
    }
    let levels = (0..<256 * 3).map { UInt8($0 % 256) }
    #expect(try read(8, opacity: 255) == levels)
    // Light in 16 bits is coarse only near black.
    for (level, deep) in zip(levels, try read(16, opacity: 255)) {
      #expect(level < 8 ? abs(Int(level) - Int(deep)) <= 1 : level == deep)
    }
    #expect(try read(16, opacity: 0).allSatisfy { $0 == 255 })
    for (shallow, deep) in zip(try read(8, opacity: 100), try read(16, opacity: 100)) {
      #expect(abs(Int(shallow) - Int(deep)) <= 4)
    }
  }

  @Test func ignoresBytesBehindTheEnd() throws {
    let file = PNGWriter(width: 1, height: 1, colorType: .gray, bitDepth: 8).file { _, _ in [9] }
    #expect(try PNGImage(decoding: file + [1, 2, 3], file: "test").brightness == [9])
  }

  @Test func ordersColorsByLuminance() throws {
    let rgb = PNGWriter(width: 3, height: 1, colorType: .rgb, bitDepth: 8)
    let image = try PNGImage(
      decoding: rgb.file { x, _ in (0..<3).map { $0 == x ? 255 : 0 } },
      file: "test"
    )
    let (red, green, blue) = (image.brightness[0], image.brightness[1], image.brightness[2])
    #expect(green > red && red > blue && blue > 0)
  }

  @Test(arguments: [(1, 1), (3, 7), (480, 240)])
  func writesWhatItReads(width: Int, height: Int) throws {
    let brightness = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 * 37) }
    let image = PNGImage(width: width, height: height, brightness: brightness)
    let data = try image.encoded(file: "test")
    #expect(try PNGImage(decoding: data, file: "test") == image)
    #expect(try image.encoded(file: "test") == data)
  }

  @Test func keepsInkThroughAFile() throws {
    let ink = GrayImage(width: 4, height: 1, pixels: [0, 0.2, 0.8, 1])
    let url = URL.temporaryDirectory.appending(path: "halfword-\(UUID()).png")
    defer { try? FileManager.default.removeItem(at: url) }
    try ink.picture.encoded(file: url.path).write(to: url, options: .atomic)
    #expect(try GrayImage(contentsOfPNG: url, polarity: .darkOnLight) == ink)
  }
}

@Suite struct DamagedPNGTests {
  static let whole = PNGWriter(
    width: 9,
    height: 5,
    colorType: .gray,
    bitDepth: 8,
    isInterlaced: true
  ).file { x, y in [x * 20 + y] }

  func read(_ bytes: some Sequence<UInt8>) throws(FileError) -> PNGImage {
    try PNGImage(decoding: Data(bytes), file: "test.png")
  }

  @Test func isRefusedAtEveryLength() throws {
    _ = try read(Self.whole)
    for length in 0..<Self.whole.count {
      #expect(throws: FileError.self) { try read(Self.whole.prefix(length)) }
    }
  }

  @Test func isRefusedWhateverByteIsWrong() {
    for index in Self.whole.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var bytes = Self.whole
        bytes[index] ^= change
        #expect(throws: FileError.self) { try read(bytes) }
      }
    }
  }

  @Test func isRefusedWithTheFilesName() {
    #expect(throws: FileError(file: "test.png", reason: "is no PNG file")) { try read([]) }
    #expect(throws: FileError(file: "test.png", reason: "is no PNG file")) {
      try read("not a PNG file at all".utf8)
    }
    let url = URL(filePath: "/nonexistent/picture.png")
    do {
      _ = try PNGImage(contentsOf: url)
      Issue.record("a missing file was read")
    } catch {
      #expect("\(error)".hasPrefix("/nonexistent/picture.png: cannot be read: "))
      #expect(!"\(error)".contains("\n"))
    }
    #expect(throws: FileError.self) { try PNGImage(contentsOf: URL(filePath: "/tmp")) }
  }

  /// Correct checksums around random content reach libpng itself.
  @Test func neverCrashesLibpng() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<3000 {
      var header = bigEndian(9) + bigEndian(5) + [8, 0, 0, 0, 0]
      var content = deflated((0..<50).map { _ in UInt8.random(in: 0...255, using: &generator) })
      header[8 + Int.random(in: 0..<5, using: &generator)] =
        UInt8.random(in: 0...16, using: &generator)
      let position = Int.random(in: 0..<content.count, using: &generator)
      content[position] = UInt8.random(in: 0...255, using: &generator)
      let file =
        PNGWriter.signature + PNGWriter.chunk("IHDR", header)
        + PNGWriter.chunk("IDAT", content) + PNGWriter.chunk("IEND", [])
      if let image = try? read(file) { #expect(image.brightness.count == 45) }
    }
  }

  @Test(arguments: [
    (8193, 8192), (1 << 20, 1 << 20), (Int(Int32.max), Int(Int32.max)), (0, 5), (5, 0),
  ])
  func isRefusedBeforeHugeMemoryIsTaken(width: Int, height: Int) {
    let header = bigEndian(width) + bigEndian(height) + [8, 0, 0, 0, 0]
    let file =
      PNGWriter.signature + PNGWriter.chunk("IHDR", header)
      + PNGWriter.chunk("IDAT", deflated([0])) + PNGWriter.chunk("IEND", [])
    #expect(throws: FileError.self) { try read(file) }
  }
}
