import Datasets
import FloatNetwork
import Quantization

/// Graphs: a thousand random ones, those whose memory is special, and wide sums.
func graphVectors() throws -> [VectorRecord] {
  try randomGraphs() + residualVectors() + overwritingVectors() + addedPatchVectors()
}

private func randomGraphs() throws -> [VectorRecord] {
  try (0..<1_000).map { index in
    let network = QuantizedNetwork.randomGraph(seed: 10_000 + UInt64(index))
    var random = SeededGenerator(seed: 20_000 + UInt64(index))
    return try .network("graph/random \(index)", network, random.inputs(2, of: network.inputCount))
  }
}

/// Blocks of two convolutions, whose sum with what they read may happen in the last step of the second: the sum as
/// their first source and as their second, with and without shifts, and what is added read once more later.
private func residualVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 45)
  let shape = TensorShape(height: 4, width: 5, channels: 3)
  return try [Activation.linear, .relu, .cappedRelu(2), .tanh, .table(.input)].flatMap {
    activation in
    try [[1, 3], [3, 1]].flatMap { sources in
      try [false, true].map { isReadLater in
        var layers = try [
          convolution(0, shape, .relu), convolution(1, shape, .relu),
          convolution(2, shape, .maxout(pieces: 2)),
        ].map { random.layer($0, limit: 300) }
        layers.append(try addition(sources, shape, activation, using: &random))
        if isReadLater { layers.append(try addition([4, 1], shape, .linear, using: &random)) }
        let last = layers.count
        layers.append(random.layer(try convolution(last, shape, .linear), limit: 300))
        let order = sources == [1, 3] ? "before" : "behind"
        return try .network(
          "graph/residual, \(activation.name) of what is added \(order)"
            + (isReadLater ? ", read once more" : ""),
          QuantizedNetwork(inputShape: shape, graph: layers),
          random.inputs(3, of: shape.count)
        )
      }
    }
  }
}

private func convolution(
  _ source: Int,
  _ shape: TensorShape,
  _ activation: Activation
) throws -> LayerForm {
  try LayerForm(
    .convolution(Window(kernel: (3, 3), padding: (1, 1))),
    reading: [source],
    of: shape,
    giving: shape,
    activation: activation
  )
}

private func addition(
  _ sources: [Int],
  _ shape: TensorShape,
  _ activation: Activation,
  using random: inout SeededGenerator
) throws -> QuantizedLayer {
  QuantizedLayer(
    try LayerForm(.addition, reading: sources, of: shape, giving: shape, activation: activation),
    shifts: (0..<shape.channels).map { _ in random.additionShift() },
    cap: activation.cap,
    table: random.table(for: activation)
  )
}

/// Chains in which each layer may write over what it reads, some places behind: windows of every kind that keep the
/// channels, widen and narrow them.
private func overwritingVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 46)
  return try WindowCase.inside.flatMap { example in
    try [1, 2].map { widening in
      let middle = example.output(channels: example.input.channels * widening)
      let forms = [
        try pointwise(0, example.input, channels: example.input.channels),
        try LayerForm(
          widening == 1 ? .convolution(example.window) : .depthwise(example.window),
          reading: [1],
          of: example.input,
          giving: middle,
          activation: .linear
        ),
        try pointwise(2, middle, channels: middle.channels),
        try pointwise(3, middle, channels: 1),
      ]
      let network = QuantizedNetwork(
        inputShape: example.input,
        graph: forms.map { random.layer($0, limit: 500) }
      )
      return try .network(
        "graph/in place, \(example.name), \(widening == 1 ? "as many" : "more") channels",
        network,
        random.inputs(2, of: network.inputCount)
      )
    }
  }
}

private func pointwise(_ source: Int, _ shape: TensorShape, channels: Int) throws -> LayerForm {
  try LayerForm(
    .convolution(Window(kernel: (1, 1))),
    reading: [source],
    of: shape,
    giving: TensorShape(height: shape.height, width: shape.width, channels: channels),
    activation: .linear
  )
}
