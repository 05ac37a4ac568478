/// A row-major float32 matrix whose number of rows can change without a new allocation.
///
/// One mini-batch after the other passes through the same memory; the last of an epoch may have
/// fewer rows.
struct Matrix: Equatable, Sendable {
  /// Values in a row.
  let columnCount: Int
  /// Rows in use.
  private(set) var rowCount: Int
  /// The rows in use, then spare ones.
  var values: [Float]

  /// A matrix of zeros.
  init(rowCount: Int, columnCount: Int) {
    self.init(
      columnCount: columnCount,
      values: Array(repeating: 0, count: rowCount * columnCount)
    )
  }

  /// Wraps rows that stand one after the other.
  ///
  /// - Precondition: `columnCount` is above 0 and divides the number of values.
  init(columnCount: Int, values: [Float]) {
    precondition(values.count.isMultiple(of: columnCount))
    self.columnCount = columnCount
    self.rowCount = values.count / columnCount
    self.values = values
  }

  /// How many values are in use.
  var count: Int { rowCount * columnCount }

  /// How many rows there is memory for.
  var rowCapacity: Int { values.count / columnCount }

  /// Makes memory for at least `rows` rows; what the matrix held may be lost.
  mutating func reserve(rows: Int) {
    guard rows > rowCapacity else { return }
    self = Matrix(rowCount: rows, columnCount: columnCount)
  }

  /// Sets the number of rows in use.
  ///
  /// - Precondition: at most `rowCapacity`.
  mutating func setRowCount(_ rows: Int) {
    precondition((0...rowCapacity).contains(rows), "\(rows) rows in memory for \(rowCapacity)")
    rowCount = rows
  }

  /// Where the values of one row are.
  func row(_ index: Int) -> Range<Int> {
    index * columnCount..<(index + 1) * columnCount
  }
}
