import Datasets
import FloatNetwork
import Quantization

/// Rows whose largest sum is the largest that 32 bits hold, and rows one weight beyond, on the inputs
/// that reach it.
func accumulatorVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 2)
  return try (0...15).flatMap { fractionBits in
    try [Int16(0), 100, -100, .max, .min].flatMap { bias in
      try [false, true].map { isBeyond in
        let magnitude = largestWeightSum(bias: bias, fractionBits: fractionBits)
        let magnitudes = split(magnitude + (isBeyond ? 1 : 0), into: 5, using: &random)
        // Signs that all point one way, the other way, and both ways.
        let rows = [[1, 1, 1, 1, 1], [-1, -1, -1, -1, -1], [1, -1, 1, -1, -1]].map { signs in
          zip(magnitudes, signs).map { Int16($0 * $1) }
        }
        let network = QuantizedNetwork(layers: [
          QuantizedLayer(
            inputCount: 5,
            unitCount: rows.count,
            activation: .linear,
            weightFractionBits: UInt8(fractionBits),
            weights: rows.flatMap { $0 },
            biases: [Int16](repeating: bias, count: rows.count)
          )
        ])
        let extremes = rows.flatMap { row in
          [
            row.map { $0 < 0 ? Int16.min : .max }, row.map { $0 < 0 ? Int16.max : .min },
          ]
        }
        let name =
          "accumulator/\(fractionBits) fractional bits, bias \(bias), "
          + (isBeyond ? "one beyond 32 bits" : "the last within 32 bits")
        return try .network(name, network, extremes + random.inputs(6, of: 5))
      }
    }
  }
}

/// The largest Σ|w| for which Σ|w|·32768 + |bias·2^f| + 2^(f−1) stays below 2³¹.
func largestWeightSum(bias: Int16, fractionBits: Int) -> Int {
  let unit = 1 << fractionBits
  let left = (1 << 31) - 1 - Int(bias.magnitude) * unit - unit / 2
  return left / 32_768
}

/// A sum as `count` magnitudes that a weight can have.
private func split(_ sum: Int, into count: Int, using random: inout SeededGenerator) -> [Int] {
  var left = sum
  return (1...count).reversed().map { remaining in
    let others = (remaining - 1) * 32_767
    let part = Int.random(in: max(0, left - others)...min(32_767, left), using: &random)
    left -= part
    return part
  }
}

/// Weights and inputs at the ends of their ranges, through one layer and through several.
func saturationVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 3)
  let ends: [Int16] = [.min, -32_767, -1, 0, 1, .max]
  let counts = [1, 2, 3, 31, 600]
  let single = try counts.flatMap { count in
    try [Activation.linear, .relu, .maxout(pieces: 3), .sigmoid, .tanh].map { activation in
      let rows = 5 * activation.pieces
      let layer = QuantizedLayer(
        inputCount: count,
        unitCount: 5,
        activation: activation,
        weightFractionBits: UInt8.random(in: 0...15, using: &random),
        weights: (0..<rows * count).map { _ in ends.randomElement(using: &random) ?? 0 },
        biases: (0..<rows).map { _ in ends.randomElement(using: &random) ?? 0 }
      )
      let inputs = (0..<4).map { _ in
        (0..<count).map { _ in ends.randomElement(using: &random) ?? 0 }
      }
      return try VectorRecord.network(
        "saturation/\(count) inputs, \(activation.name)",
        QuantizedNetwork(layers: [layer]),
        inputs + [[Int16](repeating: .min, count: count), [Int16](repeating: .max, count: count)]
      )
    }
  }
  let several = try (0..<10).map { index in
    let network = QuantizedNetwork.random(
      inputCount: 7,
      layerCount: 4,
      weightLimit: .max,
      using: &random
    )
    return try VectorRecord.network(
      "saturation/four layers \(index)",
      network,
      random.inputs(6, of: 7)
    )
  }
  return single + several
}
