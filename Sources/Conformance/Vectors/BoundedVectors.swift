import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization

/// Runs with error words: each term of an error word where leaving it out shows, each reason to have none, and
/// each certificate at its last sixteenth.
func boundedVectors() throws -> [VectorRecord] {
  try rowTerms() + kindVectors() + columnVectors() + sumFormVectors() + slopeVectors()
    + boundedSoftmaxVectors() + boundedReLUVectors() + boundedMaxoutVectors()
    + boundLimitVectors() + certificateVectors() + boundedNetworkVectors()
}

/// Rows of three weights, of both signs and at the ends of their range where the fraction allows it, with inputs
/// whose magnitudes and errors lie around the steps of every term.
private func rowTerms() throws -> [VectorRecord] {
  let words: [[Int16]] = [
    [0, 0, 0], [10, -10, 11], [10, -11, 11], [-11, 11, 11], [900, -999, 7],
  ]
  let errors: [UInt32] = [0, 1, 2, 8, 169, 171, 511, 32_767]
  return try (0...22).map { fractionBits in
    let largest = Int16(min(32_767, 4 << fractionBits))
    let smallest = -largest - 1
    let layer = QuantizedLayer(
      fractionBits: UInt8(fractionBits),
      rows: [
        [largest, largest, largest], [smallest, smallest, smallest], [0, 0, 0], [1, -1, largest],
        [-1, smallest, 3],
      ]
    )
    return try .bounded(
      "\(fractionBits) fractional bits",
      .proving([layer]),
      words.flatMap { words in errors.map { BoundedInput(words: words, error: $0) } }
    )
  }
}

/// Every activation in a hidden layer and in the last one, by each law of rounding.
private func kindVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 20)
  return try Activation.bounded.flatMap { activation in
    try [RoundingLaw.unknown, .startWords, .plainBiases].flatMap { law in
      try [true, false].map { isHidden in
        let first = QuantizedLayer.bounded(3, 4, isHidden ? activation : .linear, using: &random)
        let second = QuantizedLayer.bounded(4, 3, isHidden ? .linear : activation, using: &random)
        let errors: [UInt32] = [0, 8, 0, 5, 0, 8, 1, 40]
        return try .bounded(
          "\(isHidden ? "hidden" : "last") \(activation.title), law \(law.rawValue)",
          .proving([first, second], law: law),
          errors.map { BoundedInput(words: random.values(3, in: -600...600), error: $0) }
        )
      }
    }
  }
}

/// Numbers of columns around those that kernels take at a time, with errors that differ from column to column.
private func columnVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 21)
  return try [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 18, 31, 32, 33, 65].map { columns in
    let units = 1 + columns % 5
    return try .bounded(
      "\(columns) columns",
      .proving([
        .bounded(2, columns, .linear, using: &random),
        .bounded(columns, units, .relu, using: &random),
        .bounded(units, 3, .linear, using: &random),
      ]),
      (0..<4).map { BoundedInput(words: random.values(2, in: -600...600), error: 8 * ($0 % 2)) }
    )
  }
}

/// Each form of sums, and sums of magnitudes, of errors and of products that 32 bits do not hold.
private func sumFormVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 22)
  let forms: [(String, SumForm)] = [
    ("32 bits", .bits32), ("blocks of 16", .blocks16), ("blocks of 32", .blocks32),
    ("64 bits", .bits64),
  ]
  let each = try forms.map { name, form in
    let layers = [(2, 37), (37, 5)].map { inputs, units in
      QuantizedLayer.bounded(inputs, units, .linear, form, using: &random)
    }
    let inputs = (0..<6).map { index in
      BoundedInput(words: random.values(2, in: -600...600), error: UInt32(index % 3))
    }
    return try VectorRecord.bounded("sums in \(name)", .proving(layers), inputs)
  }
  let columns = 65_535
  let layer = QuantizedLayer(
    fractionBits: 22,
    rows: [(0..<columns).map { $0.isMultiple(of: 2) ? 10 : -9 }],
    sums: .bits64
  )
  // As many of either sign, so that the row's own sum stays small.
  let words = (0..<columns).map { Int16($0 % 4 < 2 ? 32_766 : -32_767) }
  let wide = try VectorRecord.bounded(
    "sums of 65,535 magnitudes, errors and products",
    .proving([layer]),
    [BoundedInput(words: words, error: 32_767)]
  )
  return each + [wide]
}

