/// y = A·h + b, from the values h that a layer (or the input) gives to some values y of the graph.
///
/// While each yᵢ is at most one scaled hⱼ, as after reordering or BatchNormalization, A is kept as
/// that, so that the layer that follows takes it in; otherwise A is dense. In Float64, so that what
/// is folded into a weight is rounded to Float32 once.
struct AffineMap: Equatable {
  enum Matrix: Equatable {
    /// Row i is `factors[i]` times h[`sources[i]`].
    case selection(sources: [Int], factors: [Double])
    /// Rows × inputs, row by row.
    case dense([Double])
  }

  let inputCount: Int
  private(set) var matrix: Matrix
  /// b, one value a row.
  private(set) var offsets: [Double]

  var rowCount: Int { offsets.count }

  /// h itself.
  init(identity count: Int) {
    inputCount = count
    matrix = .selection(
      sources: Array(0..<count),
      factors: Array(repeating: 1, count: count)
    )
    offsets = Array(repeating: 0, count: count)
  }

  /// Constants, whatever h is.
  init(constants: [Double], inputCount: Int) {
    self.inputCount = inputCount
    matrix = .selection(
      sources: Array(repeating: 0, count: constants.count),
      factors: Array(repeating: 0, count: constants.count)
    )
    offsets = constants
  }

  /// factors[i] · h[sources[i]] + offsets[i].
  init(sources: [Int], factors: [Double], offsets: [Double], inputCount: Int) {
    self.inputCount = inputCount
    matrix = .selection(sources: sources, factors: factors)
    self.offsets = offsets
  }

  private init(inputCount: Int, matrix: Matrix, offsets: [Double]) {
    self.inputCount = inputCount
    self.matrix = matrix
    self.offsets = offsets
  }

  /// Whether every y is a scaled h plus a constant, so that another matrix can take the map in.
  var isSelection: Bool { if case .selection = matrix { true } else { false } }

  /// Whether y is h.
  var isIdentity: Bool {
    guard case .selection(let sources, let factors) = matrix, rowCount == inputCount else {
      return false
    }
    return sources.enumerated().allSatisfy { $0 == $1 } && factors.allSatisfy { $0 == 1 }
      && offsets.allSatisfy { $0 == 0 }
  }

  /// Which h each y is, and how often; nil where a y is a sum of several.
  var selection: (sources: [Int], factors: [Double])? {
    if case .selection(let sources, let factors) = matrix { (sources, factors) } else { nil }
  }

  /// For each y which h it is, where every h is one y and nothing is scaled or added; otherwise nil.
  var permutation: [Int]? {
    guard case .selection(let sources, let factors) = matrix, rowCount == inputCount,
      factors.allSatisfy({ $0 == 1 }), offsets.allSatisfy({ $0 == 0 }),
      isPermutation(sources)
    else { return nil }
    return sources
  }

  /// The numbers that the map holds; nil where they are too many to count.
  var size: Int? { size(ofRows: rowCount) }

  /// The numbers that so many of its rows hold, offsets included; nil where they are too many to count.
  func size(ofRows count: Int) -> Int? {
    product(count, isSelection ? 3 : inputCount + 1)
  }

  /// factors·y + addends, row by row.
  func scaled(by factors: [Double], adding addends: [Double]) -> AffineMap {
    var result = self
    result.offsets = rows.map { offsets[$0] * factors[$0] + addends[$0] }
    switch matrix {
    case .selection(let sources, let own):
      result.matrix = .selection(sources: sources, factors: rows.map { own[$0] * factors[$0] })
    case .dense(var values):
      for row in rows where factors[row] != 1 {
        for index in row * inputCount..<(row + 1) * inputCount { values[index] *= factors[row] }
      }
      result.matrix = .dense(values)
    }
    return result
  }

  /// factor·y + addend.
  func scaled(by factor: Double, adding addend: Double = 0) -> AffineMap {
    scaled(
      by: Array(repeating: factor, count: rowCount),
      adding: Array(repeating: addend, count: rowCount)
    )
  }

