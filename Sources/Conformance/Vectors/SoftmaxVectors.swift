import Datasets
import FloatNetwork
import Quantization

/// Softmax: equal logits, equal remainders, extremes, and random ones.
func softmaxVectors() throws -> [VectorRecord] {
  try tiedLogits() + equalRemainders() + randomLogits()
}

private func tiedLogits() throws -> [VectorRecord] {
  let counts = Array(1...20) + [32, 100, 255, 256, 257, 300, 1_000]
  let equal = try counts.map { count in
    try softmax("\(count) equal logits", [Int16](repeating: -500, count: count))
  }
  let uneven = try counts.dropFirst().flatMap { count in
    try [1, 700, 4_000].map { step in
      try softmax(
        "\(count) logits in two levels, \(step) apart",
        (0..<count).map { $0.isMultiple(of: 3) ? 0 : Int16(-step) }
      )
    }
  }
  let extremes = try [2, 3, 10, 256, 1_000].flatMap { count in
    [
      try softmax(
        "\(count) logits at the ends",
        (0..<count).map { $0.isMultiple(of: 2) ? .min : .max }
      ),
      try softmax("\(count) falling logits", (0..<count).map { Int16(-$0) }),
    ]
  }
  return equal + uneven + extremes
}

/// Logits that leave the same remainder at different distances from the largest, with fewer units of
/// 256 left than there are such logits. Found by trying all distances.
private func equalRemainders() throws -> [VectorRecord] {
  let logits: [[Int16]] = [
    [-1_157, -1_157, 0, -85], [-85, -1_157, 0, -1_157], [-1_414, 0, -61], [-616, 0, -186],
    [0, -810, -151, -810], [0, -1_246, -557, -1_246], [0, 0, -1_383, -315, -1_383],
    [0, 0, -651, -402, -651], [0, 0, 0, -1_325, -582, -1_325],
  ]
  return try logits.map { try softmax("equal remainders of \($0)", $0) }
}

private func randomLogits() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 7)
  return try [2, 3, 4, 5, 10, 16].flatMap { count in
    try [Int16(3), 40, 600, 3_500, .max].map { limit in
      try .network(
        "softmax/\(count) random logits within \(limit) ulp",
        .identity(count, .softmax),
        (0..<64).map { _ in random.values(count, in: -limit...limit) }
      )
    }
  }
}

/// A network whose logits are its biases.
private func softmax(_ name: String, _ logits: [Int16]) throws -> VectorRecord {
  let layer = QuantizedLayer(
    inputCount: 1,
    unitCount: logits.count,
    activation: .softmax,
    weightFractionBits: 8,
    weights: [Int16](repeating: 0, count: logits.count),
    biases: logits
  )
  return try .network("softmax/\(name)", QuantizedNetwork(layers: [layer]), [[0]])
}

extension QuantizedNetwork {
  /// A layer whose pre-activations are its inputs.
  static func identity(_ count: Int, _ activation: Activation) -> QuantizedNetwork {
    var weights = [Int16](repeating: 0, count: count * count)
    for index in 0..<count { weights[index * (count + 1)] = 256 }
    return QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: count,
        unitCount: count,
        activation: activation,
        weightFractionBits: 8,
        weights: weights,
        biases: [Int16](repeating: 0, count: count)
      )
    ])
  }
}
