import FloatNetwork
import Quantization

extension ExactOracle {
  /// The rows of a unit over the patch of its one channel: of c channels and m units each, unit u reads channel
  /// ⌊u / m⌋.
  static func depthwiseSums(
    of layer: QuantizedLayer,
    _ window: Window,
    at place: OraclePlace
  ) -> [OracleSum] {
    let shape = layer.form.input
    let multiplier = layer.form.output.channels / shape.channels
    let inputs = window.placesOfInput(at: place, channel: place.channel / multiplier, in: shape)
    return rows(of: layer, unit: place.channel).map { row in
      OracleSum(
        start: Int(layer.starts[row]),
        divisor: power(Int(layer.fractionBits(ofRow: row))),
        hasRoundedFactors: true,
        terms: inputs.enumerated().compactMap { number, input in
          input.map {
            OracleSum.Term(
              factor: Int(layer.weights[row * inputs.count + number]),
              index: $0.index(in: shape)
            )
          }
        }
      )
    }
  }
}