/// Sigmoid and tanh over all their slopes, with errors that reach over the middle and that do not.
private func slopeVectors() throws -> [VectorRecord] {
  try [Activation.sigmoid, .tanh].flatMap { activation in
    try [UInt32(0), 8, 301, 2_000, 31_000].map { error in
      let layer = QuantizedLayer(activation, fractionBits: 12, rows: [[4_096]])
      let words = stride(from: -2_600, through: 2_600, by: 26).map { Int16($0) }
      return try .bounded(
        "slopes of \(activation.title), inputs within \(error) sixteenths",
        .proving([layer]),
        words.map { BoundedInput(words: [$0], error: error) }
      )
    }
  }
}

/// Shares of few and many logits.
private func boundedSoftmaxVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 23)
  return try [1, 2, 15, 16, 17, 33, 300].flatMap { count in
    try [true, false].map { isHidden in
      let layers = [QuantizedLayer.bounded(2, count, .softmax, using: &random)]
      let last = [QuantizedLayer.bounded(count, 2, .linear, using: &random)]
      return try .bounded(
        "\(isHidden ? "hidden" : "last") softmax of \(count)",
        .proving(layers + (isHidden ? last : [])),
        (0..<4).map { BoundedInput(words: random.values(2, in: -600...600), error: 3 * $0) }
      )
    }
  }
}

extension Activation {
  /// All kinds, maxout with an even and an odd number of pieces.
  static let bounded: [Activation] = [
    .linear, .relu, .maxout(pieces: 2), .maxout(pieces: 3), .maxout(pieces: 5), .sigmoid, .tanh,
    .softmax,
  ]

  /// Its name, of maxout with the pieces.
  var title: String { pieces > 1 ? "\(name) of \(pieces)" : name }
}

extension QuantizedNetwork {
  /// A network whose runs can be bounded.
  static func proving(
    _ layers: [QuantizedLayer],
    law: RoundingLaw = .startWords,
    answer: Answer = .largest
  ) -> QuantizedNetwork {
    var network = QuantizedNetwork(layers: layers)
    network.roundingLaw = law
    network.record = ExportRecord()
    network.record?.answer = answer
    return network
  }
}

extension QuantizedLayer {
  /// A layer of these rows, one fraction for all.
  ///
  /// - Parameter starts: of the rows; unless given, halves for the rounding and no biases.
  init(
    _ activation: Activation = .linear,
    fractionBits: UInt8,
    rows: [[Int16]],
    starts: [Int32]? = nil,
    sums: SumForm? = nil
  ) {
    let units = rows.count / activation.pieces
    let half = (Int32(1) << Int32(fractionBits)) >> 1
    self.init(
      inputCount: rows.first?.count ?? 0,
      unitCount: units,
      activation: activation,
      fractionBits: Array(repeating: fractionBits, count: units),
      weights: rows.flatMap { $0 },
      starts: starts ?? rows.map { _ in half },
      sums: sums
    )
  }

  /// A layer of random parameters that seldom saturates inputs of a few values, each unit with another fraction.
  static func bounded(
    _ inputCount: Int,
    _ unitCount: Int,
    _ activation: Activation,
    _ sums: SumForm? = nil,
    using random: inout SeededGenerator
  ) -> QuantizedLayer {
    // Start words of large fractions leave no room in sums of 32 bits.
    let most: UInt8 = sums == .bits32 ? 16 : 22
    // Of many columns, whole weights would leave 16 bits.
    let least: UInt8 = inputCount > 12 ? 6 : 0
    let bits = (0..<unitCount).map { _ in UInt8.random(in: least...most, using: &random) }
    let rowBits = bits.flatMap { Array(repeating: Int($0), count: activation.pieces) }
    return QuantizedLayer(
      inputCount: inputCount,
      unitCount: unitCount,
      activation: activation,
      fractionBits: bits,
      weights: rowBits.flatMap { bits in
        // Below 1.5 for a few columns, less for many.
        let size = (3 << bits) / 2 / (1 + inputCount / 8)
        let limit = Int16(max(1, min(sums == nil ? 32_767 : 1_700, size)))
        return random.values(inputCount, in: -limit...limit)
      },
      starts: rowBits.map { bits in
        let limit = 400 << bits
        return Int32(clamping: Int.random(in: -limit...limit, using: &random))
      },
      sums: sums
    )
  }
}
