import FloatNetwork
import Quantization

extension ExactOracle {
  /// The rows of a unit over a patch: kernel row by kernel row, place by place, channel by channel; what lies
  /// outside the input counts as 0.
  static func convolutionSums(
    of layer: QuantizedLayer,
    _ window: Window,
    at place: OraclePlace
  ) -> [OracleSum] {
    let shape = layer.form.input
    let columnCount = window.kernelHeight * window.kernelWidth * shape.channels
    let channels = (0..<shape.channels).map {
      window.placesOfInput(at: place, channel: $0, in: shape)
    }
    return rows(of: layer, unit: place.channel).map { row in
      var terms: [OracleSum.Term] = []
      for (channel, places) in channels.enumerated() {
        for (number, input) in places.enumerated() {
          guard let input else { continue }
          let column = number * shape.channels + channel
          terms.append(
            OracleSum.Term(
              factor: Int(layer.weights[row * columnCount + column]),
              index: input.index(in: shape)
            )
          )
        }
      }
      return OracleSum(
        start: Int(layer.starts[row]),
        divisor: power(Int(layer.fractionBits(ofRow: row))),
        hasRoundedFactors: true,
        terms: terms
      )
    }
  }
}
