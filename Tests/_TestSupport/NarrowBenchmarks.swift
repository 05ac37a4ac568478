import FloatNetwork
import HalfwordRuntime
import Quantization

/// The networks with weights of 8 and of 4 bits that `Docs/performance.md` counts, with random weights.
public func narrowBenchmarkNetworks() -> [(name: String, network: QuantizedNetwork)] {
  [
    ("relu-784-8bit", chain([784, 128, 64, 10], .linear, .bits8)),
    ("relu-784-4bit", chain([784, 128, 64, 10], .linear, .bits4)),
    ("softmax-256-4bit", chain([256, 56, 64, 44, 10], .softmax, .bits4)),
    ("resnet-8bit", residualNetwork(.bits32, .bits8)),
    ("wake-word-8bit", wakeWordNetwork(.bits32, .bits8)),
  ]
}

/// Dense layers of these widths, the input's first, with ReLU but for the last.
private func chain(
  _ widths: [Int],
  _ output: Activation,
  _ format: WeightFormat
) -> QuantizedNetwork {
  var graph = CountedGraph(1, 1, widths[0])
  graph.format = format
  for width in widths.dropFirst().dropLast() { graph.dense(width) }
  graph.dense(widths[widths.count - 1], output)
  return graph.network
}
