import FloatNetwork
import HalfwordRuntime
import Quantization

/// Small networks of every shape, from whose counts `Tools/fit-instruction-model` finds what each part
/// of a run takes: every number of inputs up to two turns of the kernels' loops, each form of sums, every
/// activation, one to five layers.
public func calibrationNetworks() -> [(name: String, network: QuantizedNetwork)] {
  var random = TestRandom(seed: 61)
  var networks: [QuantizedNetwork] = []
  let turns: [(form: SumForm, columns: Int)] = [
    (.bits32, 8), (.bits64, 8), (.blocks16, 16), (.blocks32, 32),
  ]
  for (form, columns) in turns {
    for inputCount in 1...2 * columns + 1 {
      let layer = CalibrationLayer(units: inputCount % 7 + 1, activation: .linear, form: form)
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
        form: turns.randomElement(using: &random)!.form
      )
    }
    networks.append(network(Int.random(in: 1...20, using: &random), layers, &random))
  }
  // Sums of errors that are long, as those of real networks.
  for (form, _) in turns {
    for width in [24, 45, 64] {
      let hidden = CalibrationLayer(units: width, activation: .relu, form: form)
      let output = CalibrationLayer(units: 6, activation: .linear, form: form)
      networks.append(network(9, [hidden, hidden, output], &random))
    }
  }
  return networks.enumerated().map { (name: "calibration-\($0)", network: $1) }
}

private struct CalibrationLayer {
  var units: Int
  var activation: Activation
  var form: SumForm
}

private func network(
  _ inputCount: Int,
  _ layers: [CalibrationLayer],
  _ random: inout TestRandom
) -> QuantizedNetwork {
  var inputCount = inputCount
  var network = QuantizedNetwork(
    layers: layers.map { layer in
      defer { inputCount = layer.units }
      let rows = layer.units * layer.activation.pieces
      return QuantizedLayer(
        inputCount: inputCount,
        unitCount: layer.units,
        activation: layer.activation,
        weightFractionBits: 8,
        weights: random.values(rows * inputCount, in: -80...80),
        biases: random.values(rows, in: -200...200),
        sums: layer.form
      )
    }
  )
  network.roundingLaw = .startWords
  return network
}
