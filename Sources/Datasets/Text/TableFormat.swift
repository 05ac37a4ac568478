/// How to read a table of samples from delimited text.
public struct TableFormat: Equatable, Sendable {
  /// What stands between columns; nil finds out.
  public var separator: Separator?
  /// Whether the first record names the columns.
  public var header: Header
  /// Where the label stands.
  public var label: LabelColumn
  /// Where given, the columns are the pixels of a square picture, row by row, with ink from 0 to
  /// this number; otherwise they are numbers.
  public var fullInk: Float?

  /// Describes a table.
  public init(
    separator: Separator? = nil,
    header: Header = .automatic,
    label: LabelColumn = .last,
    fullInk: Float? = nil
  ) {
    self.separator = separator
    self.header = header
    self.label = label
    self.fullInk = fullInk
  }

  /// Whether the first record names the columns.
  public enum Header: String, CaseIterable, Sendable {
    /// It does where none of its inputs is a number, or where its label is none but all others are.
    case automatic
    /// It does.
    case yes
    /// It is a sample.
    case no
  }

  /// Which column is the label.
  public enum LabelColumn: Equatable, Sendable {
    /// The last.
    case last
    /// The column of this number, from 1.
    case number(Int)
    /// The column that the header calls so.
    case name(String)
    /// So many columns at the end, one for each class: 1 in that of the sample's, 0 in the others.
    case oneHot(Int)
    /// None: every column is an input, and every sample has the label 0.
    case none

    /// Reads "last", "none", a column's number, "one-hot:" with the number of classes, or a column's name;
    /// nil where a number makes no sense.
    public init?(parsing text: String) {
      let oneHot = "one-hot:"
      if text == "last" {
        self = .last
      } else if text == "none" {
        self = .none
      } else if let number = Int(text) {
        guard number >= 1 else { return nil }
        self = .number(number)
      } else if text.hasPrefix(oneHot) {
        guard let count = Int(text.dropFirst(oneHot.count)), count >= 2 else { return nil }
        self = .oneHot(count)
      } else {
        guard !text.isEmpty else { return nil }
        self = .name(text)
      }
    }

    /// The text that `init(parsing:)` reads.
    public var text: String {
      switch self {
      case .last: "last"
      case .none: "none"
      case .number(let number): "\(number)"
      case .name(let name): name
      case .oneHot(let count): "one-hot:\(count)"
      }
    }
  }
}
