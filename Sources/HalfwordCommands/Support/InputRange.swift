import ArgumentParser
import Foundation
import HalfwordRuntime
import Quantization

/// The inputs that a model is meant for, as written on the command line in the application's own units:
/// two numbers, the smaller first.
struct InputRange: ExpressibleByArgument, CustomStringConvertible {
  private let low: Float
  private let high: Float

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Float($0.trimmingCharacters(in: .whitespaces))
    }
    guard numbers.count == 2, let low = numbers[0], let high = numbers[1],
      low <= high, low.isFinite, high.isFinite
    else { return nil }
    self.low = low
    self.high = high
  }

  var description: String { "\(low),\(high)" }

  /// The range in Q8.8; nil where that cannot hold it.
  ///
  /// - Parameter exponent: k where the model takes value · 2^−k.
  func modelValues(exponent: Int = 0) -> ClosedRange<Int16>? {
    let factor = Float(sign: .plus, exponent: -exponent, significand: 1)
    let (low, high) = (low * factor, high * factor)
    guard low >= Self.limits.lowerBound, high < Self.limits.upperBound else { return nil }
    return Q8_8.raw(rounding: low)...Q8_8.raw(rounding: high)
  }

  /// The smallest range in Q8.8 that holds every input.
  ///
  /// - Throws: `InputRangeError` where there is none.
  func modelValues(_ scaling: ModelScaling?) throws -> ClosedRange<Int16> {
    let ranges = try (scaling?.inputExponents ?? [0]).enumerated().map { index, exponent in
      guard let range = modelValues(exponent: exponent) else {
        throw InputRangeError(
          range: "\(self)",
          input: scaling == nil ? nil : index,
          exponent: exponent
        )
      }
      return range
    }
    return ranges.dropFirst().reduce(ranges[0]) {
      min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
    }
  }

  /// What Q8.8 holds; the upper limit itself it does not.
  private static let limits: ClosedRange<Float> = -128...128
}

/// A range of inputs that Q8.8 cannot hold.
struct InputRangeError: Error, CustomStringConvertible {
  let range: String
  let input: Int?
  let exponent: Int

  var description: String {
    let limits = "inputs from -128 to 127.996"
    guard let input else {
      return "--input-range \(range): the model holds \(limits); give a smaller range, or "
        + "scale the inputs with halfword import --fit"
    }
    return "--input-range \(range): with its power of two, 2^\(-exponent), input \(input) leaves "
      + "the model's \(limits); give each input's own range with --input-box"
  }
}
