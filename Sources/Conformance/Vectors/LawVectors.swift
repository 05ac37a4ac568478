import Datasets
import FloatNetwork
import Quantization

/// What holds for every right implementation, on inputs whose outputs nobody wrote down.
func lawVectors() throws -> [VectorRecord] {
  try monotoneLaws() + idempotentLaws() + complementLaws() + sharesLaws() + refusalLaws()
}

/// Raising an input never lowers an output where no weight is negative.
private func monotoneLaws() throws -> [VectorRecord] {
  let activations: [Activation] = [.linear, .relu, .maxout(pieces: 3), .sigmoid, .tanh]
  return try (0..<40).map { index in
    var random = SeededGenerator(seed: 5_000 + UInt64(index))
    var inputs = 6
    let layers = (0...index % 3).map { depth in
      let units = Int.random(in: 1...9, using: &random)
      let activation = activations[(index + depth) % activations.count]
      let rows = units * activation.pieces
      defer { inputs = units }
      return QuantizedLayer(
        inputCount: inputs,
        unitCount: units,
        activation: activation,
        weightFractionBits: 8,
        weights: random.values(rows * inputs, in: 0...(index.isMultiple(of: 2) ? 300 : .max)),
        biases: random.values(rows, in: -2_000...2_000)
      )
    }
    let samples = random.inputs(16, of: 6).flatMap { lower in
      var higher = lower
      let raised = Int.random(in: 0..<lower.count, using: &random)
      higher[raised] = Int16.random(in: lower[raised]...(.max), using: &random)
      return [lower, higher]
    }
    return try .law("law/monotone \(index)", .monotone, QuantizedNetwork(layers: layers), samples)
  }
}

/// What has been saturated or rectified once stays as it is.
private func idempotentLaws() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 8)
  return try [Activation.linear, .relu].flatMap { activation in
    try [1, 3, 8].map { count in
      try .law(
        "law/idempotent \(activation.name), \(count) units",
        .idempotent,
        .identity(count, activation),
        random.inputs(64, of: count)
      )
    }
  }
}

/// σ(−z) + σ(z) = 1, exactly, for every z that has an opposite.
private func complementLaws() throws -> [VectorRecord] {
  try stride(from: 0, to: 32_768, by: 512).map { first in
    try .law(
      "law/sigmoid is symmetric from \(first)",
      .complement,
      .identity(1, .sigmoid),
      (first..<first + 512).flatMap { [[Int16(-$0)], [Int16($0)]] }
    )
  }
}

private func sharesLaws() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 9)
  return try (1...12).map { count in
    try .law(
      "law/softmax shares, \(count) units",
      .shares,
      .identity(count, .softmax),
      (0..<100).map { index in
        let limit: Int16 = [3, 300, 3_000, .max][index % 4]
        return random.values(count, in: -limit...limit)
      }
    )
  }
}

private func refusalLaws() throws -> [VectorRecord] {
  try (0..<12).map { index in
    var random = SeededGenerator(seed: 6_000 + UInt64(index))
    let network = QuantizedNetwork.random(
      inputCount: 5,
      layerCount: 1 + index % 4,
      weightLimit: 700,
      using: &random
    )
    return try .law("law/wrong sizes \(index)", .refuses, network, random.inputs(1, of: 5))
  }
}
