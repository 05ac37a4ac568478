import Testing

@testable import Training

@Suite struct FloatsTests {
  @Test(arguments: [0, 1, 7, 8, 9, 16, 100])
  func sumOfSquaresIsThatOfDouble(_ count: Int) {
    let values = randomValues(count, seed: 1).map { $0 - 0.5 }
    let expected = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    let buffer = FloatBuffer(values)
    let found = withExtendedLifetime(buffer) { Elementwise.sumOfSquares(buffer.floats) }
    #expect(abs(Double(found) - expected) <= 1e-6 * max(1, expected))
  }

  @Test func whatIsNotFiniteIsFoundAnywhere() {
    for value in [Float.nan, .infinity, -.infinity] {
      for index in 0..<19 {
        let buffer = FloatBuffer(count: 19)
        #expect(Elementwise.areFinite(buffer.floats))
        buffer.floats[index] = value
        #expect(!Elementwise.areFinite(buffer.floats))
      }
    }
  }

  /// Every combination of transposes, on blocks inside larger matrices, against plain loops.
  @Test(arguments: [false, true], [false, true])
  func productsOfBlocksAreThoseOfPlainLoops(_ transposesLeft: Bool, _ transposesRight: Bool) {
    let (rows, inner, columns) = (5, 7, 3)
    let left = Matrix(columnCount: 9, values: randomValues(9 * 9, seed: 1))
    let right = Matrix(columnCount: 9, values: randomValues(9 * 9, seed: 2))
    let result = Matrix(columnCount: 4, values: randomValues(6 * 4, seed: 3))
    let before = result.values
    let leftBlock = left.rectangle(
      transposesLeft ? inner : rows,
      transposesLeft ? rows : inner
    )
    let rightBlock = right.rectangle(
      transposesRight ? columns : inner,
      transposesRight ? inner : columns
    )
    BLAS.multiply(
      transposesLeft ? .transposed(leftBlock) : .plain(leftBlock),
      transposesRight ? .transposed(rightBlock) : .plain(rightBlock),
      scaledBy: 0.5,
      into: result.rectangle(rows, columns),
      isAccumulating: true
    )
    let value = { (block: MatrixBlock, row: Int, column: Int) in
      Double(block.floats[row * block.stride + column])
    }
    for row in 0..<6 {
      for column in 0..<4 {
        var expected = Double(before[row * 4 + column])
        if row < rows, column < columns {
          for index in 0..<inner {
            let a =
              transposesLeft ? value(leftBlock, index, row) : value(leftBlock, row, index)
            let b =
              transposesRight ? value(rightBlock, column, index) : value(rightBlock, index, column)
            expected += 0.5 * a * b
          }
        }
        #expect(abs(Double(result.values[row * 4 + column]) - expected) < 1e-5)
      }
    }
  }
}

extension Matrix {
  /// The upper left corner.
  fileprivate func rectangle(_ rows: Int, _ columns: Int) -> MatrixBlock {
    MatrixBlock(
      floats: floats,
      rowCount: rows,
      columnCount: columns,
      stride: columnCount
    )
  }
}
