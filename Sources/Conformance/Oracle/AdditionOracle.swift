import FloatNetwork
import Quantization

extension ExactOracle {
  /// ⌊(a·2^s + b·2^t + 2^u/2) / 2^u⌋ with the shifts of the channel.
  static func additionSum(of layer: QuantizedLayer, at place: OraclePlace) -> OracleSum {
    let shift = layer.shifts[place.channel]
    let index = place.index(in: layer.form.input)
    return OracleSum(
      start: power(shift.result) / 2,
      divisor: power(shift.result),
      terms: [
        OracleSum.Term(factor: power(shift.first), source: 0, index: index),
        OracleSum.Term(factor: power(shift.second), source: 1, index: index),
      ]
    )
  }
}
