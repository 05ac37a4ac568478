import Quantization

extension RowMatrix {
  /// Σ |factor · row − otherFactor · other| · weights.
  func absoluteDifference(
    _ row: Int,
    times factor: Double,
    minus other: Int,
    times otherFactor: Double,
    weightedBy weights: [Double]
  ) -> Double {
    unsafe values.withUnsafeBufferPointer { values in
      unsafe weights.withUnsafeBufferPointer { weights in
        let (first, second) = (row * columnCount, other * columnCount)
        var sum = 0.0
        for column in 0..<columnCount {
          let change =
            unsafe factor * values[first + column] - otherFactor * values[second + column]
          sum += unsafe abs(change) * weights[column]
        }
        return sum
      }
    }
  }

  /// These coefficients, each column multiplied by its scale, times a row of a matrix for each column.
  ///
  /// Columns whose scale is 0, of units that are off, cost nothing.
  func times(scaled scales: [Double], _ rows: [Int], of matrix: RowMatrix) -> RowMatrix {
    let active = scales.indices.filter { scales[$0] != 0 }
    // In fours; the last ones may be no terms, and have factors of 0.
    let termCount = (active.count + 3) / 4 * 4
    var factors = [Double](repeating: 0, count: rowCount * termCount)
    for row in 0..<rowCount {
      for (term, column) in active.enumerated() {
        factors[row * termCount + term] = values[row * columnCount + column] * scales[column]
      }
    }
    let terms = active.map { rows[$0] * matrix.columnCount }
    let starts = terms + Array(repeating: terms.last ?? 0, count: termCount - terms.count)
    return RowMatrix(
      rowCount: rowCount,
      columnCount: matrix.columnCount,
      values: product(factors, rowCount: rowCount, matrix, rowStarts: starts)
    )
  }
}

/// Σ factor · row, for each row of factors, in blocks of columns that stay in the nearest cache.
private func product(
  _ factors: [Double],
  rowCount: Int,
  _ matrix: RowMatrix,
  rowStarts: [Int]
) -> [Double] {
  let width = matrix.columnCount
  let block = 512
  var result = [Double](repeating: 0, count: rowCount * width)
  unsafe result.withUnsafeMutableBufferPointer { result in
    unsafe matrix.values.withUnsafeBufferPointer { matrix in
      guard let result = result.baseAddress, let matrix = matrix.baseAddress else {
        return
      }
      for start in stride(from: 0, to: width, by: block) {
        let count = min(block, width - start)
        for term in stride(from: 0, to: rowStarts.count, by: 4) {
          let rows = unsafe FourRows(
            first: matrix + rowStarts[term] + start,
            second: matrix + rowStarts[term + 1] + start,
            third: matrix + rowStarts[term + 2] + start,
            fourth: matrix + rowStarts[term + 3] + start,
            count: count
          )
          for row in 0..<rowCount {
            let factor = row * rowStarts.count + term
            unsafe rows.add(
              times: SIMD4(
                factors[factor],
                factors[factor + 1],
                factors[factor + 2],
                factors[factor + 3]
              ),
              to: result + row * width + start
            )
          }
        }
      }
    }
  }
  return result
}

/// Parts of four rows of a matrix.
@unsafe
private struct FourRows {
  let first: UnsafePointer<Double>
  let second: UnsafePointer<Double>
  let third: UnsafePointer<Double>
  let fourth: UnsafePointer<Double>
  let count: Int

  @inline(__always)
  func add(times factors: SIMD4<Double>, to sums: UnsafeMutablePointer<Double>) {
    let (a, b, c, d) = (factors[0], factors[1], factors[2], factors[3])
    for column in unsafe 0..<count {
      unsafe sums[column] +=
        (a * first[column] + b * second[column]) + (c * third[column] + d * fourth[column])
    }
  }
}
