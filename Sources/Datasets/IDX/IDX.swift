public import Files

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// An IDX file of unsigned bytes, the format of MNIST, as it is or compressed with gzip.
///
/// Layout (Y. LeCun, *The MNIST database of handwritten digits*, "File formats"): two zero bytes,
/// the type (8 for unsigned bytes), the rank, then the length of each axis in 4 bytes, big-endian,
/// then the values, the last axis fastest.
public struct IDXFile: Equatable, Sendable {
  /// The length of each axis.
  public let shape: [Int]
  /// The values; their count is the product of the shape.
  public let values: [UInt8]

  /// The most values a file may hold, 512 MiB.
  public static let largestValueCount = 512 << 20

  /// Makes a file's content.
  ///
  /// - Precondition: there are 1 to 255 axes of lengths below 2³², and as many values as their
  ///   product.
  public init(shape: [Int], values: [UInt8]) {
    precondition((1...Int(UInt8.max)).contains(shape.count))
    precondition(shape.allSatisfy { (0...Int(UInt32.max)).contains($0) })
    precondition(shape.reduce(1, *) == values.count)
    self.shape = shape
    self.values = values
  }

  /// Reads a file.
  ///
  /// - Parameter ranks: how many axes it may have: 3 or 4 for images, 1 for labels.
  /// - Throws: `FileError`, which names the file.
  public init(contentsOf url: URL, ranks: ClosedRange<Int>) throws(FileError) {
    let path = url.relativePath
    let limit = Self.largestValueCount + Header.size(rank: ranks.upperBound)
    try self.init(decoding: contents(ofFile: path, limit: limit), ranks: ranks, file: path)
  }

  /// Reads a file of so many axes.
  ///
  /// - Throws: `FileError`, which names the file.
  public init(contentsOf url: URL, rank: Int) throws(FileError) {
    try self.init(contentsOf: url, ranks: rank...rank)
  }

