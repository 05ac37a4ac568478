/// Text as UTF-8, from whichever encoding its first bytes announce.
struct DecodedText {
  /// UTF-8 without a byte order mark. Bytes that are none may stand in comments and in columns
  /// that are not read.
  let bytes: [UInt8]
  /// What the text was; nil for UTF-8.
  let note: String?

  init(_ bytes: [UInt8]) throws(TextFailure) {
    if let isBigEndian = Self.byteOrder(bytes) {
      self.bytes = try Self.decodeUTF16(bytes.dropFirst(2), isBigEndian: isBigEndian)
      note = "the text is UTF-16"
      return
    }
    // Text has no zero bytes; UTF-16 without its mark and binary formats have them early.
    let looked = 4096
    guard !bytes.prefix(looked).contains(0) else {
      throw TextFailure(
        "is no text: it holds zero bytes. Give delimited text in UTF-8, or in UTF-16 with a byte order "
          + "mark"
      )
    }
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    self.bytes = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    note = nil
  }

  /// Whether the most significant byte comes first; nil without UTF-16's byte order mark.
  private static func byteOrder(_ bytes: [UInt8]) -> Bool? {
    if bytes.starts(with: [0xFF, 0xFE]) { return false }
    return bytes.starts(with: [0xFE, 0xFF]) ? true : nil
  }

  private static func decodeUTF16(
    _ bytes: ArraySlice<UInt8>,
    isBigEndian: Bool
  ) throws(TextFailure) -> [UInt8] {
    guard bytes.count.isMultiple(of: 2) else {
      throw TextFailure("is UTF-16 that breaks off in the middle of a character")
    }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    for index in stride(from: bytes.startIndex, to: bytes.endIndex, by: 2) {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isBigEndian ? first << 8 | second : second << 8 | first)
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw TextFailure("is damaged UTF-16: a surrogate stands alone")
    }
    return Array(text.utf8)
  }
}
