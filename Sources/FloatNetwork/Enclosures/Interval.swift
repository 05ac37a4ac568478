/// Numbers between two ends, which may be infinite. Every operation gives an interval that holds whatever it gives
/// for numbers of its arguments, in real arithmetic and in Float64; where it may not be defined, all numbers.
package struct Interval: Equatable, Sendable {
  package let lower: Double
  package let upper: Double

  /// All numbers.
  package static let everything = Interval(-.infinity, .infinity)
  package static let zero = Interval(0)

  /// All numbers where an end is none.
  package init(_ lower: Double, _ upper: Double) {
    let isSound = lower <= upper
    self.lower = isSound ? lower : -.infinity
    self.upper = isSound ? upper : .infinity
  }

  /// One number.
  package init(_ value: Double) { self.init(value, value) }

  package init(_ range: ClosedRange<Double>) { self.init(range.lowerBound, range.upperBound) }

  /// One step of Float64 further on both sides: what rounding to the nearest takes is less.
  package static func rounded(_ lower: Double, _ upper: Double) -> Interval {
    Interval(lower.nextDown, upper.nextUp)
  }

  /// Between what a function of the C library gives for both ends, which is taken to be within 2⁻⁴⁸ of its size.
  package static func elementary(_ lower: Double, _ upper: Double) -> Interval {
    rounded(lower - abs(lower) * elementarySlack, upper + abs(upper) * elementarySlack)
  }

  package var width: Double { upper - lower }
  package var middle: Double { lower / 2 + upper / 2 }
  package var isFinite: Bool { lower.isFinite && upper.isFinite }
  package var range: ClosedRange<Double> { lower...upper }
  package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// The smallest that holds both.
  package func joined(_ other: Interval) -> Interval {
    Interval(min(lower, other.lower), max(upper, other.upper))
  }

  /// What both hold; where they have nothing in common, as rounding may have it, this one.
  package func narrowed(to other: Interval) -> Interval {
    let (lowest, highest) = (max(lower, other.lower), min(upper, other.upper))
    return lowest <= highest ? Interval(lowest, highest) : self
  }

  /// The part of it inside two ends, which are exact.
  package func clamped(_ lowest: Double, _ highest: Double) -> Interval {
    Interval(min(max(lower, lowest), highest), min(max(upper, lowest), highest))
  }

  /// Times a power of two.
  package func scaled(_ factor: Double) -> Interval { Interval(lower * factor, upper * factor) }
}

extension Interval {
  package static prefix func - (_ value: Interval) -> Interval {
    Interval(-value.upper, -value.lower)
  }

  package static func + (_ first: Interval, _ second: Interval) -> Interval {
    if first == .zero { return second }
    if second == .zero { return first }
    return rounded(first.lower + second.lower, first.upper + second.upper)
  }

  package static func - (_ first: Interval, _ second: Interval) -> Interval { first + -second }

  package static func * (_ first: Interval, _ second: Interval) -> Interval {
    if first == .zero && second.isFinite || second == .zero && first.isFinite { return .zero }
    if first == Interval(1) { return second }
    if second == Interval(1) { return first }
    let products = [
      first.lower * second.lower, first.lower * second.upper, first.upper * second.lower,
      first.upper * second.upper,
    ]
    guard !products.contains(where: \.isNaN) else { return .everything }
    return rounded(products.min() ?? 0, products.max() ?? 0)
  }

  package static func / (_ first: Interval, _ second: Interval) -> Interval {
    first * second.reciprocal
  }

  /// 1/x.
  package var reciprocal: Interval {
    guard lower > 0 || upper < 0 else { return .everything }
    return .rounded(1 / upper, 1 / lower)
  }

  /// x².
  package var squared: Interval {
    let ends = (lower * lower, upper * upper)
    let least = contains(0) ? 0 : max(0, min(ends.0, ends.1).nextDown)
    return Interval(least, max(ends.0, ends.1).nextUp)
  }

  /// |x|.
  package var magnitude: Interval {
    lower >= 0 ? self : upper <= 0 ? -self : Interval(0, max(-lower, upper))
  }

  /// The larger one of two numbers.
  package func larger(_ other: Interval) -> Interval {
    Interval(max(lower, other.lower), max(upper, other.upper))
  }

  /// A function that rises, of the C library.
  package func rising(_ function: (Double) -> Double) -> Interval {
    .elementary(function(lower), function(upper))
  }

  /// A function of the magnitude that falls, of the C library.
  package func fallingFromZero(_ function: (Double) -> Double) -> Interval {
    let magnitude = magnitude
    return .elementary(function(magnitude.upper), function(magnitude.lower))
  }
}

/// Bounds the error of `exp` and `tanh` (below one ulp of Float64 in glibc and Darwin) and of the few
/// operations around them, relative to values up to 1.
package let elementarySlack = 0x1p-48
