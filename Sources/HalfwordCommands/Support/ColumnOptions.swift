public import ArgumentParser
public import Datasets

/// Which columns of a table are read, and as what.
struct ColumnOptions: ParsableArguments {
  @Option(
    name: .customLong("label"),
    help: ArgumentHelp(
      "Of a table: the column with the label, by its number from 1 or its name; the last, unless "
        + "given. With one-hot, so many columns at the end; with none, every column is an input, and "
        + "the float network's answer is a sample's label.",
      valueName: "last|number|name|one-hot:classes|none"
    )
  )
  var givenLabel: TableFormat.LabelColumn?

  @Option(
    help: ArgumentHelp(
      "Of a table: the columns that hold what the outputs should be, in place of a label: so many at "
        + "the end, their names with commas between them, or \"inputs\" where the outputs should be "
        + "the inputs themselves. For regression, autoencoders and several labels of 0 and 1 a sample.",
      valueName: "number|names|inputs"
    )
  )
  var targets: TargetColumns?

  @Option(
    help: ArgumentHelp(
      "Of a table: the columns that are inputs, in the order of the network's, by name or number from "
        + "1; all that are nothing else, unless given.",
      valueName: "a,b,3"
    )
  )
  var inputColumns: ColumnNames?

  @Option(
    help: ArgumentHelp(
      "Of a table: columns that are not read, by name or number from 1.",
      valueName: "time,id,7"
    )
  )
  var ignoreColumns: ColumnNames?

  @Option(
    help: ArgumentHelp(
      "Of a table: what becomes of a sample with a missing value (nothing, NA, NaN, null, ? or -): "
        + "refuse stops with its line and column, skip leaves it out and counts it.",
      valueName: "refuse|skip"
    )
  )
  var missing = TableFormat.MissingValues.refuse

  @Option(
    help: ArgumentHelp(
      "Of a table: what stands between columns; found out, unless given.",
      valueName: "comma|semicolon|tab|blank"
    )
  )
  var separator: Separator?

  @Option(
    help: ArgumentHelp(
      "Of a table: whether the first line names the columns.",
      valueName: "automatic|yes|no"
    )
  )
  var header = TableFormat.Header.automatic

  mutating func validate() throws {
    if let givenLabel, targets != nil {
      throw ValidationError(
        "--label \(givenLabel.text) and --targets exclude each other; leave one out"
      )
    }
  }

  /// Which column is the label, or which are targets.
  var outcome: TableFormat.LabelColumn {
    get { targets.map { .targets($0) } ?? givenLabel ?? .last }
    set {
      if case .targets(let columns) = newValue {
        (targets, givenLabel) = (columns, nil)
      } else {
        (targets, givenLabel) = (nil, newValue)
      }
    }
  }

  /// How a table is read.
  func format(fullInk: Float?) -> TableFormat {
    TableFormat(
      separator: separator,
      header: header,
      label: outcome,
      inputColumns: inputColumns?.names,
      ignoredColumns: ignoreColumns?.names ?? [],
      missing: missing,
      fullInk: fullInk
    )
  }
}

/// Columns with commas between them.
struct ColumnNames: ExpressibleByArgument {
  let names: [ColumnName]

  init?(argument: String) {
    guard let names = ColumnName.list(parsing: argument) else { return nil }
    self.names = names
  }
}

extension Separator: ExpressibleByArgument {}
extension TableFormat.Header: ExpressibleByArgument {}
extension TableFormat.MissingValues: ExpressibleByArgument {}

extension TableFormat.LabelColumn: ExpressibleByArgument {
  /// Reads an option's value.
  public init?(argument: String) { self.init(parsing: argument) }

  /// What the help says of the default.
  public var defaultValueDescription: String { text }
}

extension TargetColumns: ExpressibleByArgument {
  /// Reads an option's value.
  public init?(argument: String) { self.init(parsing: argument) }
}
