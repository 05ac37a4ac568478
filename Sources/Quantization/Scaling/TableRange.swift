import FloatNetwork

/// Where the points of a table lie.
public struct TableRange: Equatable, Sendable {
  /// The exponent of the words that it is read with.
  public let inputExponent: Int
  /// The word of its first point.
  public let lowest: Int16
  /// Its points lie 2^shift words apart.
  public let shift: Int

  /// Names a place.
  public init(inputExponent: Int, lowest: Int16, shift: Int) {
    self.inputExponent = inputExponent
    self.lowest = lowest
    self.shift = shift
  }

  /// That of a table.
  init(of table: QuantizedTable) {
    self.init(inputExponent: table.inputExponent, lowest: table.lowest, shift: table.shift)
  }

  /// All words of Q8.8.
  static let everything = TableRange(inputExponent: 0, lowest: .min, shift: 8)
}

extension TableRange {
  /// The place where the table is nearest to its function on a range of pre-activations: as between the points it
  /// is linear, and straight on beyond them, they belong where the function is curved.
  ///
  /// Every spacing is tried, from several words on.
  init(
    for function: ScalarFunction,
    on range: ClosedRange<Double>,
    inputExponent: Int,
    outputExponent: Int
  ) {
    let scale = power(8 - inputExponent)
    let words = [range.lowerBound, range.upperBound].map {
      Int(min(max(($0 * scale).rounded(), -32_768), 32_767))
    }
    let exact = TableError(
      function: function,
      words: words[0]...max(words[0], words[1]),
      inputExponent: inputExponent,
      outputExponent: outputExponent
    )
    var best = TableRange(inputExponent: inputExponent, lowest: .min, shift: 8)
    var leastError = exact.largest(of: best)
    for shift in 0...8 {
      let width = 256 << shift
      let places = Set(
        (0...16).map { words[0] + ($0 * max(0, words[1] - words[0] - width)) / 16 } + [-width / 2]
      )
      for place in places.sorted() {
        let tried = TableRange(
          inputExponent: inputExponent,
          lowest: Int16(min(max(place, -32_768), 32_768 - width)),
          shift: shift
        )
        let error = exact.largest(of: tried)
        if error < leastError { (best, leastError) = (tried, error) }
      }
    }
    self = best
  }
}

/// How far tables are from a function on some words.
private struct TableError {
  let function: ScalarFunction
  let inputExponent: Int
  let outputExponent: Int
  private let values: [(word: Int16, value: Double)]

  init(
    function: ScalarFunction,
    words: ClosedRange<Int>,
    inputExponent: Int,
    outputExponent: Int
  ) {
    self.function = function
    self.inputExponent = inputExponent
    self.outputExponent = outputExponent
    let step = max(1, words.count / 2_000)
    values = stride(from: words.lowerBound, through: words.upperBound, by: step).map { word in
      let value = function(Double(word) * power(inputExponent - 8)) * power(8 - outputExponent)
      return (Int16(word), min(max(value, -32_768), 32_767))
    }
  }

  /// In ulps; infinite for a table that the format does not have.
  func largest(of range: TableRange) -> Double {
    let table = QuantizedTable(
      of: function,
      inputExponent: inputExponent,
      lowest: range.lowest,
      shift: range.shift,
      outputExponent: outputExponent
    )
    guard table.fits else { return .infinity }
    return values.reduce(0) { max($0, abs(Double(table($1.word)) - $1.value)) }
  }
}

extension ScalarFunction {
  /// Its values at many places of a range, evenly spread, both ends included.
  func values(on range: ClosedRange<Double>) -> [Double] {
    let count = 4_096
    guard (range.upperBound - range.lowerBound).isFinite else { return [.infinity] }
    return (0...count).map {
      self(range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count))
    }
  }
}
