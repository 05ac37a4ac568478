/// Splits delimited text into records of fields (RFC 4180), strictly.
///
/// A field may stand in double quotes; there it may hold separators, line breaks and, doubled,
/// double quotes. Lines end with LF, CR LF or CR; lines without anything are skipped, as is a byte
/// order mark, and so are lines that begin with `#`. Spaces around a field do not count unless they are quoted. Everything else that the
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
    /// Whether it stands in quotes.
    var isQuoted = false
  }

  private let bytes: [UInt8]
  private let separator: Separator
  /// A byte that ends each line without being the separator; nil for none.
  private let lineEnd: UInt8?
  private var position: Int
  /// The line at `position`, from 1.
  private var line = 1
  /// The line on which the last record begins, from 1.
  private(set) var recordLine = 1
  /// The fields of the last record.
  private(set) var fields: [Field] = []
  /// The comments before the first record: the line of each and what stands behind its `#`.
  private(set) var leadingComments: [(line: Int, text: Range<Int>)] = []
  private var hasRecord = false

  init(_ bytes: [UInt8], separator: Separator, lineEnd: UInt8? = nil) {
    self.bytes = bytes
    self.lineEnd = lineEnd
    self.separator = separator
    position = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
  }

  /// Reads the next record into `fields`; false at the end of the text.
  mutating func nextRecord() throws(TextFailure) -> Bool {
    fields.removeAll(keepingCapacity: true)
    while position < bytes.count {
      recordLine = line
      skipSpaces()
      if skipComment() || skipLineEnd() { continue }
      try readFields()
      dropLineEnd()
      hasRecord = true
      return true
    }
    return false
  }

  /// The text of a field of the last record.
  ///
  /// - Parameter column: from 0.
  func text(column: Int) throws(TextFailure) -> String {
    let field = fields[column]
    guard let text = String(validating: bytes[field.range], as: UTF8.self) else {
      throw TextFailure(
        line: recordLine,
        column: column,
        "is no UTF-8 text; if it is Latin-1, \"iconv -f latin1 -t utf-8 FILE > NEW\" makes it so"
      )
    }
    return field.hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
  }

  /// The texts of all fields of the last record.
  func texts() throws(TextFailure) -> [String] {
    var texts: [String] = []
    for column in fields.indices { texts.append(try text(column: column)) }
    return texts
  }

  /// The bytes of a comment.
  func bytes(in range: Range<Int>) -> [UInt8] { Array(bytes[range]) }

  /// The bytes of a field of the last record.
  func bytes(column: Int) -> ArraySlice<UInt8> { bytes[fields[column].range] }

  /// Steps over a comment up to its line's end, if one begins here.
  private mutating func skipComment() -> Bool {
    guard position < bytes.count, bytes[position] == Self.comment else { return false }
    let start = position + 1
    while position < bytes.count, bytes[position] != Self.lineFeed,
      bytes[position] != Self.carriageReturn
    { position += 1 }
    if !hasRecord { leadingComments.append((line, start..<position)) }
    return true
  }

  /// Takes `lineEnd` from the end of the last field.
  private mutating func dropLineEnd() {
    guard let lineEnd, let last = fields.last, !last.isQuoted, bytes[last.range].last == lineEnd
    else { return }
    var end = last.range.upperBound - 1
    while end > last.range.lowerBound, isSpace(bytes[end - 1]) { end -= 1 }
    fields.removeLast()
    let range = last.range.lowerBound..<end
    if range.isEmpty && separator == .blank { return }
    fields.append(Field(range: range, hasDoubledQuotes: false))
  }

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
    fields.append(
      Field(range: start..<position, hasDoubledQuotes: hasDoubledQuotes, isQuoted: true)
    )
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

  private static let comment = UInt8(ascii: "#")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
