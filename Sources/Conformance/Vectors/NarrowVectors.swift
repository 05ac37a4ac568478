import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization

/// Weights of 8 and of 4 bits: extremes, ties, every number of fractional bits, odd numbers of rows and columns, all
/// kinds of layers.
func narrowVectors() throws -> [VectorRecord] {
  try [WeightFormat.bits8, .bits4].flatMap { format in
    try extremes(format) + ties(format) + columnCounts(format)
  } + narrowGraphs()
}

/// Rows that are one weight throughout, each end of the format and its neighbours, on inputs at both ends, in each form
/// of sums that such rows allow: the largest products and sums that there can be.
private func extremes(_ format: WeightFormat) throws -> [VectorRecord] {
  let range = format.range
  let weights = [range.lowerBound, range.lowerBound + 1, -1, 0, 1, range.upperBound]
  return try [1, 2, 33, 255, 256, 257, 600].flatMap { columns in
    try [SumForm.bits32, .blocks16, .blocks32, .bits64].compactMap { form in
      let isProved = columns * Int(-range.lowerBound) * 32_768 < 1 << 31
      guard form != .bits32 || isProved else { return nil }
      let layer = narrowLayer(
        format,
        fractionBits: weights.indices.map { UInt8(4 * $0) },
        rows: weights.map { Array(repeating: $0, count: columns) },
        starts: weights.map { _ in 0 },
        sums: form
      )
      let alternating = (0..<columns).map { $0.isMultiple(of: 2) ? Int16.max : .min }
      return try .network(
        "narrow/\(format.bits) bits, \(columns) columns at the ends, \(form.text)",
        QuantizedNetwork(layers: [layer]),
        [Int16.min, .max].map { Array(repeating: $0, count: columns) } + [alternating]
      )
    }
  }
}

/// For every number of fractional bits, sums that lie half an ulp from two words, and their neighbours.
private func ties(_ format: WeightFormat) throws -> [VectorRecord] {
  try (0...22).map { fractionBits in
    let half = (1 << fractionBits) >> 1
    let starts = [-3, -1, 0, 1, 2].flatMap { ulps in
      [-1, 0, 1].map { Int32(ulps << fractionBits + half + $0) }
    }
    let end = format.range.upperBound
    let layer = narrowLayer(
      format,
      fractionBits: starts.map { _ in UInt8(fractionBits) },
      rows: starts.indices.map { [1, -1, $0.isMultiple(of: 2) ? end : -end - 1] },
      starts: starts,
      sums: nil
    )
    return try .network(
      "narrow/\(format.bits) bits, ties with \(fractionBits) fractional bits",
      QuantizedNetwork(layers: [layer]),
      [[0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 5, 1], [.max, .min, 0], [.min, .max, -1]]
    )
  }
}

/// Every number of columns and rows around those that kernels take at a time, chained so that inputs are aligned.
private func columnCounts(_ format: WeightFormat) throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 80 + UInt64(format.bits))
  return try (1...35).map { columns in
    let counts = [columns, 1 + columns % 9, 3]
    let activations: [Activation] = [
      columns.isMultiple(of: 3) ? .maxout(pieces: 3) : .relu, .linear,
    ]
    let layers = zip(zip(counts, counts.dropFirst()), activations).map { counts, activation in
      let rows = counts.1 * activation.pieces
      return QuantizedLayer(
        inputCount: counts.0,
        unitCount: counts.1,
        activation: activation,
        fractionBits: (0..<counts.1).map { _ in UInt8.random(in: 0...5, using: &random) },
        weights: random.values(rows * counts.0, in: format.range),
        starts: (0..<rows).map { _ in Int32.random(in: -5_000...5_000, using: &random) },
        weightFormat: format
      )
    }
    return try .network(
      "narrow/\(format.bits) bits, \(columns) columns",
      QuantizedNetwork(layers: layers),
      random.inputs(3, of: columns)
    )
  }
}

private func narrowLayer(
  _ format: WeightFormat,
  fractionBits: [UInt8],
  rows: [[Int16]],
  starts: [Int32],
  sums: SumForm?
) -> QuantizedLayer {
  QuantizedLayer(
    inputCount: rows[0].count,
    unitCount: rows.count,
    activation: .linear,
    fractionBits: fractionBits,
    weights: rows.flatMap { $0 },
    starts: starts,
    weightFormat: format,
    sums: sums
  )
}

/// How the formats of the layers of a graph alternate.
private let mixtures: [[WeightFormat]] = [
  [.bits8], [.bits4], [.bits8, .bits4], [.bits16, .bits8, .bits4], [.bits4, .bits16],
]

/// Random graphs of all kinds of layers.
private func narrowGraphs() throws -> [VectorRecord] {
  try (0..<400).map { index in
    let network = QuantizedNetwork.randomGraph(
      seed: 90_000 + UInt64(index),
      formats: mixtures[index % mixtures.count]
    )
    var random = SeededGenerator(seed: 91_000 + UInt64(index))
    return try .network(
      "narrow/graph \(index)",
      network,
      random.inputs(2, of: network.inputCount)
    )
  }
}

/// Runs with error words, by each law of rounding.
func boundedNarrowVectors() throws -> [VectorRecord] {
  try (0..<150).map { index in
    try boundedGraph(
      "narrow graph \(index)",
      index,
      .randomGraph(
        seed: 92_000 + UInt64(index),
        isBounded: true,
        formats: mixtures[index % mixtures.count]
      ),
      law: [.startWords, .exactNarrowWeights, .plainBiases][index % 3],
      seed: 93_000 + UInt64(index)
    )
  }
}
