import FloatNetwork
import HalfwordRuntime
import Quantization

/// Small networks that together use every activation and every form of sums, with odd sizes.
public func exampleNetworks() throws -> [(name: String, network: QuantizedNetwork)] {
  [
    ("every", everyActivation()), ("single", single()),
    ("tutorial", try QuantizedNetwork(quantizing: Network.tutorial())),
    ("narrow", everyColumnCount(.bits32)), ("wide", everyColumnCount(.bits64)),
    ("blocks16", everyColumnCount(.blocks16)), ("blocks32", everyColumnCount(.blocks32)),
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

/// Layers of 1, 2, … 18 inputs and of some more, so that kernels meet every remainder of their loops, with
/// fractions that differ from unit to unit.
private func everyColumnCount(_ form: SumForm) -> QuantizedNetwork {
  var random = TestRandom(seed: 52)
  let counts = Array(1...18) + [33, 47]
  return QuantizedNetwork(
    layers: counts.indices.map { index in
      let inputCount = counts[index]
      let unitCount = index == counts.count - 1 ? 5 : counts[index + 1]
      let activation: Activation = inputCount.isMultiple(of: 2) ? .maxout(pieces: 2) : .linear
      let rows = unitCount * activation.pieces
      // Of a size that neither fades nor grows much from layer to layer.
      let limit = Int16(400 / Double(inputCount).squareRoot())
      var weights = random.values(rows * inputCount, in: -limit...limit)
      // So large that its sums need 64 bits.
      if form == .bits64 { for column in 0..<min(3, inputCount) { weights[column] = .max } }
      let fractionBits = (0..<unitCount).map { _ in UInt8.random(in: 7...9, using: &random) }
      return QuantizedLayer(
        inputCount: inputCount,
        unitCount: unitCount,
        activation: activation,
        fractionBits: fractionBits,
        weights: weights,
        starts: (0..<rows).map { row in
          QuantizedLayer.start(
            bias: Int16.random(in: -200...200, using: &random),
            fractionBits: fractionBits[row / activation.pieces]
          )
        },
        // The outputs of one network are in units of 2³; that is a label, which changes no bit.
        exponents: form == .bits32 && index == counts.count - 1 ? [3, 3, 3, 3, 3] : nil,
        sums: form
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
