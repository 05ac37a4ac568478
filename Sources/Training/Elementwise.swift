/// Loops over buffers that compile to vector instructions.
///
/// The lengths are checked once, before the loop; only therefore may the loop leave out the checks.
enum Elementwise {
  /// result[i] ← transform(a[i]) for the first `count` elements.
  @inline(__always)
  static func map(
    _ a: [Float],
    into result: inout [Float],
    count: Int,
    _ transform: (Float) -> Float
  ) {
    precondition(count <= a.count && count <= result.count)
    let a = a.span
    var result = result.mutableSpan
    for index in 0..<count {
      unsafe result[unchecked: index] = transform(a[unchecked: index])
    }
  }

  /// result[i] ← transform(a[i], b[i]) for the first `count` elements.
  @inline(__always)
  static func map(
    _ a: [Float],
    _ b: [Float],
    into result: inout [Float],
    count: Int,
    _ transform: (Float, Float) -> Float
  ) {
    precondition(count <= a.count && count <= b.count && count <= result.count)
    let a = a.span
    let b = b.span
    var result = result.mutableSpan
    for index in 0..<count {
      unsafe result[unchecked: index] = transform(a[unchecked: index], b[unchecked: index])
    }
  }

  /// values[i] ← transform(values[i], a[i]) for the first `count` elements.
  @inline(__always)
  static func update(
    _ values: inout [Float],
    with a: [Float],
    count: Int,
    _ transform: (Float, Float) -> Float
  ) {
    precondition(count <= a.count && count <= values.count)
    let a = a.span
    var values = values.mutableSpan
    for index in 0..<count {
      unsafe values[unchecked: index] = transform(values[unchecked: index], a[unchecked: index])
    }
  }

  /// values[i] ← transform(values[i], a[i], b[i]) for the first `count` elements.
  @inline(__always)
  static func update(
    _ values: inout [Float],
    with a: [Float],
    _ b: [Float],
    count: Int,
    _ transform: (Float, Float, Float) -> Float
  ) {
    precondition(count <= a.count && count <= b.count && count <= values.count)
    let a = a.span
    let b = b.span
    var values = values.mutableSpan
    for index in 0..<count {
      unsafe values[unchecked: index] = transform(
        values[unchecked: index],
        a[unchecked: index],
        b[unchecked: index]
      )
    }
  }

  /// Copies `source[from...]`, `count` elements, to `result[to...]`.
  static func copy(
    _ source: [Float],
    from: Int,
    count: Int,
    into result: inout [Float],
    at to: Int
  ) {
    precondition(from >= 0 && to >= 0 && count >= 0)
    precondition(from + count <= source.count && to + count <= result.count)
    let source = source.span
    var result = result.mutableSpan
    for index in 0..<count {
      unsafe result[unchecked: to + index] = source[unchecked: from + index]
    }
  }

  /// Writes `row` to every row of `result`.
  static func fillRows(of result: inout Matrix, with row: [Float]) {
    precondition(row.count == result.columnCount)
    for index in 0..<result.rowCount {
      copy(row, from: 0, count: row.count, into: &result.values, at: index * row.count)
    }
  }

  /// sums[j] ← Σ over the rows of matrix[row, j].
  static func sumRows(of matrix: Matrix, into sums: inout [Float]) {
    let width = matrix.columnCount
    precondition(sums.count == width && matrix.count <= matrix.values.count)
    let values = matrix.values.span
    var sums = sums.mutableSpan
    for column in 0..<width {
      unsafe sums[unchecked: column] = 0
    }
    for row in 0..<matrix.rowCount {
      for column in 0..<width {
        unsafe sums[unchecked: column] += values[unchecked: row * width + column]
      }
    }
  }
}