  /// The map of other values of which each h is one, scaled and shifted.
  ///
  /// - Precondition: `inner` is a selection with as many rows as there are h.
  func composed(with inner: AffineMap) -> AffineMap? {
    guard let selection = inner.selection, inner.rowCount == inputCount else { return nil }
    switch matrix {
    case .selection(let sources, let factors):
      return AffineMap(
        sources: sources.map { selection.sources[$0] },
        factors: rows.map { factors[$0] * selection.factors[sources[$0]] },
        offsets: rows.map { factors[$0] * inner.offsets[sources[$0]] + offsets[$0] },
        inputCount: inner.inputCount
      )
    case .dense: return nil
    }
  }

  /// The same columns in another order: column i of the result is column order[i].
  func permutingInputs(_ order: [Int]) -> AffineMap {
    switch matrix {
    case .selection(let sources, let factors):
      let places = inverse(order)
      return AffineMap(
        inputCount: inputCount,
        matrix: .selection(sources: sources.map { places[$0] }, factors: factors),
        offsets: offsets
      )
    case .dense(let values):
      var result: [Double] = []
      result.reserveCapacity(values.count)
      for row in rows { for column in order { result.append(values[row * inputCount + column]) } }
      return AffineMap(inputCount: inputCount, matrix: .dense(result), offsets: offsets)
    }
  }

  /// Factors a and addends b with which each y is a · (the y of `other`) + b; nil where there are none.
  ///
  /// - Precondition: the same counts.
  func proportion(to other: AffineMap) -> (factors: Coefficients, addends: Coefficients)? {
    var factors: [Double] = []
    if matrix == other.matrix {
      factors = Array(repeating: 1, count: rowCount)
    } else {
      for row in rows {
        guard let factor = ratio(ofRow: row, to: other) else { return nil }
        factors.append(factor)
      }
    }
    let addends = rows.map { row in
      let (own, part) = (offsets[row], factors[row] * other.offsets[row])
      return nearestPlainNumber(own - part, error: 1e-14 * max(abs(own), abs(part)))
    }
    return (Coefficients(nearly: factors), Coefficients(nearly: addends))
  }

  private func ratio(ofRow row: Int, to other: AffineMap) -> Double? {
    if case .selection(let sources, let factors) = matrix,
      case .selection(let otherSources, let otherFactors) = other.matrix
    {
      if factors[row] == 0 { return 0 }
      guard sources[row] == otherSources[row], otherFactors[row] != 0 else { return nil }
      let ratio = factors[row] / otherFactors[row]
      return nearestPlainNumber(ratio, error: 1e-14 * abs(ratio))
    }
    guard case .dense(let values) = matrix, case .dense(let others) = other.matrix else {
      return nil
    }
    let columns = row * inputCount..<(row + 1) * inputCount
    guard let pivot = columns.max(by: { abs(others[$0]) < abs(others[$1]) }), others[pivot] != 0
    else { return nil }
    let ratio = values[pivot] / others[pivot]
    let error = 1e-13 * abs(values[pivot])
    guard columns.allSatisfy({ abs(values[$0] - ratio * others[$0]) <= error }) else { return nil }
    return nearestPlainNumber(ratio, error: 1e-14 * abs(ratio))
  }

  /// Some rows, in this order.
  func selecting(_ chosen: [Int]) -> AffineMap {
    let newOffsets = chosen.map { offsets[$0] }
    switch matrix {
    case .selection(let sources, let factors):
      return AffineMap(
        inputCount: inputCount,
        matrix: .selection(
          sources: chosen.map { sources[$0] },
          factors: chosen.map { factors[$0] }
        ),
        offsets: newOffsets
      )
    case .dense(let values):
      var result: [Double] = []
      result.reserveCapacity(chosen.count * inputCount)
      for row in chosen {
        result.append(contentsOf: values[row * inputCount..<(row + 1) * inputCount])
      }
      return AffineMap(inputCount: inputCount, matrix: .dense(result), offsets: newOffsets)
    }
  }

  /// y + factor·other.
  ///
  /// - Precondition: the same counts.
  func adding(_ other: AffineMap, factor: Double) -> AffineMap {
    let sums = rows.map { offsets[$0] + factor * other.offsets[$0] }
    if case .selection(let sources, let factors) = matrix,
      case .selection(let otherSources, let otherFactors) = other.matrix, sources == otherSources
    {
      return AffineMap(
        inputCount: inputCount,
        matrix: .selection(
          sources: sources,
          factors: rows.map { factors[$0] + factor * otherFactors[$0] }
        ),
        offsets: sums
      )
    }
    var values = denseMatrix
    other.forEachEntry { row, column, value in values[row * inputCount + column] += factor * value }
    return AffineMap(inputCount: inputCount, matrix: .dense(values), offsets: sums)
  }

