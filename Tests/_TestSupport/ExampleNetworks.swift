import FloatNetwork
import Quantization

/// Small networks that together use every activation and both accumulators, with odd sizes.
public func exampleNetworks() throws -> [(name: String, network: QuantizedNetwork)] {
  [
    ("every", everyActivation()), ("single", single()),
    ("tutorial", try QuantizedNetwork(quantizing: Network.tutorial())),
    ("narrow", everyColumnCount(isWide: false)), ("wide", everyColumnCount(isWide: true)),
  ]
}

/// Six layers, one of each activation; the first and the last but one need 64-bit sums.
private func everyActivation() -> QuantizedNetwork {
  var random = TestRandom(seed: 50)
  var inputCount = 7
  let layers: [(Activation, Int, Int16)] = [
    (.maxout(pieces: 3), 5, 32_767), (.sigmoid, 6, 900), (.tanh, 5, 900), (.relu, 9, 700),
    (.linear, 4, 32_767), (.softmax, 6, 300),
  ]
  return QuantizedNetwork(
    layers: layers.map { activation, unitCount, weightLimit in
      defer { inputCount = unitCount }
      let rows = unitCount * activation.pieces
      return QuantizedLayer(
        inputCount: inputCount,
        unitCount: unitCount,
        activation: activation,
        weightFractionBits: 8,
        weights: random.values(rows * inputCount, in: -weightLimit...weightLimit),
        biases: random.values(rows, in: -500...500)
      )
    }
  )
}

/// Layers of 1, 2, … 18 inputs, so that kernels meet every remainder of their loops.
///
/// - Parameter isWide: whether the first row of each layer is so large that its sums need 64 bits.
private func everyColumnCount(isWide: Bool) -> QuantizedNetwork {
  var random = TestRandom(seed: 52)
  let largest = 18
  return QuantizedNetwork(
    layers: (1...largest).map { inputCount in
      let unitCount = inputCount == largest ? 5 : inputCount + 1
      let activation: Activation = inputCount.isMultiple(of: 2) ? .maxout(pieces: 2) : .linear
      let rows = unitCount * activation.pieces
      // Of a size that neither fades nor grows much from layer to layer.
      let limit = Int16(400 / Double(inputCount).squareRoot())
      var weights = random.values(rows * inputCount, in: -limit...limit)
      if isWide { for column in 0..<min(3, inputCount) { weights[column] = .max } }
      return QuantizedLayer(
        inputCount: inputCount,
        unitCount: unitCount,
        activation: activation,
        weightFractionBits: 8,
        weights: weights,
        biases: random.values(rows, in: -200...200)
      )
    }
  )
}

/// One input, one unit, no hidden layer, so no workspace.
private func single() -> QuantizedNetwork {
  QuantizedNetwork(layers: [
    QuantizedLayer(
      inputCount: 1,
      unitCount: 1,
      activation: .linear,
      weightFractionBits: 8,
      weights: [-128],
      biases: [3]
    )
  ])
}
