import FloatNetwork
import Quantization

/// Additions, and the sums of max poolings, which are the words that they read: each value of each source times a
/// factor of its channel.
struct ChannelMap: LinearMap {
  /// One a channel, source by source.
  private let factors: [[Double]]
  private let valueCount: Int
  let rowNorms: [Double]

  /// - Parameter factors: a row a channel, and a column a source.
  init(_ factors: RowMatrix, _ form: LayerForm) {
    self.factors = (0..<factors.columnCount).map { source in
      (0..<factors.rowCount).map { factors.values[$0 * factors.columnCount + source] }
    }
    valueCount = form.input.count
    rowNorms = factors.absoluteRowSums
  }

  var termCount: Int { factors.count }
  var mostReaders: Int { 1 }
  var productCount: Int { valueCount * factors.count }
  var unrolledCount: Int { valueCount * valueCount }

  func times(_ inputs: [[Double]?]) -> [Double] { products(factors, inputs) }

  func absoluteTimes(_ inputs: [[Double]?]) -> [Double] {
    products(factors.map { $0.map(abs) }, inputs)
  }

  private func products(_ factors: [[Double]], _ inputs: [[Double]?]) -> [Double] {
    var sums = [Double](repeating: 0, count: valueCount)
    for (factors, input) in zip(factors, inputs) {
      guard let input, factors.contains(where: { $0 != 0 }) else { continue }
      for start in stride(from: 0, to: valueCount, by: factors.count) {
        for (channel, factor) in factors.enumerated() {
          sums[start + channel] += factor * input[start + channel]
        }
      }
    }
    return sums
  }

  func unrolled(source: Int) -> RowMatrix {
    var values = [Double](repeating: 0, count: unrolledCount)
    for index in 0..<valueCount {
      values[index * valueCount + index] = factors[source][index % factors[source].count]
    }
    return RowMatrix(rowCount: valueCount, columnCount: valueCount, values: values)
  }

  func add(_ coefficients: SumCoefficients, source: Int, to result: inout [Double]) {
    let factors = factors[source]
    for (value, sum) in coefficients.sums.enumerated() where coefficients.slopes[value] != 0 {
      let factor = factors[sum % factors.count]
      for row in 0..<coefficients.rowCount {
        result[row * valueCount + sum] += coefficients.factor(row, value) * factor
      }
    }
  }
}
