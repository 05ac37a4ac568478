import Datasets
import FloatNetwork
import Quantization

/// Poolings: each window of each kind; equal values, averages that lie on halves, and ends of 16 bits.
func poolingVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 42)
  return try WindowCase.inside.flatMap { example in
    try kinds(example.window).map { name, kind in
      let layer = try pooling(kind, over: example.input, to: example.size)
      return try VectorRecord.layer(
        "pooling/\(name), \(example.name)",
        layer,
        random.inputs(2, of: example.input.count) + [random.values(example.input.count, in: -2...2)]
      )
    }
  } + halves(using: &random) + ends()
}

private func kinds(_ window: Window) -> [(String, LayerKind)] {
  [
    ("largest", .maxPooling(window)),
    ("average", .averagePooling(window, countsPadding: false)),
    ("average with padding", .averagePooling(window, countsPadding: true)),
  ]
}

private func pooling(
  _ kind: LayerKind,
  over input: TensorShape,
  to size: (height: Int, width: Int)
) throws -> QuantizedLayer {
  QuantizedLayer(
    try LayerForm(
      kind,
      reading: [0],
      of: input,
      giving: TensorShape(height: size.height, width: size.width, channels: input.channels),
      activation: .linear
    )
  )
}

/// Averages of 1 to 17 values around every half, above and below 0; for small words, and for the largest.
private func halves(using random: inout SeededGenerator) throws -> [VectorRecord] {
  try Array(1...17).flatMap { count in
    try kinds(Window(kernel: (1, count))).map { name, kind in
      let input = TensorShape(height: 1, width: count, channels: 2 * count + 1)
      let layer = try pooling(kind, over: input, to: (1, 1))
      // Sums from −count to count, one a channel.
      let sums = (0...2 * count).map { $0 - count }
      let small = (0..<count).flatMap { place in
        sums.map { sum -> Int16 in
          let isCounted = place < abs(sum)
          return isCounted ? (sum < 0 ? -1 : 1) : 0
        }
      }
      let large = random.values(input.count, in: 32_765...32_767)
      return try .layer(
        "pooling/\(name) of \(count)",
        layer,
        [
          small, large, large.map { -$0 }, random.values(input.count, in: -1...1),
        ]
      )
    }
  }
}

/// All words at one end, and one that is not.
private func ends() throws -> [VectorRecord] {
  let shape = TensorShape(height: 16, width: 16, channels: 3)
  return try kinds(.whole(shape)).map { name, kind in
    var almost = [Int16](repeating: .min, count: shape.count)
    almost[400] = -32_767
    return try .layer(
      "pooling/\(name), ends",
      pooling(kind, over: shape, to: (1, 1)),
      [
        Array(repeating: .min, count: shape.count), Array(repeating: .max, count: shape.count),
        almost,
      ]
    )
  }
}
