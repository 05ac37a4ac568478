import ArgumentParser
import Foundation
import HalfwordRuntime

/// The inputs that a model is meant for, as written on the command line: two numbers that Q8.8
/// holds, the smaller first.
struct InputRange: ExpressibleByArgument, CustomStringConvertible {
  /// In Q8.8.
  let values: ClosedRange<Int16>

  init(_ values: ClosedRange<Int16>) {
    self.values = values
  }

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Float($0.trimmingCharacters(in: .whitespaces))
    }
    guard numbers.count == 2, let low = numbers[0], let high = numbers[1],
      low <= high, low >= Self.limits.lowerBound, high < Self.limits.upperBound
    else { return nil }
    values = Q8_8.raw(rounding: low)...Q8_8.raw(rounding: high)
  }

  var description: String {
    "\(valueText(values.lowerBound)) to \(valueText(values.upperBound))"
  }

  var defaultValueDescription: String { description }

  /// What Q8.8 holds; the upper limit itself it does not.
  private static let limits: ClosedRange<Float> = -128...128
}