  /// The numbers that maps of the same values hold, one below the other; nil where they are too many to count.
  static func stackedSize(of maps: [AffineMap]) -> Int? {
    let dense = maps.first { !$0.isSelection }
    return (dense ?? maps[0]).size(ofRows: maps.reduce(0) { $0 + $1.rowCount })
  }

  /// The rows of several maps, one after the other.
  static func stacking(_ maps: [AffineMap]) -> AffineMap {
    let inputCount = maps[0].inputCount
    let offsets = maps.flatMap(\.offsets)
    var sources: [Int] = []
    var factors: [Double] = []
    for map in maps {
      guard case .selection(let own, let ownFactors) = map.matrix else {
        return AffineMap(
          inputCount: inputCount,
          matrix: .dense(maps.flatMap(\.denseMatrix)),
          offsets: offsets
        )
      }
      sources += own
      factors += ownFactors
    }
    return AffineMap(
      inputCount: inputCount,
      matrix: .selection(sources: sources, factors: factors),
      offsets: offsets
    )
  }

  /// W·y for each of `outer` × `inner` groups of rows: row (o, k, i) of y is (o·K + k)·inner + i.
  ///
  /// - Parameters:
  ///   - weights: M × K values, row by row.
  ///   - count: M.
  /// - Precondition: `isSelection`.
  func multiplied(
    by weights: [Double],
    count: Int,
    outer: Int,
    inner: Int
  ) -> AffineMap {
    guard case .selection(let sources, let factors) = matrix else {
      preconditionFailure("a dense map is a layer of its own")
    }
    let depth = count == 0 ? 0 : weights.count / count
    var values = [Double](repeating: 0, count: outer * count * inner * inputCount)
    var sums = [Double](repeating: 0, count: outer * count * inner)
    for o in 0..<outer {
      for m in 0..<count {
        for i in 0..<inner {
          let row = (o * count + m) * inner + i
          for k in 0..<depth {
            let source = (o * depth + k) * inner + i
            let weight = weights[m * depth + k]
            values[row * inputCount + sources[source]] += weight * factors[source]
            sums[row] += weight * offsets[source]
          }
        }
      }
    }
    return AffineMap(inputCount: inputCount, matrix: .dense(values), offsets: sums)
  }

  /// A as rows × inputs values.
  var denseMatrix: [Double] {
    switch matrix {
    case .dense(let values): return values
    case .selection:
      var values = [Double](repeating: 0, count: rowCount * inputCount)
      forEachEntry { row, column, value in values[row * inputCount + column] = value }
      return values
    }
  }

  private var rows: Range<Int> { 0..<rowCount }

  private func forEachEntry(_ body: (Int, Int, Double) -> Void) {
    switch matrix {
    case .selection(let sources, let factors):
      for row in rows where factors[row] != 0 { body(row, sources[row], factors[row]) }
    case .dense(let values):
      for (index, value) in values.enumerated() where value != 0 {
        body(index / inputCount, index % inputCount, value)
      }
    }
  }
}

/// Whether each index is there once.
func isPermutation(_ indices: [Int]) -> Bool {
  var isThere = [Bool](repeating: false, count: indices.count)
  for index in indices {
    guard isThere.indices.contains(index), !isThere[index] else { return false }
    isThere[index] = true
  }
  return true
}

/// Where each index stands in a permutation.
func inverse(_ order: [Int]) -> [Int] {
  var places = order
  for (place, index) in order.enumerated() { places[index] = place }
  return places
}

/// The Float32, or one divided by a Float32, that a number is but for the rounding of Float64.
func nearestPlainNumber(_ value: Double, error: Double) -> Double {
  if abs(value) <= error { return 0 }
  let float = Double(Float(value))
  if abs(float - value) <= error { return float }
  let reciprocal = 1 / Double(Float(1 / value))
  return abs(reciprocal - value) <= error ? reciprocal : value
}
