/// Which columns of a table are inputs, and which say the label.
struct TableColumns {
  /// All columns.
  let count: Int
  /// One column, or for one-hot labels one for each class.
  let label: Range<Int>
  let isOneHot: Bool
  /// What the header calls the columns, where there is one.
  var names: [String]?

  var inputCount: Int { count - label.count }

  /// Finds the columns from the first record.
  ///
  /// - Parameter firstRecord: a header or a sample.
  init(
    _ column: TableFormat.LabelColumn,
    firstRecord: [String],
    line: Int
  ) throws(TextFailure) {
    count = firstRecord.count
    isOneHot = if case .oneHot = column { true } else { false }
    switch column {
    case .last: label = count - 1..<count
    case .none: label = count..<count
    case .number(let number):
      guard number <= count else {
        throw TextFailure(
          line: line,
          "has \(count) columns; there is no column \(number) for the label"
        )
      }
      label = number - 1..<number
    case .name(let name):
      let matches = firstRecord.indices.filter { firstRecord[$0] == name }
      guard let index = matches.first, matches.count == 1 else {
        throw TextFailure(
          line: line,
          matches.isEmpty
            ? "names no column \"\(name)\" for the label"
            : "names more than one column \"\(name)\""
        )
      }
      label = index..<index + 1
    case .oneHot(let classes):
      guard classes < count else {
        throw TextFailure(
          line: line,
          "has \(count) columns, too few for inputs and \(classes) one-hot label columns"
        )
      }
      label = count - classes..<count
    }
    guard inputCount >= 1 else { throw TextFailure(line: line, "has one column: no inputs") }
  }

  /// Whether the first record names the columns.
  func areHeader(_ record: [String], format: TableFormat) -> Bool {
    switch format.header {
    case .yes: return true
    case .no: return false
    case .automatic:
      if case .name = format.label { return true }
      return inputs.allSatisfy { Float(record[$0]) == nil && !record[$0].isEmpty }
    }
  }

  /// The classes of one-hot labels: their columns' names, otherwise numbers from 0.
  func oneHotClasses(line: Int) throws(TextFailure) -> [String] {
    guard let names else { return (0..<label.count).map(String.init) }
    let classes = Array(names[label])
    guard Set(classes).count == classes.count else {
      throw TextFailure(line: line, "gives two one-hot label columns the same name")
    }
    return classes
  }

  /// The input columns.
  var inputs: [Int] { (0..<count).filter { !label.contains($0) } }
}
