/// How to read a table of samples from delimited text.
public struct TableFormat: Equatable, Sendable {
  /// What stands between columns; nil finds out.
  public var separator: Separator?
  /// Whether the first record names the columns.
  public var header: Header
  /// Where the label stands, or what the outputs should be.
  public var label: LabelColumn
  /// The columns that are inputs, in the order of a sample's values; nil takes all that are nothing
  /// else.
  public var inputColumns: [ColumnName]?
  /// Columns that are not read.
  public var ignoredColumns: [ColumnName]
  /// What becomes of samples without one of their values.
  public var missing: MissingValues
  /// Where given, the columns are the pixels of a square picture, row by row, with ink from 0 to
  /// this number; otherwise they are numbers.
  public var fullInk: Float?

  /// Describes a table.
  public init(
    separator: Separator? = nil,
    header: Header = .automatic,
    label: LabelColumn = .last,
    inputColumns: [ColumnName]? = nil,
    ignoredColumns: [ColumnName] = [],
    missing: MissingValues = .refuse,
    fullInk: Float? = nil
  ) {
    self.separator = separator
    self.header = header
    self.label = label
    self.inputColumns = inputColumns
    self.ignoredColumns = ignoredColumns
    self.missing = missing
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

  /// What becomes of a sample without one of its values: a field that is empty, `?` or the like.
  public enum MissingValues: String, CaseIterable, Sendable {
    /// It is an error.
    case refuse
    /// It is left out, and counted.
    case skip
  }

  /// Which column is the label, or which are targets.
  public enum LabelColumn: Equatable, Sendable {
    /// The last that is not ignored.
    case last
    /// The column of this number, from 1.
    case number(Int)
    /// The column that the header calls so.
    case name(String)
    /// So many columns at the end, one for each class: 1 in that of the sample's, 0 in the others.
    case oneHot(Int)
    /// None: every column is an input, and every sample has the label 0.
    case none
    /// None, but columns that hold what the outputs should be.
    case targets(TargetColumns)

    /// Reads "last", "none", a column's number, "one-hot:" with the number of classes, "targets:" with
    /// what `TargetColumns` reads, or a column's name; nil where a number makes no sense.
    public init?(parsing text: String) {
      let (oneHot, targets) = ("one-hot:", "targets:")
      if text.hasPrefix(targets) {
        guard let columns = TargetColumns(parsing: String(text.dropFirst(targets.count))) else {
          return nil
        }
        self = .targets(columns)
      } else if text == "last" {
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
      case .targets(let columns): "targets:\(columns.text)"
      }
    }
  }
}
