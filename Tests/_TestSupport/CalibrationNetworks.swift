import FloatNetwork
import Quantization

/// Small networks of every shape, from whose counts `Tools/fit-instruction-model` finds what each part
/// of a run takes: every number of inputs up to three turns of the kernels' loops, both widths, every
/// activation, one to five layers.
public func calibrationNetworks() -> [(name: String, network: QuantizedNetwork)] {
  var random = TestRandom(seed: 61)
  var networks: [QuantizedNetwork] = []
  for inputCount in 1...25 {
    for isWide in [false, true] {
      let layer = CalibrationLayer(units: inputCount % 7 + 1, activation: .linear, isWide: isWide)
      networks.append(network(inputCount, [layer], &random))
    }
  }
  let activations: [Activation] = [
    .linear, .relu, .maxout(pieces: 2), .maxout(pieces: 3), .maxout(pieces: 5), .sigmoid, .tanh,
    .softmax,
  ]
  for index in 0..<40 {
    let layers = (0..<index % 5 + 1).map { _ in
      CalibrationLayer(
        units: Int.random(in: 1...12, using: &random),
        activation: activations.randomElement(using: &random)!,
        isWide: Bool.random(using: &random)
      )
    }
    networks.append(network(Int.random(in: 1...20, using: &random), layers, &random))
  }
  return networks.enumerated().map { (name: "calibration-\($0)", network: $1) }
}

private struct CalibrationLayer {
  var units: Int
  var activation: Activation
  var isWide: Bool
}

private func network(
  _ inputCount: Int,
  _ layers: [CalibrationLayer],
  _ random: inout TestRandom
) -> QuantizedNetwork {
  var inputCount = inputCount
  return QuantizedNetwork(
    layers: layers.map { layer in
      defer { inputCount = layer.units }
      let rows = layer.units * layer.activation.pieces
      var weights = random.values(rows * inputCount, in: -80...80)
      var biases = random.values(rows, in: -200...200)
      // With 15 fractional bits this row's sum may leave 32 bits.
      if layer.isWide { (weights[0], biases[0]) = (.min, .min) }
      return QuantizedLayer(
        inputCount: inputCount,
        unitCount: layer.units,
        activation: layer.activation,
        weightFractionBits: layer.isWide ? 15 : 8,
        weights: weights,
        biases: biases
      )
    }
  )
}
