import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization

// Convolutions of which a kernel may take all rows of a position in one call, as it gets enough fractional bits from
// each: what other records have by chance, if at all.

/// Each way through runs of columns, in each form of sums.
func convolutionPatchVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 47)
  return try patches("convolution", PatchCase.convolutions, using: &random)
}

/// Each way through the places of four channels.
func depthwisePatchVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 48)
  return try patches("depthwise", PatchCase.depthwise, using: &random)
}

/// Sums in the last step of layers with more rows than are added to at a time.
func addedPatchVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 49)
  let added = try [33, 34, 35, 64].flatMap { channels in
    try forms.map { sums, name in
      try addedPatch(channels, sums, name, isDepthwise: false, using: &random)
    }
  }
  let depthwise = try [36, 64].flatMap { channels in
    try forms.map { sums, name in
      try addedPatch(channels, sums, name, isDepthwise: true, using: &random)
    }
  }
  return added + depthwise
}

private let forms = zip(
  SumForm.cheapestFirst,
  ["32 bits", "blocks of 32", "blocks of 16", "64 bits"]
).map { ($0, $1) }

/// A layer with something special about what its positions read.
private struct PatchCase {
  let name: String
  let kind: LayerKind
  let input: TensorShape
  let output: TensorShape

  static let convolutions: [PatchCase] = [
    convolution("whole blocks", (2, 3, 16), Window(kernel: (2, 2)), to: (1, 2, 5)),
    convolution("several blocks", (2, 5, 16), Window(kernel: (2, 4)), to: (1, 2, 6)),
    convolution("blocks anywhere", (3, 19, 1), Window(kernel: (2, 16)), to: (2, 4, 7)),
    convolution(
      "blocks and parts of some",
      (2, 6, 11),
      Window(kernel: (2, 5), padding: (1, 4)),
      to: (2, 10, 4)
    ),
    convolution(
      "even runs",
      (3, 4, 6),
      Window(kernel: (3, 3), padding: (1, 1)),
      to: (3, 4, 9)
    ),
    convolution(
      "short runs that begin with an odd column",
      (3, 6, 1),
      Window(kernel: (2, 7), padding: (1, 6)),
      to: (3, 12, 8)
    ),
    convolution(
      "whole blocks that begin with an odd column",
      (2, 40, 1),
      Window(kernel: (2, 33), stride: (1, 16), padding: (0, 17)),
      to: (1, 4, 4)
    ),
    convolution(
      "a kernel wider than the input",
      (3, 4, 1),
      Window(kernel: (2, 7), padding: (0, 2)),
      to: (2, 3, 4)
    ),
    convolution(
      "nothing inside",
      (2, 2, 3),
      Window(kernel: (2, 2), padding: (3, 3)),
      to: (6, 6, 5)
    ),
    convolution("a place of 2", (2, 3, 2), Window(kernel: (1, 1)), to: (2, 3, 3)),
    convolution("a place of 4", (2, 3, 4), Window(kernel: (1, 1)), to: (2, 3, 4)),
    convolution("a place of 8", (2, 3, 8), Window(kernel: (1, 1)), to: (2, 3, 6)),
    convolution("a place of 13", (2, 3, 13), Window(kernel: (1, 1)), to: (2, 3, 7)),
  ]

  static let depthwise: [PatchCase] =
    [1, 2, 3, 4].flatMap { width in
      [4, 8].map { channels in
        depthwise(
          "rows of \(width) places, \(channels) channels",
          channels,
          Window(kernel: (width == 2 ? 1 : 3, width), padding: (1, width / 2)),
          to: (3, 5)
        )
      }
    } + [
      depthwise(
        "rows of 3 places apart",
        4,
        Window(kernel: (2, 3), dilation: (2, 2), padding: (1, 2)),
        to: (3, 5)
      ),
      depthwise("nothing inside", 4, Window(kernel: (2, 2), padding: (3, 3)), to: (6, 7)),
    ]

  private static func convolution(
    _ name: String,
    _ input: (height: Int, width: Int, channels: Int),
    _ window: Window,
    to output: (height: Int, width: Int, channels: Int)
  ) -> PatchCase {
    PatchCase(
      name: name,
      kind: .convolution(window),
      input: TensorShape(height: input.height, width: input.width, channels: input.channels),
      output: TensorShape(height: output.height, width: output.width, channels: output.channels)
    )
  }

