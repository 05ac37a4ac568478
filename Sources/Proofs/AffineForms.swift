import Quantization

/// Several numbers, each known as an affine form (de Figueiredo and Stolfi, *Affine Arithmetic*,
/// 2004): centerᵢ + Σₛ coefficientᵢₛ·εₛ ± slackᵢ, where the symbols εₛ ∈ [−1, 1] are unknown but the
/// same for all forms.
struct AffineForms: Sendable {
  private(set) var centers: [Double]
  /// What has no symbol: above all the rounding of Float64 in the forms themselves. Never negative.
  private(set) var slacks: [Double]
  private(set) var symbolCount: Int
  /// A row of coefficients a form, `symbolCount` long.
  private var coefficients: [Double]
  /// Where a row may differ from 0.
  private var spans: [Range<Int>]

  var count: Int { centers.count }

  /// Numbers that are known up to their slack.
  init(exactly centers: [Double], slacks: [Double]? = nil, symbolCount: Int = 0) {
    self.centers = centers
    self.slacks = slacks ?? Array(repeating: 0, count: centers.count)
    self.symbolCount = symbolCount
    coefficients = Array(repeating: 0, count: centers.count * symbolCount)
    spans = Array(repeating: 0..<0, count: centers.count)
  }

  /// Numbers that each have a symbol of their own: centerᵢ ± radiusᵢ.
  ///
  /// - Parameters:
  ///   - first: which symbol is that of the first number.
  ///   - symbolCount: how many symbols there are.
  init(centers: [Double], radii: [Double], from first: Int = 0, symbolCount: Int) {
    self.init(exactly: centers, symbolCount: symbolCount)
    for index in centers.indices {
      coefficients[index * symbolCount + first + index] = radii[index]
      spans[index] = first + index..<first + index + 1
    }
  }

  private func row(_ index: Int) -> ArraySlice<Double> {
    let span = spans[index]
    return coefficients[
      index * symbolCount + span.lowerBound..<index * symbolCount + span.upperBound
    ]
  }

  /// How far the number can be from its center.
  func radius(_ index: Int) -> Double {
    let row = row(index)
    return row.reduce(0) { $0 + abs($1) } * (1 + summationSlack(terms: row.count)) + slacks[index]
  }

  /// The interval of the number.
  func range(_ index: Int) -> ClosedRange<Double> {
    let (center, radius) = (centers[index], radius(index))
    let rounding = (abs(center) + radius) * 0x1p-50
    return center - radius - rounding...center + radius + rounding
  }

  /// The interval of the difference of two numbers, which is narrower than that of their intervals
  /// where they share symbols.
  func range(_ first: Int, minus second: Int) -> ClosedRange<Double> {
    let span = spans[first].lowerBound < spans[second].lowerBound ? spans[first] : spans[second]
    let lower = span.lowerBound
    let upper = max(spans[first].upperBound, spans[second].upperBound)
    var sum = 0.0
    if lower < upper {
      for symbol in lower..<upper {
        sum += abs(
          coefficients[first * symbolCount + symbol] - coefficients[second * symbolCount + symbol]
        )
      }
    }
    let center = centers[first] - centers[second]
    let radius = sum * (1 + summationSlack(terms: symbolCount)) + slacks[first] + slacks[second]
    let rounding = (abs(centers[first]) + abs(centers[second]) + radius) * 0x1p-50
    return center - radius - rounding...center + radius + rounding
  }

  /// The largest magnitude that any of the numbers can have.
  var largestMagnitude: Double {
    (0..<count).reduce(0) { max($0, abs(centers[$1]) + radius($1)) } * (1 + 0x1p-50)
  }

  var largestSlack: Double { slacks.max() ?? 0 }

  /// matrix · forms. The slacks are not carried: the caller bounds them with the matrix's norms.
  func times(_ matrix: RowMatrix) -> AffineForms {
    precondition(matrix.columnCount == count)
    var result = AffineForms(exactly: matrix.times(centers), symbolCount: symbolCount)
    result.addCoefficients(of: self, times: matrix, factor: 1)
    return result
  }

