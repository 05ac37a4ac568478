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
}
