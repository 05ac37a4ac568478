import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization

/// Runs with error words through layers of all kinds.
func boundedGraphVectors() throws -> [VectorRecord] {
  try boundedGraphs() + boundedWindows() + boundedAdditions() + boundedCaps() + boundedTables()
}

/// Random graphs that seldom saturate.
private func boundedGraphs() throws -> [VectorRecord] {
  try (0..<250).map { index in
    try boundedGraph(
      "graph \(index)",
      index,
      .randomGraph(seed: 50_000 + UInt64(index), isBounded: true),
      law: index.isMultiple(of: 3) ? .plainBiases : .startWords,
      seed: 60_000 + UInt64(index)
    )
  }
}

/// Runs of a graph, the answer read in another way by each index.
func boundedGraph(
  _ name: String,
  _ index: Int,
  _ graph: QuantizedNetwork,
  law: RoundingLaw,
  seed: UInt64
) throws -> VectorRecord {
  var random = SeededGenerator(seed: seed)
  var network = graph
  network.roundingLaw = law
  network.record = ExportRecord()
  network.record?.answer = [.largest, .smallest, .threshold(0.25), .values][index % 4]
  let errors: [UInt32] = [0, 8, 40]
  return try .bounded(
    name,
    network,
    errors.map {
      BoundedInput(words: random.values(network.inputCount, in: -300...300), error: $0)
    }
  )
}

/// Each window, of each kind that has one: places outside count in no term.
private func boundedWindows() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 61)
  return try WindowCase.inside.enumerated().flatMap { index, example in
    let kinds: [LayerKind] = [
      .convolution(example.window), .depthwise(example.window), .maxPooling(example.window),
      .averagePooling(example.window, countsPadding: false),
      .averagePooling(example.window, countsPadding: true),
    ]
    return try kinds.enumerated().map { (number, kind) -> VectorRecord in
      let channels = example.input.channels
      let form = try LayerForm(
        kind,
        reading: [0],
        of: example.input,
        giving: example.output(channels: number == 0 ? 3 : number == 1 ? 2 * channels : channels),
        activation: number > 1 ? .linear : index.isMultiple(of: 2) ? .maxout(pieces: 2) : .relu
      )
      let layer = QuantizedLayer(
        form,
        numbers: kind.hasWeights ? random.boundedWeights(of: form) : nil
      )
      let name =
        number == 4 ? "\(kind.name) with padding, \(example.name)" : "\(kind.name), \(example.name)"
      return try .bounded(
        name,
        .proving(layer),
        [UInt32(0), 8, 511].map {
          BoundedInput(words: random.values(form.input.count, in: -600...600), error: $0)
        }
      )
    }
  }
}

/// Each shift of a sum, sums at both ends of 16 bits, and those of a last step.
private func boundedAdditions() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 62)
  let shape = TensorShape(height: 1, width: 3, channels: 4)
  let shifts = try (0...30).map { result in
    let layer = try addition([0, 0], shape, shift: (result % 15, (result * 4) % 15, result))
    return try VectorRecord.bounded(
      "addition, shifts to \(result)",
      .proving(layer),
      [UInt32(0), 1, 8, 32_767].map {
        BoundedInput(words: random.values(shape.count, in: -300...300), error: $0)
      }
    )
  }
  let ends = try [Activation.linear, .relu, .cappedRelu(100), .tanh].map { activation in
    let layer = try addition([0, 0], shape, shift: (0, 0, 0), activation)
    let words: [Int16] = [16_383, 16_384, -16_383, -16_384, -16_385, 0]
    return try VectorRecord.bounded(
      "addition, sums at the ends, \(activation.name)",
      .proving(layer),
      words.map { BoundedInput(words: Array(repeating: $0, count: shape.count), error: 0) }
    )
  }
  return try shifts + ends + [lastStep(using: &random)]
}

/// A sum in a convolution's last step: what the convolution alone gives may be at an end, too.
private func lastStep(using random: inout SeededGenerator) throws -> VectorRecord {
  let shape = TensorShape(height: 1, width: 3, channels: 4)
  let pointwise = { (source: Int, weight: Int16) in
    QuantizedLayer(
      try LayerForm(
        .convolution(Window(kernel: (1, 1))),
        reading: [source],
        of: shape,
        giving: shape,
        activation: .linear
      ),
      numbers: WeightNumbers(
        fractionBits: Array(repeating: 0, count: 4),
        weights: (0..<16).map { $0 % 5 == 0 ? weight : 0 },
        starts: Array(repeating: 0, count: 4)
      )
    )
  }
  let layers = [
    try pointwise(0, 1), try pointwise(1, -1), try pointwise(2, 40),
    try addition([1, 3], shape, shift: (1, 0, 1)), try pointwise(4, 1),
  ]
  let words: [Int16] = [0, 1, 818, 819, 820, -818, -819, -820]
  return try .bounded(
    "addition in a last step, ends",
    .proving(QuantizedNetwork(inputShape: shape, graph: layers)),
    words.map { BoundedInput(words: Array(repeating: $0, count: shape.count), error: 2) }
  )
}

