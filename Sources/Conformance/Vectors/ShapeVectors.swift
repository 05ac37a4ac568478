import Datasets
import FloatNetwork
import Quantization

/// Every small size, since kernels work on several rows and columns at a time; some large ones; and
/// the largest that the format has.
func sizeVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 4)
  func record(_ inputs: Int, _ units: Int, _ activation: Activation) throws -> VectorRecord {
    let layer = QuantizedLayer.random(
      inputCount: inputs,
      unitCount: units,
      activation: activation,
      weightLimit: 400,
      using: &random
    )
    return try .network(
      "size/\(inputs) to \(units), \(activation.name)",
      QuantizedNetwork(layers: [layer]),
      random.inputs(inputs * units > 10_000 ? 2 : 4, of: inputs)
    )
  }
  let activations: [Activation] = [.relu, .linear, .maxout(pieces: 2), .sigmoid, .tanh, .softmax]
  let small = try (1...9).flatMap { inputs in
    try (1...9).map { try record(inputs, $0, activations[(inputs * 9 + $0) % activations.count]) }
  }
  let large = try [(1, 257), (257, 1), (31, 33), (255, 17), (1_000, 3), (3, 1_000)].map {
    try record($0, $1, .relu)
  }
  let largest = try [
    record(65_535, 1, .linear), record(1, 65_535, .relu), record(1, 257, .maxout(pieces: 255)),
  ]
  let deep = QuantizedNetwork(
    layers: (0..<64).map { _ in
      .random(inputCount: 2, unitCount: 2, activation: .tanh, weightLimit: 600, using: &random)
    }
  )
  return small + large + largest
    + [try .network("size/64 layers", deep, random.inputs(4, of: 2))]
}

/// Maxout of 2 to 8 pieces, and of 255: random ones, pieces that are all the same, and pieces that
/// differ by less than one ulp.
func maxoutVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 5)
  return try (Array(2...8) + [255]).flatMap { pieces in
    let random1 = QuantizedLayer.random(
      inputCount: 5,
      unitCount: 3,
      activation: .maxout(pieces: pieces),
      weightLimit: 3_000,
      using: &random
    )
    let row = random.values(5, in: -2_000...2_000)
    let variants: [(String, (Int) -> [Int16])] = [
      ("equal pieces", { _ in row }),
      ("pieces that differ by less than an ulp", { piece in row.dropLast() + [Int16(piece % 3)] }),
    ]
    let layers =
      [("random", random1)]
      + variants.map { name, weights in
        let layer = QuantizedLayer(
          inputCount: 5,
          unitCount: 1,
          activation: .maxout(pieces: pieces),
          weightFractionBits: 8,
          weights: (0..<pieces).flatMap(weights),
          biases: [Int16](repeating: 7, count: pieces)
        )
        return (name, layer)
      }
    return try layers.map { name, layer in
      try VectorRecord.network(
        "maxout/\(pieces) pieces, \(name)",
        QuantizedNetwork(layers: [layer]),
        random.inputs(8, of: 5)
      )
    }
  }
}

/// The tutorial's worked network (Lee, *Deep Learning Tutorial*, 2016): 2-2-2-2, sigmoid.
func tutorialVectors() throws -> [VectorRecord] {
  let parameters: [(weights: [Int16], biases: [Int16])] = [
    ([1, -2, -1, 1], [1, 0]), ([2, -1, -2, -1], [0, 0]), ([3, -1, -1, 4], [-2, 2]),
  ]
  let network = QuantizedNetwork(
    layers: parameters.map { weights, biases in
      QuantizedLayer(
        inputCount: 2,
        unitCount: 2,
        activation: .sigmoid,
        weightFractionBits: 8,
        weights: weights.map { $0 * 256 },
        biases: biases.map { $0 * 256 }
      )
    }
  )
  var random = SeededGenerator(seed: 6)
  return [
    try .network(
      "tutorial/2-2-2-2",
      network,
      [[256, -256], [0, 0]] + random.inputs(30, of: 2)
    )
  ]
}
