import FloatNetwork
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
}

/// What is to be added for some values of one place: for each row of coefficients a factor a value, and the row of
/// weights that it belongs to. Values whose slope is 0, of units that are off, are not among them.
struct ProductTerms {
  /// In fours; the last ones may be no terms, and have factors of 0.
  private let count: Int
  private let factors: [Double]
  /// Where the rows of weights begin.
  private let rowStarts: [Int]
  private let rowCount: Int

  init(_ coefficients: SumCoefficients, _ values: [Int], rowStart: (Int) -> Int) {
    count = (values.count + 3) / 4 * 4
    rowCount = coefficients.rowCount
    var factors = [Double](repeating: 0, count: rowCount * count)
    for row in 0..<rowCount {
      for (term, value) in values.enumerated() {
        factors[row * count + term] = coefficients.factor(row, value)
      }
    }
    self.factors = factors
    let starts = values.map(rowStart)
    rowStarts = starts + Array(repeating: starts.last ?? 0, count: count - starts.count)
  }

  /// Adds Σ factor · row, for each row of factors, in blocks of columns that stay in the nearest cache.
  ///
  /// - Parameters:
  ///   - run: which columns, and where they belong in a row of the result.
  ///   - width: of a row of the result.
  func addProducts(
    of weights: RowMatrix,
    _ run: PatchRun,
    to result: inout [Double],
    width: Int
  ) {
    let block = 512
    unsafe result.withUnsafeMutableBufferPointer { result in
      unsafe weights.values.withUnsafeBufferPointer { weights in
        guard let result = result.baseAddress, let weights = weights.baseAddress else { return }
        for start in stride(from: 0, to: run.count, by: block) {
          unsafe addBlock(
            weights + run.column + start,
            min(block, run.count - start),
            to: result + run.input + start,
            width
          )
        }
      }
    }
  }

  @unsafe
  private func addBlock(
    _ weights: UnsafePointer<Double>,
    _ columnCount: Int,
    to result: UnsafeMutablePointer<Double>,
    _ width: Int
  ) {
    unsafe factors.withUnsafeBufferPointer { factors in
      for term in stride(from: 0, to: count, by: 4) {
        let rows = unsafe FourRows(
          first: weights + rowStarts[term],
          second: weights + rowStarts[term + 1],
          third: weights + rowStarts[term + 2],
          fourth: weights + rowStarts[term + 3],
          count: columnCount
        )
        for row in 0..<rowCount {
          let factor = row * count + term
          unsafe rows.add(
            times: SIMD4(
              factors[factor],
              factors[factor + 1],
              factors[factor + 2],
              factors[factor + 3]
            ),
            to: result + row * width
          )
        }
      }
    }
  }
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
