import FloatNetwork
import HalfwordRuntime
import Quantization

/// The networks with convolutions that `Docs/performance.md` counts, with random weights: three of MLPerf Tiny, layer by
/// layer, and one with poolings.
public func convolutionBenchmarkNetworks() -> [(name: String, network: QuantizedNetwork)] {
  [
    ("resnet", residualNetwork(.bits32)),
    ("resnet-blocks32", residualNetwork(.blocks32)),
    ("resnet-wide", residualNetwork(.bits64)),
    ("keywords", keywordNetwork(.bits32)),
    ("keywords-wide", keywordNetwork(.bits64)),
    ("wake-word", wakeWordNetwork(.bits32)),
    ("pooled", pooledNetwork()),
  ]
}

/// ResNet-8: 3×3 convolutions of 16, 32 and 64 channels, each two with the way around them added.
func residualNetwork(_ sums: SumForm, _ format: WeightFormat = .bits16) -> QuantizedNetwork {
  var graph = CountedGraph(32, 32, 3, sums: sums)
  graph.format = format
  var around = graph.convolution(16, 3, 3)
  for (units, stride) in [(16, 1), (32, 2), (64, 2)] {
    let input = around
    graph.convolution(units, 3, 3, stride: (stride, stride))
    let ahead = graph.convolution(units, 3, 3, .linear)
    if stride > 1 {
      graph.convolution(units, 1, 1, stride: (stride, stride), reading: input, .linear)
      around = graph.addition(ahead)
    } else {
      around = graph.addition(input)
    }
  }
  graph.pooling { .averagePooling($0, countsPadding: false) }
  graph.dense(10, .softmax)
  return graph.network
}

/// DS-CNN: one convolution of 10×4, then depthwise 3×3 and pointwise ones, four times.
private func keywordNetwork(_ sums: SumForm) -> QuantizedNetwork {
  var graph = CountedGraph(49, 10, 1, sums: sums)
  graph.convolution(64, 10, 4, stride: (2, 2))
  for _ in 0..<4 {
    graph.depthwise(3, 3)
    graph.convolution(64, 1, 1)
  }
  graph.pooling { .averagePooling($0, countsPadding: false) }
  graph.dense(12, .softmax)
  return graph.network
}

/// The streaming wake word: along time alone, depthwise and pointwise.
func wakeWordNetwork(_ sums: SumForm, _ format: WeightFormat = .bits16) -> QuantizedNetwork {
  var graph = CountedGraph(30, 1, 40, sums: sums)
  graph.format = format
  for (width, units) in [(3, 128), (5, 128), (10, 128), (15, 32)] {
    graph.depthwise(width, 1, isPadded: false, .linear)
    graph.convolution(units, 1, 1)
  }
  graph.dense(3, .softmax)
  return graph.network
}

/// A small network with layers of every kind, every form of sums, a residual block, a cap and a table.
public func everyKindNetwork() -> QuantizedNetwork {
  var graph = CountedGraph(7, 6, 3)
  let around = graph.convolution(8, 3, 3, .cappedRelu(6))
  graph.sums = .blocks16
  graph.depthwise(3, 3, .relu)
  graph.sums = .bits64
  graph.convolution(8, 3, 3, .linear)
  graph.addition(around)
  graph.sums = .blocks32
  let table = Activation.table(ScalarFunction(parsing: "mul(x,sigmoid(x))")!)
  let second = graph.convolution(8, 3, 3, table)
  graph.sums = .bits32
  graph.convolution(8, 1, 1, .maxout(pieces: 2))
  graph.addition(second, .sigmoid)
  graph.depthwise(3, 3, isPadded: false, multiplier: 2, .tanh)
  graph.pooling({ .maxPooling($0) }, (2, 2))
  graph.pooling { .averagePooling($0, countsPadding: false) }
  graph.dense(5, .softmax)
  return graph.network
}

/// A small network for digits: convolutions with capped ReLU, max pooling, average pooling.
private func pooledNetwork() -> QuantizedNetwork {
  var graph = CountedGraph(28, 28, 1)
  graph.convolution(8, 3, 3, .cappedRelu(6))
  graph.pooling({ .maxPooling($0) }, (2, 2))
  graph.convolution(16, 3, 3, .cappedRelu(6))
  graph.pooling({ .averagePooling($0, countsPadding: false) }, (2, 2))
  graph.dense(10, .linear)
  return graph.network
}