  /// Adds factor · matrix · forms, again without the slacks.
  mutating func add(_ forms: AffineForms, times matrix: RowMatrix, factor: Double) {
    for (index, center) in matrix.times(forms.centers).enumerated() {
      centers[index] += factor * center
    }
    addCoefficients(of: forms, times: matrix, factor: factor)
  }

  private mutating func addCoefficients(
    of forms: AffineForms,
    times matrix: RowMatrix,
    factor: Double
  ) {
    precondition(forms.symbolCount == symbolCount && matrix.rowCount == count)
    guard symbolCount > 0 else { return }
    for row in 0..<count {
      for column in 0..<forms.count {
        let weight = factor * matrix.values[row * matrix.columnCount + column]
        let span = forms.spans[column]
        if weight == 0 || span.isEmpty { continue }
        spans[row] =
          spans[row].isEmpty
          ? span
          : min(
            spans[row].lowerBound,
            span.lowerBound
          )..<max(spans[row].upperBound, span.upperBound)
        unsafe forms.coefficients.withUnsafeBufferPointer { source in
          unsafe coefficients.withUnsafeMutableBufferPointer { target in
            let (from, to) = (column * symbolCount, row * symbolCount)
            for symbol in span {
              unsafe target[to + symbol] += weight * source[from + symbol]
            }
          }
        }
      }
    }
  }

  /// The same numbers without any symbol, and so without what they know of each other.
  var collapsed: AffineForms {
    AffineForms(exactly: centers, slacks: (0..<count).map { radius($0) })
  }

  /// Moves a center.
  mutating func shift(_ index: Int, by value: Double) { centers[index] += value }

  /// Widens a form by something that has no symbol.
  mutating func addSlack(_ value: Double, to index: Int) {
    slacks[index] = (slacks[index] + value) * (1 + 0x1p-50)
  }

  /// New forms, each a combination of one or two of these and a symbol of its own.
  ///
  /// - Parameters:
  ///   - parts: for each new form, what it is made of.
  ///   - offset: where the new symbols begin, counted from the present ones, for forms of another
  ///     kind that get symbols at the same time.
  ///   - added: how many symbols there are to be in addition.
  func combined(_ parts: [Combination], offset: Int = 0, added: Int? = nil) -> AffineForms {
    let newCount = symbolCount + (added ?? parts.count)
    var result = AffineForms(
      exactly: parts.map(\.center),
      slacks: parts.map(\.slack),
      symbolCount: newCount
    )
    for (index, part) in parts.enumerated() {
      let start = index * newCount
      var span = 0..<0
      for (source, factor) in part.terms where factor != 0 && !spans[source].isEmpty {
        let other = spans[source]
        span =
          span.isEmpty
          ? other
          : min(span.lowerBound, other.lowerBound)..<max(span.upperBound, other.upperBound)
        for symbol in other {
          result.coefficients[start + symbol] +=
            factor * coefficients[source * symbolCount + symbol]
        }
      }
      if part.noise > 0 {
        let symbol = symbolCount + offset + index
        result.coefficients[start + symbol] = part.noise
        span = span.isEmpty ? symbol..<symbol + 1 : span.lowerBound..<symbol + 1
      }
      result.spans[index] = span
    }
    return result
  }

  /// The same combinations as intervals: what symbols say becomes slack.
  func combinedWithoutSymbols(_ parts: [Combination]) -> AffineForms {
    AffineForms(
      exactly: parts.map(\.center),
      slacks: parts.map { part in
        let radii = part.terms.reduce(0) { $0 + abs($1.factor) * radius($1.source) }
        return (part.slack + part.noise + radii) * (1 + 0x1p-48)
      }
    )
  }

  /// center + Σ factor · (form's symbols) + noise·ε ± slack.
  struct Combination {
    var center: Double
    var terms: [(source: Int, factor: Double)]
    var noise: Double
    var slack: Double
  }
}
