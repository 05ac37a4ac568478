import CMath

/// The value of one ulp of Q8.8.
package let ulp = 0x1p-8

/// σ(t).
package func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

extension ClosedRange<Double> {
  /// The largest |value|.
  package var largestMagnitude: Double { Swift.max(-lowerBound, upperBound) }
}
