import CMath
import Quantization

/// A linear enclosure of a function g on an interval: g(t) = slope·t + offset ± noise.
struct Relaxation: Equatable {
  var slope: Double
  var offset: Double
  var noise: Double

  /// A function that is linear there.
  static let identity = Relaxation(slope: 1, offset: 0, noise: 0)

  /// Any value of an interval.
  static func constant(_ range: ClosedRange<Double>) -> Relaxation {
    Relaxation(
      slope: 0,
      offset: (range.lowerBound + range.upperBound) / 2,
      noise: (range.upperBound - range.lowerBound) / 2
    )
  }

  /// max(0, t): between the chord and its parallel through 0, as it is convex (Singh et al., *Fast
  /// and Effective Robustness Certification*, NeurIPS 2018).
  static func relu(_ range: ClosedRange<Double>) -> Relaxation {
    if range.lowerBound >= 0 { return .identity }
    if range.upperBound <= 0 { return Relaxation(slope: 0, offset: 0, noise: 0) }
    let slope = range.upperBound / (range.upperBound - range.lowerBound)
    let height = -slope * range.lowerBound
    return Relaxation(slope: slope, offset: height / 2, noise: height / 2)
  }

  /// t, saturated to Q8.8.
  static func saturation(_ range: ClosedRange<Double>) -> Relaxation {
    let lower = clamped(range.lowerBound)
    let upper = clamped(range.upperBound)
    if lower == range.lowerBound && upper == range.upperBound { return .identity }
    // What saturation adds falls with t.
    let change = upper - range.upperBound...lower - range.lowerBound
    if change.upperBound - change.lowerBound >= upper - lower { return .constant(lower...upper) }
    var relaxation = constant(change)
    relaxation.slope = 1
    return relaxation
  }

  /// An increasing smooth function, steepest at 0, with |g''| ≤ `curvature`: its tangent at the middle,
  /// by Taylor's theorem, or the smallest slope, beyond which it only rises, whichever is closer.
  static func smooth(
    _ range: ClosedRange<Double>,
    _ function: (Double) -> Double,
    slope: (Double) -> Double,
    curvature: Double
  ) -> Relaxation {
    let middle = (range.lowerBound + range.upperBound) / 2
    let radius = max(range.upperBound - middle, middle - range.lowerBound)
    let tangent = slope(middle)
    let remainder = curvature / 2 * radius * radius
    let flattest = min(slope(range.lowerBound), slope(range.upperBound))
    let lowest = function(range.lowerBound) - flattest * range.lowerBound
    let highest = function(range.upperBound) - flattest * range.upperBound
    if highest - lowest < 2 * remainder {
      var relaxation = constant(lowest...max(lowest, highest))
      relaxation.slope = flattest
      return relaxation
    }
    return Relaxation(
      slope: tangent,
      offset: function(middle) - tangent * middle,
      noise: remainder
    )
  }

  /// g(z) − g(z − d), where d lies in `difference` and both arguments in `range`, as slope·d ± noise: by
  /// the mean value theorem it is g'·d with a slope g' in `slopes`.
  static func difference(
    _ difference: ClosedRange<Double>,
    slopes: ClosedRange<Double>
  ) -> Relaxation {
    let largest = max(-difference.lowerBound, difference.upperBound, 0)
    return Relaxation(
      slope: (slopes.lowerBound + slopes.upperBound) / 2,
      offset: 0,
      noise: (slopes.upperBound - slopes.lowerBound) / 2 * largest
    )
  }

  static func sigmoid(_ range: ClosedRange<Double>) -> Relaxation {
    smooth(
      range,
      logistic,
      slope: { logistic($0) * logistic(-$0) },
      // 1 / (6 √3), at σ = 1/2 ± √3/6.
      curvature: 0.096_226
    )
  }

  static func hyperbolicTangent(_ range: ClosedRange<Double>) -> Relaxation {
    smooth(
      range,
      tanh,
      slope: { 1 - tanh($0) * tanh($0) },
      // 4 / (3 √3), at tanh = ± 1/√3.
      curvature: 0.769_801
    )
  }
}

/// The nearest value that Q8.8 can hold, without rounding.
func clamped(_ value: Double) -> Double { min(max(value, smallestValue), largestValue) }
