import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization

/// Convolutions: each window with each number of rows that kernels take at a time, each activation, form of sums and
/// extreme.
func convolutionVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 40)
  return try windows("convolution", LayerKind.convolution, using: &random) {
    $0 % 6 + 1
  } + extremes("convolution", LayerKind.convolution, using: &random)
    + sumForms("convolution", LayerKind.convolution, channels: 12, using: &random)
    + convolutionPatchVectors()
}

/// Depthwise convolutions, with one unit a channel and with several.
func depthwiseVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 41)
  return try windows("depthwise", LayerKind.depthwise, using: &random) { _ in nil }
    + extremes("depthwise", LayerKind.depthwise, using: &random)
    + sumForms("depthwise", LayerKind.depthwise, channels: 2, using: &random)
    + depthwisePatchVectors()
}

private let activations: [Activation] = [
  .linear, .relu, .maxout(pieces: 2), .sigmoid, .cappedRelu(3), .tanh, .maxout(pieces: 5),
  .table(.input),
]

/// Each window.
///
/// - Parameter units: how many a layer has, by the number of the case; nil for one to three a channel.
private func windows(
  _ group: String,
  _ kind: (Window) -> LayerKind,
  using random: inout SeededGenerator,
  units: (Int) -> Int?
) throws -> [VectorRecord] {
  try WindowCase.all.enumerated().map { index, example in
    let form = try LayerForm(
      kind(example.window),
      reading: [0],
      of: example.input,
      giving: example.output(channels: units(index) ?? example.input.channels * (index % 3 + 1)),
      activation: activations[index % activations.count]
    )
    return try .layer(
      "\(group)/\(example.name)",
      random.layer(form, limit: 700),
      random.inputs(4, of: form.input.count)
    )
  }
}

/// Weights and inputs at the ends of their ranges, and rows of all fractions side by side.
private func extremes(
  _ group: String,
  _ kind: (Window) -> LayerKind,
  using random: inout SeededGenerator
) throws -> [VectorRecord] {
  let ends: [Int16] = [.min, -32_767, -1, 0, 1, .max]
  let window = Window(kernel: (3, 3), padding: (1, 1))
  return try [Activation.linear, .relu, .maxout(pieces: 3), .tanh, .cappedRelu(100)].map {
    activation in
    let form = try LayerForm(
      kind(window),
      reading: [0],
      of: TensorShape(height: 3, width: 3, channels: 5),
      giving: TensorShape(height: 3, width: 3, channels: 20),
      activation: activation
    )
    let count = form.rowCount * form.columnCount
    let layer = QuantizedLayer(
      form,
      numbers: WeightNumbers(
        fractionBits: (0..<20).map { UInt8($0 + 3) },
        weights: (0..<count).map { _ in ends.randomElement(using: &random) ?? 0 },
        starts: (0..<form.rowCount).map { [Int32.min, .max, 0, -77_777][$0 % 4] }
      ),
      cap: activation.cap
    )
    let inputs = (0..<3).map { _ in
      (0..<45).map { _ in ends.randomElement(using: &random) ?? 0 }
    }
    return try .layer(
      "\(group)/extremes, \(activation.name)",
      layer,
      inputs + [
        Array(repeating: .min, count: 45), Array(repeating: .max, count: 45),
      ]
    )
  }
}

/// Rows that just fit each form of sums: any of their products may be added as it says.
private func sumForms(
  _ group: String,
  _ kind: (Window) -> LayerKind,
  channels: Int,
  using random: inout SeededGenerator
) throws -> [VectorRecord] {
  let names = ["32 bits", "blocks of 32", "blocks of 16", "64 bits"]
  return try zip(SumForm.cheapestFirst, names).map { sums, name in
    let form = try LayerForm(
      kind(Window(kernel: (7, 7), padding: (3, 3))),
      reading: [0],
      of: TensorShape(height: 4, width: 5, channels: channels),
      giving: TensorShape(height: 4, width: 5, channels: 2 * channels),
      activation: .linear
    )
    // 65,535 is the most that the magnitudes of the row, or of a block, may sum to.
    let added: [SumForm: Int] = [
      .bits32: form.columnCount, .blocks32: 32, .blocks16: 16, .bits64: 2,
    ]
    let limit = Int16(65_535 / (added[sums] ?? 2) - 1)
    let layer = QuantizedLayer(
      form,
      numbers: WeightNumbers(
        fractionBits: (0..<form.unitCount).map { UInt8($0 % 23) },
        weights: (0..<form.rowCount * form.columnCount).map { _ in
          Bool.random(using: &random) ? limit : -limit
        },
        starts: (0..<form.rowCount).map { _ in Int32.random(in: -20_000...20_000, using: &random) }
      ),
      sums: sums
    )
    let count = form.input.count
    return try .layer(
      "\(group)/sums in \(name)",
      layer,
      random.inputs(2, of: count) + [
        Array(repeating: .min, count: count), Array(repeating: .max, count: count),
      ]
    )
  }
}

extension SeededGenerator {
  /// A layer with weights, of random numbers.
  mutating func layer(_ form: LayerForm, limit: Int16) -> QuantizedLayer {
    QuantizedLayer(
      form,
      numbers: weights(of: form, limit: limit),
      cap: form.activation.cap,
      table: table(for: form.activation)
    )
  }
}

extension VectorRecord {
  /// A network of one layer, which reads the input alone.
  static func layer(_ name: String, _ layer: QuantizedLayer, _ inputs: [[Int16]]) throws
    -> VectorRecord
  {
    try .network(name, QuantizedNetwork(inputShape: layer.form.input, graph: [layer]), inputs)
  }
}
