/// Loops over runs of floats that compile to vector instructions.
///
/// The counts are compared once, before the loop; only therefore may the loop leave out the checks.
enum Elementwise {
  /// result[i] ← transform(a[i]).
  @inline(__always)
  static func map(_ a: Floats, into result: Floats, _ transform: (Float) -> Float) {
    precondition(a.count == result.count)
    for index in 0..<result.count { result[index] = transform(a[index]) }
  }

  /// result[i] ← transform(a[i], b[i]).
  @inline(__always)
  static func map(
    _ a: Floats,
    _ b: Floats,
    into result: Floats,
    _ transform: (Float, Float) -> Float
  ) {
    precondition(a.count == result.count && b.count == result.count)
    for index in 0..<result.count { result[index] = transform(a[index], b[index]) }
  }

  /// sums[j] ← Σ over the rows of block[row, j].
  static func sumRows(of block: MatrixBlock, into sums: Floats) {
    let width = block.columnCount
    precondition(sums.count == width)
    sums.fill(0)
    for row in 0..<block.rowCount {
      let values = block.floats[row * block.stride..<row * block.stride + width]
      for column in 0..<width { sums[column] += values[column] }
    }
  }

  /// Σ values[i]², summed in eight lanes.
  static func sumOfSquares(_ values: Floats) -> Float {
    let lanes = SIMD8<Float>.scalarCount
    var sums = SIMD8<Float>.zero
    let whole = values.count / lanes * lanes
    for index in stride(from: 0, to: whole, by: lanes) {
      let eight = values.eight(at: index)
      sums += eight * eight
    }
    var sum = sums.sum()
    for index in whole..<values.count { sum += values[index] * values[index] }
    return sum
  }

  /// Whether no value is infinite or not a number.
  static func areFinite(_ values: Floats) -> Bool {
    // x · 0 is 0 for every finite x and NaN for any other.
    var bits: UInt32 = 0
    for index in 0..<values.count { bits |= (values[index] * 0).magnitude.bitPattern }
    return bits == 0
  }
}
