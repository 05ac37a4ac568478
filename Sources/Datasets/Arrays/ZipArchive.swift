import CZlib

/// Reads the parts of a ZIP archive (PKWARE, APPNOTE.TXT) that are stored as they are or deflated, by
/// its central directory; enough for what NumPy writes.
///
/// No part is unpacked to more than it claims, nor any that claims more than the limit.
struct ZipArchive {
  private let bytes: [UInt8]
  /// The parts in the order of the directory.
  let entries: [Entry]

  /// A part.
  struct Entry {
    let name: String
    let method: Int
    let checksum: Int
    let packedSize: Int
    let size: Int
    /// Where what stands before the part begins.
    let headerStart: Int
  }

  static let magic: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  /// The most bytes of one part, unpacked.
  static let largestEntrySize = 2 << 30

  private static let endSignature = 0x0605_4B50
  private static let endSize = 22
  private static let largestComment = 0xFFFF
  private static let entrySignature = 0x0201_4B50
  private static let entrySize = 46
  private static let headerSignature = 0x0403_4B50
  private static let headerSize = 30

  /// Reads the directory.
  init(_ bytes: [UInt8]) throws(TextFailure) {
    self.bytes = bytes
    guard let end = Self.end(of: bytes) else {
      throw TextFailure("is no complete ZIP archive: its directory is missing at the end")
    }
    let slice = bytes[...]
    let count = slice.littleEndian(at: end + 10, size: 2)
    var position = slice.littleEndian(at: end + 16, size: 4)
    var entries: [Entry] = []
    for _ in 0..<count {
      guard let (entry, next) = Self.entry(of: slice, at: position, before: end) else {
        throw TextFailure("is a ZIP archive with a damaged directory")
      }
      entries.append(entry)
      position = next
    }
    self.entries = entries
  }

  /// The bytes of a part.
  func contents(of entry: Entry) throws(TextFailure) -> [UInt8] {
    guard entry.size <= Self.largestEntrySize else {
      throw TextFailure(
        "its part \(entry.name) claims \(entry.size) bytes, more than the limit of "
          + "\(Self.largestEntrySize)"
      )
    }
    let slice = bytes[...]
    let start = entry.headerStart
    guard start <= bytes.count - Self.headerSize,
      slice.littleEndian(at: start, size: 4) == Self.headerSignature
    else { throw Self.damage(entry) }
    let dataStart =
      start + Self.headerSize + slice.littleEndian(at: start + 26, size: 2)
      + slice.littleEndian(at: start + 28, size: 2)
    guard dataStart <= bytes.count, entry.packedSize <= bytes.count - dataStart else {
      throw Self.damage(entry)
    }
    let packed = Array(bytes[dataStart..<dataStart + entry.packedSize])
    let content = try unpacked(packed, of: entry)
    guard content.count == entry.size, checksum(of: content) == entry.checksum else {
      throw Self.damage(entry)
    }
    return content
  }

  private func unpacked(_ packed: [UInt8], of entry: Entry) throws(TextFailure) -> [UInt8] {
    let (stored, deflated) = (0, 8)
    switch entry.method {
    case stored: return packed
    case deflated:
      do throws(GzipFailure) {
        var reader = try GzipReader(packed, format: .deflate)
        // One byte more must not come.
        return try reader.read(entry.size + 1)
      } catch {
        guard case .outOfMemory = error else { throw Self.damage(entry) }
        throw TextFailure("its part \(entry.name) \(error)")
      }
    default:
      throw TextFailure(
        "its part \(entry.name) is packed by method \(entry.method); numpy.savez and "
          + "numpy.savez_compressed write what can be read"
      )
    }
  }

  private static func damage(_ entry: Entry) -> TextFailure {
    TextFailure("its part \(entry.name) is damaged or breaks off")
  }

  /// Where the last record of the directory begins, which may only be followed by a comment.
  private static func end(of bytes: [UInt8]) -> Int? {
    let last = bytes.count - endSize
    guard last >= 0 else { return nil }
    return (max(0, last - largestComment)...last).reversed().first { start in
      bytes[...].littleEndian(at: start, size: 4) == endSignature
        && bytes[...].littleEndian(at: start + 20, size: 2) == last - start
    }
  }

  private static func entry(
    of bytes: ArraySlice<UInt8>,
    at start: Int,
    before end: Int
  ) -> (Entry, next: Int)? {
    guard start <= end - entrySize, bytes.littleEndian(at: start, size: 4) == entrySignature else {
      return nil
    }
    let nameSize = bytes.littleEndian(at: start + 28, size: 2)
    let next =
      start + entrySize + nameSize + bytes.littleEndian(at: start + 30, size: 2)
      + bytes.littleEndian(at: start + 32, size: 2)
    guard next <= end else { return nil }
    let name = bytes[start + entrySize..<start + entrySize + nameSize]
    let entry = Entry(
      name: String(decoding: name, as: UTF8.self),
      method: bytes.littleEndian(at: start + 10, size: 2),
      checksum: bytes.littleEndian(at: start + 16, size: 4),
      packedSize: bytes.littleEndian(at: start + 20, size: 4),
      size: bytes.littleEndian(at: start + 24, size: 4),
      headerStart: bytes.littleEndian(at: start + 42, size: 4)
    )
    return (entry, next)
  }
}

private func checksum(of bytes: [UInt8]) -> Int {
  unsafe bytes.withUnsafeBufferPointer { buffer in
    unsafe Int(crc32_z(0, buffer.baseAddress, buffer.count))
  }
}
