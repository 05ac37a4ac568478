import FloatNetwork
import Quantization

extension ExactOracle {
  /// The words of the window's places inside the input, each alone.
  static func maxPoolingSums(
    of layer: QuantizedLayer,
    _ window: Window,
    at place: OraclePlace
  ) -> [OracleSum] {
    let shape = layer.form.input
    return window.placesOfInput(at: place, channel: place.channel, in: shape).compactMap {
      $0.map { OracleSum(terms: [OracleSum.Term(factor: 1, index: $0.index(in: shape))]) }
    }
  }

  /// ⌊(2·Σ + n) / (2·n)⌋ over the window's places inside the input: n is their number, or that of all places of the
  /// kernel.
  static func averageSum(
    of layer: QuantizedLayer,
    _ window: Window,
    countsPadding: Bool,
    at place: OraclePlace
  ) -> OracleSum {
    let shape = layer.form.input
    let inputs = window.placesOfInput(at: place, channel: place.channel, in: shape)
    let count = inputs.count { countsPadding || $0 != nil }
    return OracleSum(
      start: count,
      divisor: 2 * count,
      terms: inputs.compactMap {
        $0.map { OracleSum.Term(factor: 2, index: $0.index(in: shape)) }
      }
    )
  }
}