  private static func depthwise(
    _ name: String,
    _ channels: Int,
    _ window: Window,
    to size: (height: Int, width: Int)
  ) -> PatchCase {
    PatchCase(
      name: name,
      kind: .depthwise(window),
      input: TensorShape(height: 3, width: 5, channels: channels),
      output: TensorShape(height: size.height, width: size.width, channels: channels)
    )
  }
}

private func patches(
  _ group: String,
  _ cases: [PatchCase],
  using random: inout SeededGenerator
) throws -> [VectorRecord] {
  try cases.enumerated().flatMap { index, example in
    try forms.enumerated().map { number, form in
      let layer = try LayerForm(
        example.kind,
        reading: [0],
        of: example.input,
        giving: example.output,
        activation: (index + number).isMultiple(of: 2) ? .linear : .relu
      )
      return try .layer(
        "\(group)/\(example.name), in \(form.1)",
        random.patch(layer, form.0),
        random.patchInputs(of: example.input.count)
      )
    }
  }
}

/// A block of three layers, the last of which adds what the first gave.
private func addedPatch(
  _ channels: Int,
  _ sums: SumForm,
  _ name: String,
  isDepthwise: Bool,
  using random: inout SeededGenerator
) throws -> VectorRecord {
  let size = (height: 1, width: 2)
  let input = TensorShape(height: size.height, width: size.width, channels: 2)
  let wide = TensorShape(height: size.height, width: size.width, channels: channels)
  let point = Window(kernel: (1, 1))
  // Few channels between both, so that the record stays small.
  let row = Window(kernel: (1, 3), padding: (0, 1))
  let kinds: [(LayerKind, TensorShape, TensorShape)] = [
    (.convolution(point), input, wide),
    (isDepthwise ? .depthwise(point) : .convolution(point), wide, isDepthwise ? wide : input),
    (isDepthwise ? .depthwise(row) : .convolution(row), isDepthwise ? wide : input, wide),
  ]
  var layers = try kinds.enumerated().map { index, kind in
    random.patch(
      try LayerForm(
        kind.0,
        reading: [index],
        of: kind.1,
        giving: kind.2,
        activation: .linear
      ),
      sums
    )
  }
  let addition = try LayerForm(
    .addition,
    reading: [1, 3],
    of: wide,
    giving: wide,
    activation: channels.isMultiple(of: 2) ? .relu : .linear
  )
  layers.append(
    QuantizedLayer(addition, shifts: (0..<channels).map { _ in random.additionShift() })
  )
  // What comes last is the caller's, so that the sum lies where the first one does.
  let last = try LayerForm(
    .maxPooling(point),
    reading: [4],
    of: wide,
    giving: wide,
    activation: .linear
  )
  layers.append(QuantizedLayer(last))
  return try .network(
    "graph/sum of \(channels)\(isDepthwise ? " depthwise" : "") channels in the last step, in \(name)",
    QuantizedNetwork(inputShape: input, graph: layers),
    // The network's images are large enough.
    Array(random.patchInputs(of: input.count).dropFirst())
  )
}

extension SeededGenerator {
  /// A layer whose rows just fit a form of sums: rows in turn of one sign, of the other, and of any. All have more
  /// fractional bits than kernels take from sums before they are rounded.
  fileprivate mutating func patch(_ form: LayerForm, _ sums: SumForm) -> QuantizedLayer {
    let added = [SumForm.bits32: form.columnCount, .blocks32: 32, .blocks16: 16, .bits64: 1]
    // 65,535 is the most that the magnitudes of a row, or of a block, may sum to.
    let limit = Int16(min(32_767, 65_535 / (added[sums] ?? 1) - (sums == .bits32 ? 1 : 0)))
    var least = UInt8(1)
    while sums != .bits32, form.columnCount + 2 > 1 << least { least += 1 }
    let starts = sums == .bits32 ? -20_000...20_000 : Int32.min ... .max
    return QuantizedLayer(
      form,
      numbers: WeightNumbers(
        fractionBits: (0..<form.unitCount).map { _ in UInt8.random(in: least...22, using: &self) },
        weights: (0..<form.rowCount * form.columnCount).map { index in
          switch index / form.columnCount % 4 {
          case 0: limit
          case 1: -limit
          default:
            Bool.random(using: &self) ? limit : Int16.random(in: -limit...limit, using: &self)
          }
        },
        starts: (0..<form.rowCount).map { _ in Int32.random(in: starts, using: &self) }
      ),
      sums: sums
    )
  }

  /// Words that make the largest sums, and any.
  fileprivate mutating func patchInputs(of count: Int) -> [[Int16]] {
    inputs(2, of: count) + [
      Array(repeating: .min, count: count), Array(repeating: .max, count: count),
    ]
  }
}
