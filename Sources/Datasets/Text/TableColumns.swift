/// Which columns of a table are inputs, and which say the label or the targets.
struct TableColumns {
  /// All columns.
  let count: Int
  /// What the header calls the columns, where there is one.
  let names: [String]?
  /// The input columns, in the order of a sample's values.
  let inputs: [Int]
  let role: Role

  /// What the columns are that are not inputs.
  enum Role: Equatable {
    case label(Int)
    /// One column for each class.
    case oneHot([Int])
    case targets([Int])
    case none
  }

  /// Finds the columns.
  ///
  /// - Parameters:
  ///   - count: how many columns there are, at least 1.
  ///   - names: what they are called; nil where nothing says it.
  ///   - passedOver: a column that is no data, such as one that numbers the rows.
  ///   - line: the line that errors name.
  init(
    count: Int,
    names: [String]?,
    format: TableFormat,
    passedOver: Int? = nil,
    line: Int
  ) throws(TextFailure) {
    let finder = ColumnFinder(count: count, names: names, line: line)
    let ignored = Set(try finder.columns(format.ignoredColumns, for: "--ignore-columns"))
    let read = (0..<count).filter { !ignored.contains($0) && $0 != passedOver }
    let chosen = try format.inputColumns.map { columns throws(TextFailure) in
      try finder.columns(columns, for: "--input-columns")
    }
    self.count = count
    self.names = names
    if let column = chosen?.first(where: ignored.contains) {
      throw TextFailure(
        "column \(column + 1) is in --input-columns and in --ignore-columns; leave it out of one"
      )
    }
    role = try finder.role(of: format.label, among: read, chosen: chosen)
    let others = Set(role.columns)
    if let column = role.columns.first(where: ignored.contains) {
      throw TextFailure(
        "column \(column + 1) is to be read, but it is in --ignore-columns; leave it out there"
      )
    }
    inputs = chosen ?? read.filter { !others.contains($0) || format.label.isInputs }
    if case .targets = role {
    } else if let column = chosen?.first(where: others.contains) {
      throw TextFailure(
        "column \(column + 1) would be an input and the label; name the label's column with --label, "
          + "or pass --label none"
      )
    }
    guard inputs.count >= 1 else {
      throw TextFailure(
        line: line,
        "has \(count == 1 ? "one column" : "\(count) columns"): no inputs beside the label"
          + "; if the columns are inputs, pass --label none"
      )
    }
  }

  /// Every column that is read.
  var read: [Int] { Array(Set(inputs + role.columns)).sorted() }

  /// What the inputs are called; nil where nothing says it.
  var inputNames: [String]? { names.map { names in inputs.map { names[$0] } } }

  /// What the targets are called; nil where nothing says it.
  var targetNames: [String]? {
    guard case .targets(let columns) = role else { return nil }
    return names.map { names in columns.map { names[$0] } }
  }

  /// The classes of one-hot labels: their columns' names, otherwise numbers from 0.
  func oneHotClasses(line: Int) throws(TextFailure) -> [String]? {
    guard case .oneHot(let columns) = role else { return nil }
    guard let names else { return columns.indices.map(String.init) }
    let classes = columns.map { names[$0] }
    guard Set(classes).count == classes.count else {
      throw TextFailure(line: line, "gives two one-hot label columns the same name")
    }
    return classes
  }
}

extension TableColumns.Role {
  /// The columns that are meant.
  var columns: [Int] {
    switch self {
    case .label(let column): [column]
    case .oneHot(let columns), .targets(let columns): columns
    case .none: []
    }
  }
}

extension TableFormat.LabelColumn {
  /// Whether the inputs themselves are the targets.
  fileprivate var isInputs: Bool { self == .targets(.inputs) }
}

/// Finds columns by what a person calls them.
private struct ColumnFinder {
  let count: Int
  let names: [String]?
  let line: Int

  /// Columns by their names or numbers, from 0; each at most once.
  func columns(_ list: [ColumnName], for option: String) throws(TextFailure) -> [Int] {
    var columns: [Int] = []
    for name in list {
      let column = try column(name, for: option)
      guard !columns.contains(column) else {
        throw TextFailure("\(option) names column \(column + 1) twice")
      }
      columns.append(column)
    }
    return columns
  }

  func role(
    of label: TableFormat.LabelColumn,
    among read: [Int],
    chosen: [Int]?
  ) throws(TextFailure) -> TableColumns.Role {
    switch label {
    case .none: return .none
    case .last:
      guard let last = read.last else { throw TextFailure("--ignore-columns leaves no column") }
      return .label(last)
    case .number(let number):
      guard number <= count else {
        throw TextFailure(
          line: line,
          "has \(count) columns; there is no column \(number) for the label"
        )
      }
      return .label(number - 1)
    case .name(let name): return .label(try named(name, for: "--label"))
    case .oneHot(let classes):
      guard classes < read.count else {
        throw TextFailure(
          line: line,
          "has \(read.count) columns, too few for inputs and \(classes) one-hot label columns"
        )
      }
      return .oneHot(Array(read.suffix(classes)))
    case .targets(.last(let targets)):
      guard targets < read.count || chosen != nil && targets <= read.count else {
        throw TextFailure(
          line: line,
          "has \(read.count) columns, too few for inputs and --targets \(targets)"
        )
      }
      return .targets(Array(read.suffix(targets)))
    case .targets(.named(let list)): return .targets(try columns(list, for: "--targets"))
    case .targets(.inputs): return .targets(chosen ?? read)
    }
  }

  private func column(_ name: ColumnName, for option: String) throws(TextFailure) -> Int {
    guard let number = name.number, names?.contains(name.text) != true else {
      return try named(name.text, for: option)
    }
    guard (1...count).contains(number) else {
      throw TextFailure(
        line: line,
        "has the columns 1 to \(count); there is no column \(number) for \(option)"
      )
    }
    return number - 1
  }

  private func named(_ name: String, for option: String) throws(TextFailure) -> Int {
    guard let known = names else {
      throw TextFailure(
        "--header no leaves the columns without names, so \(option) cannot name \"\(name)\"; give "
          + "numbers from 1"
      )
    }
    let matches = known.indices.filter { known[$0] == name }
    if let index = matches.first, matches.count == 1 { return index }
    throw TextFailure(
      line: line,
      matches.isEmpty
        ? "names no column \"\(name)\" for \(option) (it has \(ClassNames(known).summary))"
        : "names more than one column \"\(name)\"; give \(option) its number"
    )
  }
}
