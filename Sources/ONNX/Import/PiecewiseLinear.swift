import FloatNetwork

/// A continuous function of one number that is made of straight lines.
struct PiecewiseLinear: Equatable {
  /// slope · x + intercept.
  struct Line: Equatable {
    var slope: Double
    var intercept: Double

    func callAsFunction(_ x: Double) -> Double { slope * x + intercept }
  }

  /// From left to right.
  private(set) var lines: [Line]
  /// Where each but the first begins.
  private(set) var breaks: [Double]

  private init(lines: [Line], breaks: [Double]) {
    (self.lines, self.breaks) = (lines, breaks)
  }

  /// Nil where the function is none, or has too many lines to be worth the rows.
  init?(_ function: ScalarFunction) {
    guard let found = Self.make(function) else { return nil }
    self = found
  }

  /// The lines by falling slope, where each rises more than the one before it: the function is the largest of them.
  var convexLines: [Line]? {
    zip(lines, lines.dropFirst()).allSatisfy { $0.slope < $1.slope } ? lines.reversed() : nil
  }

  var negated: PiecewiseLinear {
    PiecewiseLinear(
      lines: lines.map { Line(slope: -$0.slope, intercept: -$0.intercept) },
      breaks: breaks
    )
  }

  private static let mostLines = 8

  private static func make(_ function: ScalarFunction) -> PiecewiseLinear? {
    switch function {
    case .input: return PiecewiseLinear(lines: [Line(slope: 1, intercept: 0)], breaks: [])
    case .constant(let value):
      return PiecewiseLinear(lines: [Line(slope: 0, intercept: value)], breaks: [])
    case .unary(.negated, let argument): return make(argument)?.negated
    case .unary(.magnitude, let argument):
      return make(argument).flatMap { $0.larger($0.negated) }
    case .unary: return nil
    case .binary(let operation, let first, let second):
      guard let a = make(first), let b = make(second) else { return nil }
      switch operation {
      case .sum: return a.together(b) { $0 + $1 }
      case .difference: return a.together(b) { $0 - $1 }
      case .product:
        if let factor = b.constant { return a.scaled(by: factor) }
        return a.constant.flatMap { b.scaled(by: $0) }
      case .quotient: return b.constant.flatMap { $0 == 0 ? nil : a.scaled(by: 1 / $0) }
      case .larger: return a.larger(b)
      case .smaller: return a.negated.larger(b.negated)?.negated
      case .power: return nil
      }
    }
  }

  private var constant: Double? {
    lines.count == 1 && lines[0].slope == 0 ? lines[0].intercept : nil
  }

  private func scaled(by factor: Double) -> PiecewiseLinear? {
    PiecewiseLinear(
      lines: lines.map { Line(slope: $0.slope * factor, intercept: $0.intercept * factor) },
      breaks: breaks
    ).simplified
  }

  private func line(from x: Double) -> Line { lines[breaks.count { $0 <= x }] }

  private func together(
    _ other: PiecewiseLinear,
    _ combine: (Double, Double) -> Double
  ) -> PiecewiseLinear? {
    let starts = Set(breaks + other.breaks).sorted()
    return PiecewiseLinear(
      lines: ([-Double.infinity] + starts).map { start in
        let (a, b) = (line(from: start), other.line(from: start))
        return Line(
          slope: combine(a.slope, b.slope),
          intercept: combine(a.intercept, b.intercept)
        )
      },
      breaks: starts
    ).simplified
  }

  private func larger(_ other: PiecewiseLinear) -> PiecewiseLinear? {
    var starts = Set(breaks + other.breaks)
    let ends = [-Double.infinity] + starts.sorted() + [.infinity]
    for (start, end) in zip(ends, ends.dropFirst()) {
      let (a, b) = (line(from: start), other.line(from: start))
      let crossing = (b.intercept - a.intercept) / (a.slope - b.slope)
      if crossing.isFinite, crossing > start, crossing < end { starts.insert(crossing) }
    }
    let breaks = starts.sorted()
    var lines: [Line] = []
    for (index, start) in ([-Double.infinity] + breaks).enumerated() {
      let end = index < breaks.count ? breaks[index] : .infinity
      let (a, b) = (line(from: start), other.line(from: start))
      let middle =
        start.isInfinite
        ? (end.isInfinite ? 0 : end - 1 - abs(end))
        : (end.isInfinite ? start + 1 + abs(start) : start + (end - start) / 2)
      lines.append(a(middle) >= b(middle) ? a : b)
    }
    return PiecewiseLinear(lines: lines, breaks: breaks).simplified
  }

  /// Neighbours that are one line are joined.
  private var simplified: PiecewiseLinear? {
    var result = PiecewiseLinear(lines: [lines[0]], breaks: [])
    for (line, start) in zip(lines.dropFirst(), breaks) where !line.isNear(result.lines.last) {
      result.lines.append(line)
      result.breaks.append(start)
    }
    let numbers = result.breaks + result.lines.flatMap { [$0.slope, $0.intercept] }
    return result.lines.count <= Self.mostLines && numbers.allSatisfy(\.isFinite) ? result : nil
  }
}

extension PiecewiseLinear.Line {
  /// Whether both are one but for the rounding of Float64.
  fileprivate func isNear(_ other: Self?) -> Bool {
    guard let other else { return false }
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-13 * max(abs(a), abs(b)) }
    return near(slope, other.slope) && near(intercept, other.intercept)
  }
}