private func addition(
  _ sources: [Int],
  _ shape: TensorShape,
  shift: (Int, Int, Int),
  _ activation: Activation = .linear
) throws -> QuantizedLayer {
  let shift = AdditionShift(first: shift.0, second: shift.1, result: shift.2)
  return QuantizedLayer(
    try LayerForm(.addition, reading: sources, of: shape, giving: shape, activation: activation),
    shifts: Array(repeating: shift, count: shape.channels),
    cap: activation.cap
  )
}

/// Words around 0 and the cap, with errors that reach over them and that do not.
private func boundedCaps() throws -> [VectorRecord] {
  try [Int16(1), 300, 32_767].map { cap in
    let words = [-9, -1, 0, 1, 2, Int(cap) - 1, Int(cap), Int(cap) + 1, Int(cap) + 9].map {
      Int16(clamping: min(32_766, $0))
    }
    let layer = try identity(
      .cappedRelu(Double(cap) / 256),
      cap: cap,
      count: words.count,
      fractionBits: fractionBits
    )
    return try .bounded(
      "cap of \(cap)",
      .proving(layer),
      [UInt32(0), 1, 15, 16, 17, 100, 30_000].map { BoundedInput(words: words, error: $0) }
    )
  }
}

/// Tables by their steepest step within the error, near both ends, with errors of their own.
private func boundedTables() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 63)
  return try (0...8).flatMap { shift in
    try [UInt16(0), 9, 32_000, 65_535].map { own in
      let lowest = -(128 << shift)
      let table = QuantizedTable(
        inputExponent: 0,
        lowest: Int16(lowest),
        shift: shift,
        points: random.values(QuantizedTable.pointCount, in: -9_000...9_000),
        error: own
      )
      let places = [-3, -1, 0, 1, 77, 78, 254, 255, 256, 258].map { lowest + $0 << shift }
      let words = places.map { Int16(clamping: max(-32_767, min(32_766, $0))) }
      return try .bounded(
        "table, shift of \(shift), own error of \(own)",
        .proving(
          identity(
            .table(.input),
            table: table,
            count: words.count,
            fractionBits: fractionBits
          )
        ),
        [UInt32(0), 1, 16, 17, 300, 20_000].map { BoundedInput(words: words, error: $0) }
      )
    }
  }
}

/// With so many, the rounding of the one weight hardly counts.
private let fractionBits: UInt8 = 14

extension QuantizedNetwork {
  /// A network of one layer whose runs can be bounded.
  fileprivate static func proving(_ layer: QuantizedLayer) -> QuantizedNetwork {
    proving(QuantizedNetwork(inputShape: layer.form.input, graph: [layer]))
  }

  /// The network, whose runs can be bounded.
  fileprivate static func proving(_ network: QuantizedNetwork) -> QuantizedNetwork {
    var network = network
    network.roundingLaw = .startWords
    network.record = ExportRecord()
    network.record?.answer = .largest
    return network
  }
}

extension SeededGenerator {
  /// Weights that seldom saturate inputs of a few values, each unit with another fraction.
  mutating func boundedWeights(of form: LayerForm) -> WeightNumbers {
    let least: UInt8 = form.columnCount > 12 ? 6 : 0
    let bits = (0..<form.unitCount).map { _ in UInt8.random(in: least...22, using: &self) }
    let rowBits = bits.flatMap { Array(repeating: Int($0), count: form.activation.pieces) }
    return WeightNumbers(
      fractionBits: bits,
      weights: rowBits.flatMap { bits in
        let size = (3 << bits) / 2 / (1 + form.columnCount / 8)
        let limit = Int16(max(1, min(32_767, size)))
        return values(form.columnCount, in: -limit...limit)
      },
      starts: rowBits.map { bits in
        let limit = 400 << bits
        return Int32(clamping: Int.random(in: -limit...limit, using: &self))
      }
    )
  }
}
