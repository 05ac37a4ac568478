import FloatNetwork
import HalfwordRuntime
import Quantization

/// The networks that `Docs/performance.md` counts, with random weights: counts do not depend on them.
public func benchmarkNetworks() -> [(name: String, network: QuantizedNetwork)] {
  [
    ("relu-784", chain([784, 128, 64, 10], hidden: .relu, output: .linear)),
    ("softmax-784", chain([784, 128, 64, 10], hidden: .relu, output: .softmax)),
    ("sigmoid-784", chain([784, 128, 64, 10], hidden: .sigmoid, output: .sigmoid)),
    ("tanh-784", chain([784, 128, 64, 10], hidden: .tanh, output: .tanh)),
    ("maxout-784", chain([784, 128, 64, 10], hidden: .maxout(pieces: 2), output: .linear)),
    ("blocks32-784", chain([784, 128, 64, 10], hidden: .relu, output: .linear, sums: .blocks32)),
    ("blocks16-784", chain([784, 128, 64, 10], hidden: .relu, output: .linear, sums: .blocks16)),
    ("wide-784", chain([784, 128, 64, 10], hidden: .relu, output: .linear, sums: .bits64)),
    ("relu-256", chain([256, 64, 10], hidden: .relu, output: .linear)),
    ("relu-5", chain([5, 50, 50, 50, 50, 50, 50, 5], hidden: .relu, output: .linear)),
    ("relu-16", chain([16, 64, 32, 32, 5], hidden: .relu, output: .linear)),
    (
      "relu-640",
      chain(
        [640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640],
        hidden: .relu,
        output: .linear
      )
    ),
  ]
}

/// A network of these widths, the input's first.
///
/// Weights are so small that all sums are proved to fit 32 bits, so that every form can be claimed.
private func chain(
  _ widths: [Int],
  hidden: Activation,
  output: Activation,
  sums: SumForm = .bits32
) -> QuantizedNetwork {
  let weightLimit: Int16 = 80
  var random = TestRandom(seed: 60)
  let layers = (1..<widths.count).map { index in
    let activation = index == widths.count - 1 ? output : hidden
    let rows = widths[index] * activation.pieces
    return QuantizedLayer(
      inputCount: widths[index - 1],
      unitCount: widths[index],
      activation: activation,
      weightFractionBits: 8,
      weights: random.values(rows * widths[index - 1], in: -weightLimit...weightLimit),
      biases: random.values(rows, in: -200...200),
      sums: sums
    )
  }
  var network = QuantizedNetwork(layers: layers)
  network.roundingLaw = .startWords
  return network
}
