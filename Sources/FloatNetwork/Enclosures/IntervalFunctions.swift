import CMath

/// An expression on an interval: what it can be there, and by what its change over any part of the interval can be
/// to the change of its argument.
///
/// By the chain rule slopes are those of a derivative, where there is one; at a corner, as of |x| at 0, those of
/// both sides, between which every such quotient lies; where a function jumps, any number.
package struct SlopedInterval: Equatable, Sendable {
  package let value: Interval
  package let slope: Interval

  /// A number that does not change.
  package init(constant: Double) { (value, slope) = (Interval(constant), .zero) }

  /// The argument itself.
  package init(argument: Interval) { (value, slope) = (argument, Interval(1)) }

  package init(_ value: Interval, slope: Interval) { (self.value, self.slope) = (value, slope) }

  /// Either of two.
  package func joined(_ other: SlopedInterval) -> SlopedInterval {
    SlopedInterval(value.joined(other.value), slope: slope.joined(other.slope))
  }
}

extension ScalarFunction {
  /// The function on an interval.
  package func enclosure(on argument: Interval) -> SlopedInterval {
    switch self {
    case .input: SlopedInterval(argument: argument)
    case .constant(let value): SlopedInterval(constant: value)
    case .unary(let function, let inner):
      function.enclosure(of: inner.enclosure(on: argument))
    case .binary(let function, let first, let second):
      function.enclosure(of: first.enclosure(on: argument), second.enclosure(on: argument))
    }
  }
}

extension ScalarFunction.Unary {
  package func enclosure(of argument: SlopedInterval) -> SlopedInterval {
    SlopedInterval(value(argument.value), slope: slope(argument.value) * argument.slope)
  }

  private func value(_ x: Interval) -> Interval {
    switch self {
    case .negated: -x
    case .exponential: x.rising(exp).clamped(0, .infinity)
    case .logarithm: x.lower >= 0 ? x.rising(log) : .everything
    case .squareRoot:
      x.lower >= 0 ? x.rising { $0.squareRoot() }.clamped(0, .infinity) : .everything
    case .magnitude: x.magnitude
    case .reciprocal: x.reciprocal
    case .sigmoid: x.rising { 1 / (1 + exp(-$0)) }.clamped(0, 1)
    case .hyperbolicTangent: x.rising(tanh).clamped(-1, 1)
    case .errorFunction: x.rising(erf).clamped(-1, 1)
    case .softplus: x.rising { max(0, $0) + log1p(exp(-abs($0))) }.clamped(0, .infinity)
    case .sine: x.sine
    case .cosine: x.cosine
    case .arcTangent: x.rising(atan)
    case .floor: Interval(x.lower.rounded(.down), x.upper.rounded(.down))
    case .ceiling: Interval(x.lower.rounded(.up), x.upper.rounded(.up))
    case .sign: Interval(callAsFunction(x.lower), callAsFunction(x.upper))
    }
  }

  private func slope(_ x: Interval) -> Interval {
    switch self {
    case .negated: Interval(-1)
    case .exponential: value(x)
    case .logarithm: x.lower >= 0 ? x.positiveReciprocal : .everything
    case .squareRoot:
      x.lower >= 0 ? Interval(0.5) * value(x).positiveReciprocal : .everything
    case .magnitude: Interval(x.lower > 0 ? 1 : -1, x.upper < 0 ? -1 : 1)
    // On both sides of its pole a quotient of differences may have either sign.
    case .reciprocal: x.contains(0) ? .everything : -x.reciprocal.squared
    case .sigmoid:
      x.fallingFromZero { 1 / (1 + exp(-$0)) * (1 / (1 + exp($0))) }.clamped(0, 0.25)
    // 1/cosh² does not cancel far from 0, as 1 − tanh² does.
    case .hyperbolicTangent: x.fallingFromZero { 1 / (cosh($0) * cosh($0)) }.clamped(0, 1)
    case .errorFunction: x.squaredExponential
    case .softplus: ScalarFunction.Unary.sigmoid.value(x)
    case .sine: x.cosine
    case .cosine: -x.sine
    case .arcTangent: x.fallingFromZero { 1 / (1 + $0 * $0) }.clamped(0, 1)
    // Flat, but where there is a step.
    case .floor, .ceiling, .sign: value(x).width == 0 ? .zero : .everything
    }
  }
}

