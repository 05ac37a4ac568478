import Datasets
import FloatNetwork
import Quantization

/// Additions: each shift, sums that saturate and sums that lie on halves, each activation, and tensors that are
/// added to themselves.
func additionVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 43)
  return try shifts(using: &random) + activations(using: &random)
}

/// The sum of both halves of an input, taken by two poolings.
private func addition(_ layer: QuantizedLayer) throws -> QuantizedNetwork {
  guard let network = try layer.networkAlone() else { preconditionFailure("the input is small") }
  return network
}

/// Pairs of words: ends, halves, and any.
private func pairs(_ count: Int, using random: inout SeededGenerator) -> [[Int16]] {
  let ends: [Int16] = [.min, -32_767, -2, -1, 0, 1, 2, 32_766, .max]
  let both = (0..<2 * count).map { _ in ends.randomElement(using: &random) ?? 0 }
  return random.inputs(3, of: 2 * count)
    + [
      both, Array(repeating: .min, count: 2 * count), Array(repeating: .max, count: 2 * count),
      random.values(2 * count, in: -5...5),
    ]
}

private func shifts(using random: inout SeededGenerator) throws -> [VectorRecord] {
  let all =
    [[14, 0, 0], [0, 14, 0], [14, 14, 0], [14, 14, 30], [0, 0, 30], [0, 14, 14], [3, 0, 5]]
    + (0...29).map { [$0 % 15, ($0 * 7) % 15, $0] } + (2...13).map { [$0, 0, $0] }
  return try all.map { shifts in
    let (first, second, result) = (shifts[0], shifts[1], shifts[2])
    let shape = TensorShape(height: 2, width: 3, channels: 4)
    let form = try LayerForm(
      .addition,
      reading: [0, 1],
      of: shape,
      giving: shape,
      activation: .linear
    )
    let shift = AdditionShift(first: first, second: second, result: result)
    // Next to it the opposite one, so that channels differ.
    let other = AdditionShift(first: second, second: first, result: result)
    let layer = QuantizedLayer(form, shifts: [shift, other, shift, shift])
    return try .network(
      "addition/shifts of \(first), \(second) and \(result)",
      addition(layer),
      pairs(shape.count, using: &random)
    )
  }
}

private func activations(using random: inout SeededGenerator) throws -> [VectorRecord] {
  let all: [Activation] = [
    .linear, .relu, .cappedRelu(1), .cappedRelu(127), .sigmoid, .tanh, .table(.input),
  ]
  return try all.flatMap { activation in
    try [1, 3, 8].flatMap { channels -> [VectorRecord] in
      let shape = TensorShape(height: 3, width: 2, channels: channels)
      let form = try LayerForm(
        .addition,
        reading: [0, 1],
        of: shape,
        giving: shape,
        activation: activation
      )
      let layer = QuantizedLayer(
        form,
        shifts: (0..<channels).map { _ in random.additionShift() },
        cap: activation.cap,
        table: random.table(for: activation)
      )
      let name = "addition/\(activation.text), \(channels) channels"
      return [
        try .network(name, addition(layer), pairs(shape.count, using: &random)),
        try .layer(
          "\(name), twice the input",
          layer.reading([0, 0]),
          random.inputs(4, of: shape.count)
        ),
      ]
    }
  }
}
