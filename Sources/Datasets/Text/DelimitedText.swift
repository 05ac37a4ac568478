/// Splits delimited text into records of fields (RFC 4180), strictly.
///
/// A field may stand in double quotes; there it may hold separators, line breaks and, doubled,
/// double quotes. Lines end with LF, CR LF or CR; lines without anything are skipped, as is a byte
/// order mark. Spaces around a field do not count unless they are quoted. Everything else that the
/// RFC does not allow is an error with its line and column: a file that is read wrongly without a
/// word trains a wrong network. (SwiftCSV, the usual library, gives errors no line, accepts a quote
/// that is never closed and loses an empty last field.)
struct DelimitedText {
  /// A field of the last record.
  struct Field {
    /// Its bytes, without the quotes around them.
    let range: Range<Int>
    /// Whether its doubled quotes are still to be halved.
    let hasDoubledQuotes: Bool
  }

  private let bytes: [UInt8]
  private let separator: Separator
  private var position: Int
  /// The line at `position`, from 1.
  private var line = 1
  /// The line on which the last record begins, from 1.
  private(set) var recordLine = 1
  /// The fields of the last record.
  private(set) var fields: [Field] = []

  init(_ bytes: [UInt8], separator: Separator) {
    self.bytes = bytes
    self.separator = separator
    position = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
  }

  /// Reads the next record into `fields`; false at the end of the text.
  mutating func nextRecord() throws(TextFailure) -> Bool {
    fields.removeAll(keepingCapacity: true)
    while position < bytes.count {
      recordLine = line
      skipSpaces()
      if !skipLineEnd() {
        try readFields()
        return true
      }
    }
    return false
  }

  /// The text of a field of the last record.
  ///
  /// - Parameter column: from 0.
  func text(column: Int) throws(TextFailure) -> String {
    let field = fields[column]
    guard let text = String(validating: bytes[field.range], as: UTF8.self) else {
      throw TextFailure(line: recordLine, column: column, "is no UTF-8 text")
    }
    return field.hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
  }

  /// The bytes of a field of the last record.
  func bytes(column: Int) -> ArraySlice<UInt8> { bytes[fields[column].range] }

  private mutating func readFields() throws(TextFailure) {
    while true {
      skipSpaces()
      if position < bytes.count, bytes[position] == Self.quote {
        try readQuotedField()
      } else {
        try readPlainField()
      }
      skipSpaces()
      if position == bytes.count || skipLineEnd() { return }
      // Blanks have been skipped; any other separator stands here.
      if separator != .blank { position += 1 }
    }
  }

  /// Reads up to a separator or the line's end.
  private mutating func readPlainField() throws(TextFailure) {
    let start = position
    var end = start
    while position < bytes.count, !isFieldEnd(bytes[position]) {
      let byte = bytes[position]
      guard byte != Self.quote else {
        throw TextFailure(
          line: recordLine,
          column: fields.count,
          "has a quote in the middle; quote the whole field and double the quotes in it"
        )
      }
      position += 1
      if !isSpace(byte) { end = position }
    }
    fields.append(Field(range: start..<end, hasDoubledQuotes: false))
  }

  /// Reads a field that begins with a quote, and what may follow it.
  private mutating func readQuotedField() throws(TextFailure) {
    let start = position + 1
    let startLine = line
    var hasDoubledQuotes = false
    position = start
    while true {
      guard position < bytes.count else {
        throw TextFailure(
          line: startLine,
          column: fields.count,
          "begins with a quote that never ends"
        )
      }
      let byte = bytes[position]
      if byte == Self.quote {
        guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else { break }
        hasDoubledQuotes = true
        position += 2
      } else if !skipLineEnd() {
        position += 1
      }
    }
    let column = fields.count
    fields.append(Field(range: start..<position, hasDoubledQuotes: hasDoubledQuotes))
    position += 1
    let afterQuote = position
    skipSpaces()
    let isFollowed = position < bytes.count && !isFieldEnd(bytes[position])
    if isFollowed && !(separator == .blank && position > afterQuote) {
      throw TextFailure(line: line, column: column, "has text behind its closing quote")
    }
  }

  private func isFieldEnd(_ byte: UInt8) -> Bool {
    if byte == Self.lineFeed || byte == Self.carriageReturn { return true }
    return separator == .blank ? isSpace(byte) : byte == separator.byte
  }

  /// Whether a byte is a blank that is not the separator itself.
  private func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") && separator != .tab
  }

  private mutating func skipSpaces() {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
  }

  /// Steps over one line end, if it stands here.
  private mutating func skipLineEnd() -> Bool {
    guard position < bytes.count else { return false }
    switch bytes[position] {
    case Self.lineFeed: position += 1
    case Self.carriageReturn:
      position += 1
      if position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
    default: return false
    }
    line += 1
    return true
  }

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// Where delimited text is wrong, and how.
struct TextFailure: Error {
  /// The place and what is wrong there, in words that may follow the file's name.
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// - Parameters:
  ///   - line: from 1.
  ///   - column: from 0; the text counts from 1.
  init(line: Int, column: Int, _ text: String) {
    reason = "line \(line), column \(column + 1) \(text)"
  }

  init(line: Int, _ text: String) { reason = "line \(line) \(text)" }
}
