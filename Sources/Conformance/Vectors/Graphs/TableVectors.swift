import Datasets
import FloatNetwork
import Quantization

/// Tables at both ends and for all words; caps.
func tableVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 44)
  return try everyWord(using: &random) + everyShift(using: &random) + steepEnds() + caps()
}

/// A layer that gives its input's words to an activation.
///
/// - Parameter fractionBits: of its one weight, which is 1.
func identity(
  _ activation: Activation,
  cap: Int16? = nil,
  table: QuantizedTable? = nil,
  count: Int,
  fractionBits: UInt8 = 0
) throws -> QuantizedLayer {
  let shape = TensorShape(height: 1, width: count, channels: 1)
  return QuantizedLayer(
    try LayerForm(
      .depthwise(Window(kernel: (1, 1))),
      reading: [0],
      of: shape,
      giving: shape,
      activation: activation
    ),
    numbers: WeightNumbers(
      fractionBits: [fractionBits],
      weights: [1 << fractionBits],
      starts: [(1 << fractionBits) >> 1]
    ),
    cap: cap,
    table: table
  )
}

/// Every word there is, for tables that are read finely, and coarsely.
private func everyWord(using random: inout SeededGenerator) throws -> [VectorRecord] {
  try [0, 4, 8].flatMap { shift in
    let table = random.table(shift: shift, lowest: Int16(-(128 << shift)))
    return try (0..<16).map { (part) -> VectorRecord in
      let first = Int(Int16.min) + part * 4_096
      let samples = (0..<4).map { sample in
        let start = first + sample * 1_024
        return (start..<start + 1_024).map { Int16($0) }
      }
      return try .layer(
        "table/shift of \(shift), from \(first)",
        identity(.table(.input), table: table, count: 1_024),
        samples
      )
    }
  }
}

/// Each shift, from the lowest word that a table may begin with, the highest, and 0: words around both ends of it,
/// around points, and at the ends of 16 bits.
private func everyShift(using random: inout SeededGenerator) throws -> [VectorRecord] {
  try (0...8).flatMap { shift in
    let width = 256 << shift
    // With the largest shift they are all the same.
    let lowest = Set([-32_768, -width / 2, 32_768 - width])
    return try lowest.sorted().map { (lowest) -> VectorRecord in
      let table = random.table(shift: shift, lowest: Int16(clamping: lowest))
      let points = [0, 1, 2, 100, 254, 255, 256, 257]
      let places = points.map { (point: Int) -> Int in lowest + point << shift }
      let words = wordsAround(places + [-32_768, 32_767, 0])
      return try .layer(
        "table/shift of \(shift) from \(table.lowest) on",
        identity(.table(.input), table: table, count: words.count),
        [words]
      )
    }
  }
}

/// Tables that go on as steeply as the format allows.
private func steepEnds() throws -> [VectorRecord] {
  try [0, 8].flatMap { shift in
    try [1, -1].map { sign in
      let points = (0..<QuantizedTable.pointCount).map { index -> Int16 in
        index % 2 == 0 ? 0 : Int16(sign * 32_767)
      }
      let table = QuantizedTable(
        inputExponent: 0,
        lowest: shift == 8 ? .min : 0,
        shift: shift,
        points: points,
        error: .max
      )
      let words: [Int16] = [
        .min, -32_767, -20_000, -2, -1, 0, 1, 2, 127, 128, 129, 255, 256, 257, 300, 32_000, .max,
      ]
      return try .layer(
        "table/steep, shift of \(shift), sign \(sign)",
        identity(.table(.input), table: table, count: words.count),
        [words]
      )
    }
  }
}

/// Caps at both ends and between, with words around them.
private func caps() throws -> [VectorRecord] {
  try [Int16(1), 2, 255, 1_536, 32_766, .max].map { cap in
    let words = wordsAround([-32_768, -1, 0, 1, Int(cap), 32_767])
    return try .layer(
      "table/cap of \(cap)",
      identity(.cappedRelu(Double(cap) / 256), cap: cap, count: words.count),
      [words]
    )
  }
}

/// Each of some numbers and those next to it, as words.
private func wordsAround(_ places: [Int]) -> [Int16] {
  places.flatMap { place in (-4...4).map { Int16(clamping: place + $0) } }
}

extension SeededGenerator {
  /// A table at a place, of points that rise and fall.
  mutating func table(shift: Int, lowest: Int16) -> QuantizedTable {
    var points = values(QuantizedTable.pointCount, in: -16_000...16_000)
    // Ends that saturate, and points that are equal.
    (points[100], points[101], points[102]) = (.max, .max, .min)
    return QuantizedTable(
      inputExponent: 0,
      lowest: lowest,
      shift: shift,
      points: points,
      error: .max
    )
  }
}