extension Interval {
  /// 1/x for x ≥ 0, where 0 gives what is as large as one likes.
  fileprivate var positiveReciprocal: Interval {
    Interval((1 / upper).nextDown, lower > 0 ? (1 / lower).nextUp : .infinity)
  }

  /// 2/√π · exp(−x²): the square is rounded before it goes into an exponential.
  fileprivate var squaredExponential: Interval {
    let powers = (-squared).rising(exp).clamped(0, 1)
    return powers * .elementary(M_2_SQRTPI, M_2_SQRTPI)
  }

  fileprivate var sine: Interval { wave(sin, crest: .pi / 2) }
  fileprivate var cosine: Interval { wave(cos, crest: 0) }

  /// A function that goes up and down between −1 and 1, with a crest at one place and every 2π from there.
  private func wave(_ function: (Double) -> Double, crest: Double) -> Interval {
    let bounds = Interval(-1, 1)
    guard max(-lower, upper) < 0x1p40, width < 2 * .pi else { return bounds }
    let ends = Interval.elementary(
      min(function(lower), function(upper)),
      max(function(lower), function(upper))
    )
    return Interval(
      holds(crest + .pi, every: 2 * .pi) ? -1 : ends.lower,
      holds(crest, every: 2 * .pi) ? 1 : ends.upper
    ).clamped(-1, 1)
  }

  /// Whether it may hold a place or one that is some periods away; in doubt it does.
  private func holds(_ place: Double, every period: Double) -> Bool {
    let doubt = 1e-9 * (1 + max(-lower, upper))
    let first = ((lower - doubt - place) / period).rounded(.up)
    return place + first * period <= upper + doubt
  }
}

extension ScalarFunction.Binary {
  package func enclosure(of a: SlopedInterval, _ b: SlopedInterval) -> SlopedInterval {
    switch self {
    case .sum: SlopedInterval(a.value + b.value, slope: a.slope + b.slope)
    case .difference: SlopedInterval(a.value - b.value, slope: a.slope - b.slope)
    case .product:
      SlopedInterval(a.value * b.value, slope: a.slope * b.value + a.value * b.slope)
    case .quotient: quotient(a, b)
    case .larger: larger(a, b)
    case .smaller: larger(a.negated, b.negated).negated
    case .power: power(a, b)
    }
  }

  private func quotient(_ a: SlopedInterval, _ b: SlopedInterval) -> SlopedInterval {
    let value = a.value / b.value
    return SlopedInterval(value, slope: (a.slope - value * b.slope) / b.value)
  }

  private func larger(_ a: SlopedInterval, _ b: SlopedInterval) -> SlopedInterval {
    if a.value.lower >= b.value.upper { return a }
    if b.value.lower >= a.value.upper { return b }
    return SlopedInterval(a.value.larger(b.value), slope: a.slope.joined(b.slope))
  }

  /// aᵇ: a whole power of any number, any power of a positive one.
  private func power(_ a: SlopedInterval, _ b: SlopedInterval) -> SlopedInterval {
    if b.value.width == 0, b.slope == .zero {
      let exponent = b.value.lower
      let slope = Interval(exponent) * a.value.power(exponent - 1) * a.slope
      return SlopedInterval(a.value.power(exponent), slope: slope)
    }
    let logarithm = ScalarFunction.Unary.logarithm.enclosure(of: a)
    let product = ScalarFunction.Binary.product.enclosure(of: b, logarithm)
    return ScalarFunction.Unary.exponential.enclosure(of: product)
  }
}

extension SlopedInterval {
  fileprivate var negated: SlopedInterval { SlopedInterval(-value, slope: -slope) }
}

extension Interval {
  /// xʸ for one y.
  fileprivate func power(_ exponent: Double) -> Interval {
    if exponent == 0 { return Interval(1) }
    if exponent == 1 { return self }
    if exponent < 0 { return power(-exponent).reciprocal }
    let rises = { (x: Double) in pow(x, exponent) }
    if lower >= 0 { return rising(rises).clamped(0, .infinity) }
    guard exponent.rounded() == exponent, exponent < 0x1p20 else { return .everything }
    if exponent.truncatingRemainder(dividingBy: 2) != 0 { return rising(rises) }
    return magnitude.rising(rises).clamped(0, .infinity)
  }
}
