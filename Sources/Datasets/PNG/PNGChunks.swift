import CZlib

/// What is wrong with the outline of a PNG file, or nil: the signature, then chunks with correct
/// checksums up to the one that ends the file (PNG specification, third edition, section 5).
///
/// libpng's simplified API stops at the last row of pixels and so accepts a file that breaks off
/// or is damaged just behind it. Bytes that follow the end are ignored, as viewers do.
func damage(inPNG bytes: [UInt8]) -> String? {
  guard bytes.starts(with: PNGChunk.signature) else {
    return adviceOnPicture(bytes) ?? "is no PNG file"
  }
  var start = PNGChunk.signature.count
  while true {
    guard bytes.count - start >= PNGChunk.overhead else { return "breaks off: no IEND chunk" }
    let length = bytes.bigEndianUInt32(at: start)
    guard length <= bytes.count - start - PNGChunk.overhead else {
      return "breaks off in the chunk at byte \(start)"
    }
    let typeStart = start + PNGChunk.lengthSize
    let end = typeStart + PNGChunk.typeSize + length
    let checked = bytes[typeStart..<end]
    let checksum = unsafe checked.withUnsafeBufferPointer { buffer in
      unsafe crc32_z(0, buffer.baseAddress, buffer.count)
    }
    guard Int(checksum) == bytes.bigEndianUInt32(at: end) else {
      return "is damaged: wrong checksum in the chunk at byte \(start)"
    }
    if checked.starts(with: PNGChunk.end) { return nil }
    start = end + PNGChunk.checksumSize
  }
}

/// How to convert a picture of another format, which its first bytes show; nil for anything else.
func adviceOnPicture(_ bytes: [UInt8]) -> String? {
  let formats: [(name: String, ending: String, start: [UInt8])] = [
    ("JPEG", "jpg", [0xFF, 0xD8, 0xFF]), ("GIF", "gif", Array("GIF8".utf8)),
    ("BMP", "bmp", Array("BM".utf8)), ("TIFF", "tif", [0x49, 0x49, 0x2A, 0]),
    ("TIFF", "tif", [0x4D, 0x4D, 0, 0x2A]),
  ]
  let isWebP = bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
  let known = formats.first { bytes.starts(with: $0.start) }.map { ($0.name, $0.ending) }
  guard let (name, ending) = isWebP ? ("WebP", "webp") : known else { return nil }
  return "is no PNG picture but \(name), whatever its name; convert such files, for example with "
    + "ImageMagick's \"mogrify -format png *.\(ending)\", and take the old ones out"
}

/// Where things stand in a PNG file.
enum PNGChunk {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  static let end = Array("IEND".utf8)
  static let lengthSize = 4
  static let typeSize = 4
  static let checksumSize = 4
  /// Signature, length and type of the first chunk, width and height come before it.
  static let bitDepthOffset = 24
  static let overhead = lengthSize + typeSize + checksumSize
}

extension [UInt8] {
  /// The big-endian number of 32 bits that begins at `index`.
  func bigEndianUInt32(at index: Int) -> Int {
    self[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
