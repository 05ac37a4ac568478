import FloatNetwork
import Quantization

/// Average poolings: the mean of each channel in a window, times what a word of the source is in words of the
/// result.
struct AverageMap: LinearMap {
  /// One a channel.
  private let factors: [Double]
  private let places: WindowPlaces
  private let inputCount: Int
  let termCount: Int
  let mostReaders: Int

  /// - Parameter factors: one column.
  init(_ factors: RowMatrix, _ form: LayerForm, _ places: WindowPlaces) {
    self.factors = factors.values
    self.places = places
    inputCount = form.input.count
    termCount = form.kind.window?.placeCount ?? 1
    mostReaders = min(places.count, termCount)
  }

  var rowNorms: [Double] { factors.map { abs($0) * (1 + summationSlack(terms: 1)) } }
  var productCount: Int { places.placeCount * factors.count }
  var unrolledCount: Int { places.count * factors.count * inputCount }

  func times(_ inputs: [[Double]?]) -> [Double] { products(factors, inputs[0]) }

  func absoluteTimes(_ inputs: [[Double]?]) -> [Double] { products(factors.map(abs), inputs[0]) }

  private func products(_ factors: [Double], _ input: [Double]?) -> [Double] {
    let channels = factors.count
    var sums = [Double](repeating: 0, count: places.count * channels)
    guard let input, factors.contains(where: { $0 != 0 }) else { return sums }
    for position in 0..<places.count {
      let first = position * channels
      for place in places[position] {
        for channel in 0..<channels { sums[first + channel] += input[place.index + channel] }
      }
      for channel in 0..<channels {
        sums[first + channel] *= factors[channel] / places.divisors[position]
      }
    }
    return sums
  }

  func unrolled(source: Int) -> RowMatrix {
    let channels = factors.count
    var values = [Double](repeating: 0, count: unrolledCount)
    for position in 0..<places.count {
      for place in places[position] {
        for channel in 0..<channels {
          values[(position * channels + channel) * inputCount + place.index + channel] =
            factors[channel] / places.divisors[position]
        }
      }
    }
    return RowMatrix(rowCount: places.count * channels, columnCount: inputCount, values: values)
  }

  func add(_ coefficients: SumCoefficients, source: Int, to result: inout [Double]) {
    let channels = factors.count
    for row in 0..<coefficients.rowCount {
      for position in 0..<places.count {
        let shares = (0..<channels).map { channel in
          coefficients.factor(row, position * channels + channel) * factors[channel]
            / places.divisors[position]
        }
        for place in places[position] {
          let target = row * inputCount + place.index
          for channel in 0..<channels { result[target + channel] += shares[channel] }
        }
      }
    }
  }
}
