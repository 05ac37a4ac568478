import FloatNetwork
import HalfwordRuntime
import Quantization

/// Values from which on a run has no bound, on both sides of each.
func boundLimitVectors() throws -> [VectorRecord] {
  try [inputErrors(), inputEnds(), hiddenEnds()] + saturations() + outgrownWords()
}

/// Errors of inputs that a run can carry, and those that it cannot; some look smaller in 16 bits.
private func inputErrors() throws -> VectorRecord {
  let errors: [UInt32] = [
    0, 1, 7, 8, 9, 32_765, 32_766, 32_767, 32_768, 65_535, 65_536, 65_544, 1 << 31, .max,
  ]
  let layer = QuantizedLayer(fractionBits: 8, rows: [[200, -100], [-300, 50]])
  return try .bounded(
    "errors of inputs",
    .proving([layer]),
    errors.map { BoundedInput(words: [500, -300], error: $0) }
  )
}

/// Inputs at the ends of 16 bits, which may stand for values beyond, in each column; and next to them.
private func inputEnds() throws -> VectorRecord {
  let ends: [Int16] = [-32_768, -32_767, -1, 32_766, 32_767]
  let layer = QuantizedLayer(fractionBits: 8, rows: [[1, -2, 1], [0, 1, -1]])
  return try .bounded(
    "inputs at the ends",
    .proving([layer]),
    ends.flatMap { end in
      (0..<3).map { column in
        BoundedInput(words: (0..<3).map { $0 == column ? end : 5 }, error: 0)
      }
    }
  )
}

/// A tanh is 256 for all larger words, which must not hide that what it is of may lie beyond 16 bits.
private func hiddenEnds() throws -> VectorRecord {
  let hidden = QuantizedLayer(.tanh, fractionBits: 0, rows: [[1], [1]], starts: [32_765, -32_766])
  let last = QuantizedLayer(fractionBits: 8, rows: [[1, 2], [-3, 1]])
  return try .bounded(
    "hidden words at the ends",
    .proving([hidden, last]),
    [-3, -2, -1, 0, 1, 2, 3].map { BoundedInput(words: [$0], error: 0) }
  )
}

/// One unit at the upper end of 16 bits and one at the lower; of maxout the other pieces lie further below.
private func saturations() throws -> [VectorRecord] {
  try Activation.bounded.flatMap { activation in
    try [true, false].map { isHidden in
      let pieces = activation.pieces
      let lower = Array(repeating: Int32(-33_000), count: pieces - 1)
      let starts = [32_000] + lower + [-32_000] + lower
      let rows = starts.map { [Int16($0 == -33_000 ? 0 : 1)] }
      let layer = QuantizedLayer(activation, fractionBits: 0, rows: rows, starts: starts)
      let last = QuantizedLayer(fractionBits: 8, rows: [[3, -2], [1, 1]])
      let words: [Int16] = [
        0, 766, 767, 768, 769, 2_000, -767, -768, -769, -999, -1_001, -2_000,
      ]
      return try .bounded(
        "saturation, \(isHidden ? "hidden" : "last") \(activation.title)",
        .proving([layer] + (isHidden ? [last] : [])),
        words.map { BoundedInput(words: [$0], error: 0) }
      )
    }
  }
}

/// Errors that just fit their words, and errors that are one too large: hidden ones and those of outputs, and
/// before sigmoid and tanh in either.
private func outgrownWords() throws -> [VectorRecord] {
  try Activation.bounded.flatMap { activation in
    try [true, false].map { isHidden in
      let isTable = activation == .sigmoid || activation == .tanh
      let largest = isHidden || isTable ? 32_767 : 1_048_575
      let weight: Int16 = isHidden || isTable ? 2 : 31
      let rows = Array(repeating: [weight], count: activation.pieces)
      let layer = QuantizedLayer(activation, fractionBits: 0, rows: rows)
      let last = QuantizedLayer(fractionBits: 8, rows: [[40]])
      return try .bounded(
        "error words of \(isHidden ? "hidden" : "last") \(activation.title) at \(largest)",
        .proving([layer] + (isHidden ? [last] : [])),
        (largest - 1...largest + 2).compactMap { input(reaching: $0, weight: weight) }
      )
    }
  }
}

/// An input of a row of one weight without fraction whose error is this number.
private func input(reaching error: Int, weight: Int16) -> BoundedInput? {
  for inputError in (0...32_767).reversed() {
    let carried = Int(weight) * inputError + inputError + inputError / 2 + inputError / 512 + 20
    // What is left is for the input's magnitude.
    let left = error - carried
    let magnitude = left * 32 / 257 + 1
    if (0...8_000).contains(left), 8 * magnitude + magnitude / 32 == left {
      return BoundedInput(words: [Int16(magnitude)], error: UInt32(inputError))
    }
  }
  return nil
}

/// ReLU around the pre-activations where its error is cut off, and far below 16 bits, from where only the errors of
/// some outputs reach up.
func boundedReLUVectors() throws -> [VectorRecord] {
  let starts: [Int32] = [
    3, 2, 1, 0, -1, -2, -3, -10, -32_766, -32_767, -32_768, -32_769, -40_000, -1 << 20, .min,
  ]
  let last = QuantizedLayer(fractionBits: 4, rows: [starts.indices.map { Int16($0) - 8 }])
  return try [true, false].flatMap { isHidden in
    try [Int16(0), 14, 15, 16].map { weight in
      let layer = QuantizedLayer(
        .relu,
        fractionBits: 0,
        rows: starts.map { _ in [weight] },
        starts: weight == 0 ? starts : starts.map { min($0, -32_000) }
      )
      let errors: [UInt32] =
        weight == 0
        ? [0, 1, 2, 3, 5, 8, 13, 20, 100, 20_000] : [31_700, 31_771, 31_772, 32_766, 32_767]
      return try .bounded(
        "\(isHidden ? "hidden" : "last") relu, errors of \(weight) inputs'",
        .proving([layer] + (isHidden ? [last] : [])),
        errors.map { BoundedInput(words: [0], error: $0) }
      )
    }
  }
}

/// Maxout whose other pieces have larger errors than the largest one, or are as large, or far below 16 bits.
func boundedMaxoutVectors() throws -> [VectorRecord] {
  try [2, 3, 5].map { pieces in
    let starts: [Int32] = [100, 100, 99, 60, -40_000]
    let weights: [Int16] = [0, 3, 9, -40, 5]
    let units = (0..<5).map { first in (0..<pieces).map { ($0 + first) % 5 } }
    let rows = units.flatMap { $0 }
    let layer = QuantizedLayer(
      .maxout(pieces: pieces),
      fractionBits: 0,
      rows: rows.map { [weights[$0]] },
      starts: rows.map { starts[$0] }
    )
    let errors: [UInt32] = [0, 1, 2, 7, 16, 20, 100, 4_000]
    return try .bounded(
      "maxout of \(pieces), pieces with different errors",
      .proving([layer]),
      errors.map { BoundedInput(words: [0], error: $0) }
        + errors.map { BoundedInput(words: [1], error: $0) }
    )
  }
}
