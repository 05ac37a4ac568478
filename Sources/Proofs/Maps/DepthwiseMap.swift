import FloatNetwork
import Quantization

/// Depthwise convolutions: at each place of the output every row of weights meets one channel in a window.
struct DepthwiseMap: LinearMap {
  /// Place by place of the kernel, row by row.
  private let weights: [Double]
  /// The channel that a row reads.
  private let channels: [Int]
  private let places: WindowPlaces
  private let inputCount: Int
  let rowNorms: [Double]
  let termCount: Int
  let mostReaders: Int

  init(_ rows: RowMatrix, _ form: LayerForm, _ places: WindowPlaces) {
    weights = (0..<rows.columnCount).flatMap { column in
      (0..<rows.rowCount).map { rows.values[$0 * rows.columnCount + column] }
    }
    channels = (0..<rows.rowCount).map { form.channel(ofRow: $0) }
    self.places = places
    inputCount = form.input.count
    rowNorms = rows.absoluteRowSums
    termCount = rows.columnCount
    mostReaders =
      form.multiplier * form.activation.pieces * min(places.count, max(1, rows.columnCount))
  }

  private var rowCount: Int { channels.count }
  var productCount: Int { places.placeCount * rowCount }
  var unrolledCount: Int { places.count * rowCount * inputCount }

  func times(_ inputs: [[Double]?]) -> [Double] { products(weights, inputs[0]) }

  func absoluteTimes(_ inputs: [[Double]?]) -> [Double] { products(weights.map(abs), inputs[0]) }

  private func products(_ weights: [Double], _ input: [Double]?) -> [Double] {
    var sums = [Double](repeating: 0, count: places.count * rowCount)
    guard let input else { return sums }
    for position in 0..<places.count {
      let first = position * rowCount
      for place in places[position] {
        let start = place.place * rowCount
        for row in 0..<rowCount {
          sums[first + row] += weights[start + row] * input[place.index + channels[row]]
        }
      }
    }
    return sums
  }

  func unrolled(source: Int) -> RowMatrix {
    var values = [Double](repeating: 0, count: unrolledCount)
    for position in 0..<places.count {
      for place in places[position] {
        for row in 0..<rowCount {
          values[(position * rowCount + row) * inputCount + place.index + channels[row]] =
            weights[place.place * rowCount + row]
        }
      }
    }
    return RowMatrix(rowCount: places.count * rowCount, columnCount: inputCount, values: values)
  }

  func add(_ coefficients: SumCoefficients, source: Int, to result: inout [Double]) {
    let values = coefficients.slopes.count / places.count
    for position in 0..<places.count {
      let active = (position * values..<(position + 1) * values).filter {
        coefficients.slopes[$0] != 0
      }
      for row in 0..<coefficients.rowCount {
        let factors = active.map { coefficients.factor(row, $0) }
        for place in places[position] {
          let target = row * inputCount + place.index
          for (value, factor) in zip(active, factors) {
            let sum = coefficients.sums[value] - position * rowCount
            result[target + channels[sum]] += factor * weights[place.place * rowCount + sum]
          }
        }
      }
    }
  }
}
