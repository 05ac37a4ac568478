/// A row-major float32 matrix whose number of rows can change without a new allocation.
///
/// One mini-batch after the other passes through the same memory; the last of an epoch may have
/// fewer rows. A copy shares the memory.
struct Matrix: Sendable {
  /// Values in a row.
  let columnCount: Int
  /// Rows in use.
  private(set) var rowCount: Int
  private var buffer: FloatBuffer

  /// A matrix of zeros.
  init(rowCount: Int, columnCount: Int) {
    self.columnCount = columnCount
    self.rowCount = rowCount
    buffer = FloatBuffer(count: rowCount * columnCount)
  }

  /// Copies rows that stand one after the other.
  ///
  /// - Precondition: `columnCount` is above 0 and divides the number of values.
  init(columnCount: Int, values: [Float]) {
    precondition(values.count.isMultiple(of: columnCount))
    self.columnCount = columnCount
    rowCount = values.count / columnCount
    buffer = FloatBuffer(values)
  }

  /// How many values are in use.
  var count: Int { rowCount * columnCount }

  /// How many rows there is memory for.
  var rowCapacity: Int { buffer.floats.count / columnCount }

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

  /// A copy of the values in use.
  var usedValues: [Float] { floats.array }

  /// The values in use.
  var floats: Floats { buffer.floats[0..<count] }

  /// The values of one row.
  func floats(inRow index: Int) -> Floats { buffer.floats[row(index)] }

  /// The values of neighbouring rows.
  func floats(inRows rows: Range<Int>) -> Floats {
    buffer.floats[rows.lowerBound * columnCount..<rows.upperBound * columnCount]
  }

  /// A copy of all values: the rows in use, then the spare ones.
  var values: [Float] {
    get { buffer.floats.array }
    nonmutating set { buffer.floats.copy(newValue, from: 0) }
  }

  /// The whole matrix as a factor or result of a product.
  var block: MatrixBlock { block(rows: 0..<rowCount) }

  /// Neighbouring rows as a factor or result of a product.
  func block(rows: Range<Int>) -> MatrixBlock {
    MatrixBlock(
      floats: floats(inRows: rows),
      rowCount: rows.count,
      columnCount: columnCount,
      stride: columnCount
    )
  }

  /// Neighbouring columns of all rows.
  func block(columns: Range<Int>) -> MatrixBlock {
    precondition(columns.lowerBound >= 0 && columns.upperBound <= columnCount)
    return MatrixBlock(
      floats: buffer.floats[min(columns.lowerBound, count)..<count],
      rowCount: rowCount,
      columnCount: columns.count,
      stride: columnCount
    )
  }
}

/// A rectangle inside a row-major matrix.
struct MatrixBlock: Sendable {
  /// From its first value on.
  let floats: Floats
  let rowCount: Int
  let columnCount: Int
  /// From the start of one row to that of the next.
  let stride: Int
}
