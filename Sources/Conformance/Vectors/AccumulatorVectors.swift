import Datasets
import FloatNetwork
import Quantization

/// Rows whose largest sum is the largest that a form of sums holds, and rows one weight beyond, on the inputs
/// that reach it.
func accumulatorVectors() throws -> [VectorRecord] {
  try wholeRowVectors() + blockVectors() + startVectors()
}

private func wholeRowVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 2)
  return try (0...22).flatMap { fractionBits in
    try startWords(fractionBits: fractionBits).flatMap { start in
      try [false, true].map { isBeyond in
        let magnitude = largestWeightSum(start: start)
        let magnitudes = split(magnitude + (isBeyond ? 1 : 0), into: 5, using: &random)
        // Signs that all point one way, the other way, and both ways.
        let rows = [[1, 1, 1, 1, 1], [-1, -1, -1, -1, -1], [1, -1, 1, -1, -1]].map { signs in
          zip(magnitudes, signs).map { Int16($0 * $1) }
        }
        let name =
          "accumulator/\(fractionBits) fractional bits, start \(start), "
          + (isBeyond ? "one beyond 32 bits" : "the last within 32 bits")
        return try record(name, rows, starts: start, UInt8(fractionBits), using: &random)
      }
    }
  }
}

/// Start words of a bias of 0, of biases at the ends of Q8.8 where they fit, and at the ends of 32 bits.
private func startWords(fractionBits: Int) -> [Int32] {
  let half = (1 << fractionBits) >> 1
  let biases = [0, 100, -100, Int(Int16.max), Int(Int16.min)].compactMap {
    Int32(exactly: $0 << fractionBits + half)
  }
  return biases + [.max, .min]
}

/// Rows of which any 16 products, or any 32, just fit 32 bits, or just do not.
private func blockVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 10)
  return try [16, 32].flatMap { block in
    try [UInt8(0), 8, 16, 17, 22].flatMap { fractionBits in
      try [false, true].map { isBeyond in
        let most = split(65_535 + (isBeyond ? 1 : 0), into: block, using: &random)
        // More than one block, the others no larger than the smallest of the largest.
        let columns = 2 * block + 5
        let others = (block..<columns).map { _ in
          Int.random(in: 0...(most.min() ?? 0), using: &random)
        }
        let magnitudes = (most + others).shuffled(using: &random)
        let rows = [1, -1, 0].map { sign in
          magnitudes.map { magnitude in
            Int16((sign == 0 ? (Bool.random(using: &random) ? 1 : -1) : sign) * magnitude)
          }
        }
        let name =
          "accumulator/blocks of \(block), \(fractionBits) fractional bits, "
          + (isBeyond ? "one beyond" : "the last within")
        return try record(name, rows, starts: .max, fractionBits, using: &random)
      }
    }
  }
}

/// A layer whose units have all numbers of fractional bits side by side, and start words at both ends.
private func startVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 11)
  return try [Activation.linear, .relu, .maxout(pieces: 2), .tanh].flatMap { activation in
    try [Int16(90), 3_000, .max].map { limit in
      let (units, inputs) = (23, 37)
      let rows = units * activation.pieces
      let layer = QuantizedLayer(
        inputCount: inputs,
        unitCount: units,
        activation: activation,
        fractionBits: (0..<units).map { UInt8($0) },
        weights: random.values(rows * inputs, in: -limit...limit),
        starts: (0..<rows).map { row in
          [.max, .min, 0, Int32.random(in: .min ... .max, using: &random)][row % 4]
        }
      )
      return try .network(
        "accumulator/mixed fractions, \(activation.name), weights to \(limit)",
        QuantizedNetwork(layers: [layer]),
        random.inputs(8, of: inputs)
          + [Array(repeating: .min, count: inputs), Array(repeating: .max, count: inputs)]
      )
    }
  }
}

private func record(
  _ name: String,
  _ rows: [[Int16]],
  starts start: Int32,
  _ fractionBits: UInt8,
  using random: inout SeededGenerator
) throws -> VectorRecord {
  let columns = rows[0].count
  let network = QuantizedNetwork(layers: [
    QuantizedLayer(
      inputCount: columns,
      unitCount: rows.count,
      activation: .linear,
      fractionBits: rows.map { _ in fractionBits },
      weights: rows.flatMap { $0 },
      starts: rows.map { _ in start }
    )
  ])
  let extremes = rows.flatMap { row in
    [row.map { $0 < 0 ? Int16.min : .max }, row.map { $0 < 0 ? Int16.max : .min }]
  }
  return try .network(name, network, extremes + random.inputs(6, of: columns))
}

/// The largest Σ|w| for which Σ|w|·32768 + |start| stays below 2³¹.
func largestWeightSum(start: Int32) -> Int {
  ((1 << 31) - 1 - min((1 << 31) - 1, Int(start.magnitude))) / 32_768
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