  /// Reads the bytes of a file; gzip is known by its first two bytes.
  ///
  /// Of a compressed file no more is unpacked than its header promises.
  ///
  /// - Parameters:
  ///   - ranks: how many axes it may have: 3 or 4 for images, 1 for labels.
  ///   - file: the name that errors give.
  /// - Throws: `FileError` where the header is not of such a file, or where the values are fewer or
  ///   more than it promises.
  public init(decoding data: Data, ranks: ClosedRange<Int>, file: String) throws(FileError) {
    let bytes = [UInt8](data)
    do throws(IDXFailure) {
      if bytes.starts(with: GzipReader.magic) {
        try self.init(unpacking: bytes, ranks: ranks)
      } else {
        try self.init(plain: bytes, ranks: ranks)
      }
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
  }

  /// Reads the bytes of a file of so many axes.
  ///
  /// - Throws: as `init(decoding:ranks:file:)`.
  public init(decoding data: Data, rank: Int, file: String) throws(FileError) {
    try self.init(decoding: data, ranks: rank...rank, file: file)
  }

  private init(plain bytes: [UInt8], ranks: ClosedRange<Int>) throws(IDXFailure) {
    let rank = try Header.rank(bytes.prefix(Header.magicSize), of: ranks)
    let headerSize = Header.size(rank: rank)
    let header = try Header(Array(bytes.prefix(headerSize)), rank: rank)
    let found = bytes.count - headerSize
    try header.check(found: found)
    guard found == header.valueCount else {
      throw IDXFailure("has \(found - header.valueCount) bytes behind its last value")
    }
    shape = header.shape
    values = Array(bytes[headerSize...])
  }

  private init(unpacking bytes: [UInt8], ranks: ClosedRange<Int>) throws(IDXFailure) {
    guard bytes.count <= GzipReader.largestFileSize else {
      throw IDXFailure("is larger than the limit of \(GzipReader.largestFileSize) bytes")
    }
    do {
      var reader = try GzipReader(bytes)
      let magic = try reader.read(Header.magicSize)
      let rank = try Header.rank(magic[...], of: ranks)
      let lengths = try reader.read(Header.size(rank: rank) - Header.magicSize)
      let header = try Header(magic + lengths, rank: rank)
      let values = try reader.read(header.valueCount)
      try header.check(found: values.count)
      // One more byte must not come; asking for it also has zlib verify the checksum.
      guard try reader.read(1).isEmpty else {
        throw IDXFailure("has bytes behind its last value")
      }
      shape = header.shape
      self.values = values
    } catch let failure as GzipFailure {
      throw IDXFailure("\(failure)")
    } catch {
      throw error as? IDXFailure ?? IDXFailure("\(error)")
    }
  }

  /// Whether a file that begins so is an IDX file of unsigned bytes, packed or not.
  static func isBeginning(_ bytes: [UInt8]) -> Bool {
    var start = Array(bytes.prefix(Header.typeEnd))
    if start.starts(with: GzipReader.magic) {
      guard bytes.count <= GzipReader.largestFileSize, var reader = try? GzipReader(bytes) else {
        return false
      }
      start = (try? reader.read(Header.typeEnd)) ?? []
    }
    return start == [0, 0, Header.unsignedByte]
  }

  /// The bytes of the file, not compressed.
  public func encoded() -> Data {
    var data = Data([0, 0, Header.unsignedByte, UInt8(shape.count)])
    for length in shape {
      for shift in [24, 16, 8, 0] { data.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }
    return data + values
  }
}

/// What stands before the values.
private struct Header {
  let shape: [Int]
  let valueCount: Int

  static let unsignedByte: UInt8 = 8
  /// The type is the third byte.
  static let typeEnd = 3
  static let magicSize = 4
  private static let lengthSize = 4

  static func size(rank: Int) -> Int { magicSize + rank * lengthSize }

  /// How many axes a file has that begins so.
  ///
  /// - Parameter magic: the first `magicSize` bytes of the file, or what there is.
  static func rank(
    _ magic: ArraySlice<UInt8>,
    of ranks: ClosedRange<Int>
  ) throws(IDXFailure) -> Int {
    let bytes = Array(magic)
    guard bytes.count >= magicSize else {
      throw IDXFailure("is truncated: \(bytes.count) bytes are no IDX header")
    }
    guard bytes[0] == 0, bytes[1] == 0 else { throw IDXFailure("is no IDX file") }
    guard bytes[2] == unsignedByte else {
      throw IDXFailure("holds values of IDX type \(bytes[2]); only 8, unsigned bytes, can be read")
    }
    let rank = Int(bytes[3])
    guard ranks.contains(rank) else {
      let expected = ranks.map(String.init).joined(separator: " or ")
      throw IDXFailure("has \(rank) axes where \(expected) were expected")
    }
    return rank
  }

  /// - Parameter bytes: the first `size(rank:)` bytes of the file, or what there is.
  init(_ bytes: [UInt8], rank: Int) throws(IDXFailure) {
    guard bytes.count == Self.size(rank: rank) else {
      throw IDXFailure("is truncated: its header breaks off")
    }
    var count = 1
    var shape: [Int] = []
    for axis in 0..<rank {
      let length = bytes.bigEndianUInt32(at: Self.magicSize + axis * Self.lengthSize)
      shape.append(length)
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      count = overflow ? .max : product
    }
    guard count <= IDXFile.largestValueCount else {
      let size = shape.map(String.init).joined(separator: " x ")
      throw IDXFailure(
        "claims \(size) values, more than the limit of \(IDXFile.largestValueCount)"
      )
    }
    self.shape = shape
    valueCount = count
  }

  func check(found: Int) throws(IDXFailure) {
    guard found >= valueCount else {
      throw IDXFailure("is truncated: \(found) of \(valueCount) values")
    }
  }
}

/// A reason that may follow the file's name.
private struct IDXFailure: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
