import FloatNetwork
import Quantization

extension ExactOracle {
  /// The rows of a unit over the whole input: ⌊(start + Σ wᵢ·xᵢ) / 2^f⌋.
  static func denseSums(of layer: QuantizedLayer, at place: OraclePlace) -> [OracleSum] {
    rows(of: layer, unit: place.channel).map { row in
      OracleSum(
        start: Int(layer.starts[row]),
        divisor: power(Int(layer.fractionBits(ofRow: row))),
        hasRoundedFactors: true,
        terms: (0..<layer.inputCount).map { column in
          OracleSum.Term(
            factor: Int(layer.weights[row * layer.inputCount + column]),
            index: column
          )
        }
      )
    }
  }

  /// The rows of weights of a unit.
  static func rows(of layer: QuantizedLayer, unit: Int) -> [Int] {
    (0..<layer.activation.pieces).map { piece in unit * layer.activation.pieces + piece }
  }
}
