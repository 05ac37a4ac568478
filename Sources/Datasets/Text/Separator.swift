/// What stands between the columns of delimited text.
public enum Separator: String, CaseIterable, Sendable {
  /// `,`.
  case comma
  /// `;`.
  case semicolon
  /// A tab.
  case tab
  /// Any number of spaces and tabs; those at the ends of a line do not count.
  case blank

  /// The byte, where it is one.
  var byte: UInt8? {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .blank: nil
    }
  }

  /// The separator of a text: the first of tab, comma and semicolon that its first line has outside
  /// of quotes, otherwise blanks.
  init(detectedIn bytes: some Sequence<UInt8>) {
    var found: Set<UInt8> = []
    var isQuoted = false
    var isLineEmpty = true
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if isLineEmpty { continue }
        break
      }
      isLineEmpty = false
      found.insert(byte)
    }
    let candidates: [Separator] = [.tab, .comma, .semicolon]
    self = candidates.first { $0.byte.map(found.contains) ?? false } ?? .blank
  }
}
