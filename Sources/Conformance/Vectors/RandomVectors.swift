import Datasets
import FloatNetwork
import Quantization

/// Two thousand small networks of random shape and parameters.
func randomVectors() throws -> [VectorRecord] {
  try (0..<2_000).map { index in
    var random = SeededGenerator(seed: 1_000 + UInt64(index))
    let network = QuantizedNetwork.random(
      inputCount: Int.random(in: 1...24, using: &random),
      layerCount: Int.random(in: 1...5, using: &random),
      // Small weights make sums that 32 bits hold, large ones do not.
      weightLimit: [100, 700, 4_000, .max].randomElement(using: &random) ?? 100,
      using: &random
    )
    return try .network("random/\(index)", network, random.inputs(4, of: network.inputCount))
  }
}

extension QuantizedNetwork {
  /// A network of random shape and parameters; one in three ends with a softmax.
  ///
  /// - Parameter weightLimit: the largest |weight|.
  static func random(
    inputCount: Int,
    layerCount: Int,
    weightLimit: Int16,
    using random: inout SeededGenerator
  ) -> QuantizedNetwork {
    let activations: [Activation] = [
      .linear, .relu, .relu, .maxout(pieces: 2),
      .maxout(pieces: Int.random(in: 3...5, using: &random)),
      .sigmoid, .tanh,
    ]
    var inputs = inputCount
    let layers = (1...layerCount).map { index in
      let endsWithSoftmax = index == layerCount && Int.random(in: 0..<3, using: &random) == 0
      let layer = QuantizedLayer.random(
        inputCount: inputs,
        unitCount: Int.random(in: 1...18, using: &random),
        activation: endsWithSoftmax ? .softmax : activations.randomElement(using: &random) ?? .relu,
        weightLimit: weightLimit,
        using: &random
      )
      inputs = layer.unitCount
      return layer
    }
    return QuantizedNetwork(layers: layers)
  }
}

extension QuantizedLayer {
  /// A layer of random parameters, in plain Q8.8 as often as not.
  static func random(
    inputCount: Int,
    unitCount: Int,
    activation: Activation,
    weightLimit: Int16,
    using random: inout SeededGenerator
  ) -> QuantizedLayer {
    let rows = unitCount * activation.pieces
    let weights = random.values(rows * inputCount, in: -weightLimit...weightLimit)
    let biases = random.values(rows, in: -2_000...2_000)
    guard Bool.random(using: &random) else {
      return QuantizedLayer(
        inputCount: inputCount,
        unitCount: unitCount,
        activation: activation,
        weightFractionBits: 8,
        weights: weights,
        biases: biases
      )
    }
    let fractionBits = (0..<unitCount).map { _ in UInt8.random(in: 0...22, using: &random) }
    return QuantizedLayer(
      inputCount: inputCount,
      unitCount: unitCount,
      activation: activation,
      fractionBits: fractionBits,
      weights: weights,
      starts: biases.indices.map { row in
        Int32(clamping: Int64(biases[row]) << Int64(fractionBits[row / activation.pieces]))
      }
    )
  }
}
