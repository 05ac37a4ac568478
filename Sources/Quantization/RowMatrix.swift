/// A matrix of Float64, row by row, for proofs: its products are plain sums whose rounding
/// `summationSlack` bounds.
package struct RowMatrix: Sendable {
  package let rowCount: Int
  package let columnCount: Int
  package let values: [Double]

  package init(rowCount: Int, columnCount: Int, values: [Double]) {
    precondition(values.count == rowCount * columnCount)
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }

  package func row(_ index: Int) -> ArraySlice<Double> {
    values[index * columnCount..<(index + 1) * columnCount]
  }

  /// The products of each row with a vector of `columnCount` values.
  package func times(_ vector: [Double]) -> [Double] {
    unsafe products(with: vector) { unsafe dotProduct($0, $1) { $0 * $1 } }
  }

  /// The same of the rows' magnitudes.
  package func absoluteTimes(_ vector: [Double]) -> [Double] {
    unsafe products(with: vector) { unsafe dotProduct($0, $1) { magnitude($0) * $1 } }
  }

  @inline(__always)
  private func products(
    with vector: [Double],
    _ product: (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Double
  ) -> [Double] {
    precondition(vector.count == columnCount)
    return unsafe values.withUnsafeBufferPointer { matrix in
      unsafe vector.withUnsafeBufferPointer { vector in
        (0..<rowCount).map { row in
          unsafe product(
            UnsafeBufferPointer(rebasing: matrix[row * columnCount..<(row + 1) * columnCount]),
            vector
          )
        }
      }
    }
  }

  /// Adds, to one sum a row, the products of some of its columns with values that lie side by side in a vector.
  ///
  /// - Parameters:
  ///   - first: where the values begin.
  ///   - areMagnitudes: whether the columns' magnitudes are meant.
  package func addProducts(
    columns: Range<Int>,
    with vector: [Double],
    from first: Int,
    areMagnitudes: Bool,
    to sums: inout [Double]
  ) {
    if areMagnitudes {
      unsafe add(columns, vector, first, &sums) { unsafe dotProduct($0, $1) { magnitude($0) * $1 } }
    } else {
      unsafe add(columns, vector, first, &sums) { unsafe dotProduct($0, $1) { $0 * $1 } }
    }
  }

  @inline(__always)
  private func add(
    _ columns: Range<Int>,
    _ vector: [Double],
    _ first: Int,
    _ sums: inout [Double],
    _ product: (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Double
  ) {
    unsafe values.withUnsafeBufferPointer { matrix in
      unsafe vector.withUnsafeBufferPointer { vector in
        let right = unsafe UnsafeBufferPointer(rebasing: vector[first..<first + columns.count])
        for row in 0..<rowCount {
          let start = row * columnCount + columns.lowerBound
          let left = unsafe UnsafeBufferPointer(rebasing: matrix[start..<start + columns.count])
          sums[row] += unsafe product(left, right)
        }
      }
    }
  }

  /// Adds a multiple of a row to a vector of `columnCount` values.
  package func add(row: Int, times factor: Double, to result: inout [Double]) {
    precondition(result.count == columnCount)
    unsafe values.withUnsafeBufferPointer { matrix in
      unsafe result.withUnsafeMutableBufferPointer { result in
        let first = row * columnCount
        for column in 0..<columnCount {
          unsafe result[column] += factor * matrix[first + column]
        }
      }
    }
  }

  /// Σ|value| of each row, rounded up.
  package var absoluteRowSums: [Double] {
    (0..<rowCount).map { row in
      self.row(row).reduce(0) { $0 + abs($1) } * (1 + summationSlack(terms: columnCount))
    }
  }
}

/// Σ aᵢ·bᵢ in eight partial sums, so that the compiler may use vectors; or of another product.
@unsafe @inline(__always)
private func dotProduct(
  _ first: UnsafeBufferPointer<Double>,
  _ second: UnsafeBufferPointer<Double>,
  _ product: (SIMD8<Double>, SIMD8<Double>) -> SIMD8<Double>
) -> Double {
  var sums = SIMD8<Double>.zero
  let count = first.count
  var index = 0
  while index + 8 <= count {
    var (left, right) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for lane in 0..<8 {
      left[lane] = unsafe first[index + lane]
      right[lane] = unsafe second[index + lane]
    }
    sums += product(left, right)
    index += 8
  }
  var sum = sums.sum()
  while index < count {
    let (left, right) = unsafe (first[index], second[index])
    sum += product(SIMD8(repeating: left), SIMD8(repeating: right))[0]
    index += 1
  }
  return sum
}

/// |value| of each lane.
private func magnitude(_ values: SIMD8<Double>) -> SIMD8<Double> {
  values.replacing(with: -values, where: values .< 0)
}

/// A factor that bounds the rounding of a sum of `terms` products in Float64, in any order, with
/// room for the few operations around it: |fl(Σ aᵢbᵢ) − Σ aᵢbᵢ| ≤ γₙ Σ|aᵢbᵢ|, γₙ = n·u/(1 − n·u),
/// u = 2⁻⁵³ (Higham, *Accuracy and Stability of Numerical Algorithms*, section 3.1).
///
/// It is twice γ of 16 more terms, which also covers the rounding of the bound itself.
package func summationSlack(terms: Int) -> Double {
  Double(terms + 16) * 0x1p-52
}
