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

  /// The factor of each h where every y is one h of its own, in order, plus a constant; otherwise nil.
  var diagonal: [Double]? {
    guard case .selection(let sources, let factors) = matrix, rowCount == inputCount,
      sources.enumerated().allSatisfy({ $0 == $1 })
    else { return nil }
    return factors
  }

  /// The numbers that the map holds.
  var size: Int {
    if case .dense(let values) = matrix { values.count } else { 2 * rowCount }
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
