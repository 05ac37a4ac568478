import FloatNetwork
import Foundation
import Testing
import _TestSupport

@testable import Proofs

/// Enclosures of functions against the functions themselves, at many places.
@Suite struct IntervalTests {
  /// How many values, and quotients of differences, of a function lie outside of what is said of it.
  private func violations(
    of function: ScalarFunction,
    on range: ClosedRange<Double>,
    _ enclosure: SlopedInterval,
    _ random: inout TestRandom
  ) -> Int {
    var places = (0..<20).map { _ in Double.random(in: range, using: &random) }
    places += [range.lowerBound, range.upperBound]
    places.sort()
    let values = places.map { function($0) }
    // Where a float network is not a number, nothing is asked.
    guard values.allSatisfy({ !$0.isNaN }) else { return 0 }
    let outside = values.count { !enclosure.value.contains($0) }
    let slopes = zip(places, values).reduce(into: (count: 0, last: (places[0], values[0]))) {
      let step = $1.0 - $0.last.0
      // What a difference of rounded values is off by, for each 1 of the step.
      let doubt = (abs($1.1) + abs($0.last.1) + 1) * 0x1p-44 / step
      let quotient = ($1.1 - $0.last.1) / step
      let isOutside =
        quotient < enclosure.slope.lower - doubt || quotient > enclosure.slope.upper + doubt
      if step > 0, quotient.isFinite, isOutside { $0.count += 1 }
      $0.last = $1
    }
    return outside + slopes.count
  }

  /// Every operation of one and of two numbers, alone and inside others.
  private var functions: [ScalarFunction] {
    let scaled = ScalarFunction.binary(.product, .input, .constant(-1.7))
    let shifted = ScalarFunction.binary(.sum, scaled, .constant(0.4))
    var functions = RandomGraph.functions
    for unary in ScalarFunction.Unary.allCases {
      functions += [.unary(unary, .input), .unary(unary, shifted)]
      functions.append(.unary(.sine, .unary(unary, .input)))
    }
    let other = ScalarFunction.unary(.cosine, .input)
    for binary in ScalarFunction.Binary.allCases {
      functions += [.binary(binary, .input, other), .binary(binary, other, .input)]
      functions += [.binary(binary, shifted, .constant(2)), .binary(binary, .constant(3), .input)]
    }
    for exponent in [-2, -1, 0, 0.5, 1, 2, 3, 2.5] {
      functions.append(.binary(.power, .input, .constant(exponent)))
    }
    return functions
  }

  private func range(_ random: inout TestRandom) -> ClosedRange<Double> {
    let size = [0.01, 0.5, 4, 60].randomElement(using: &random)!
    let any = Double.random(in: -9...9, using: &random)
    let middle = [0, 1, -1, any].randomElement(using: &random)!
    return middle - Double.random(in: 0...size, using: &random)...middle
      + Double.random(in: 0...size, using: &random)
  }

  @Test func everyFunctionIsInsideItsEnclosure() {
    var random = TestRandom(seed: 71)
    for function in functions {
      for _ in 0..<40 {
        let range = range(&random)
        let enclosure = function.enclosure(on: Interval(range))
        #expect(
          violations(of: function, on: range, enclosure, &random) == 0,
          "\(function) on \(range): \(enclosure)"
        )
      }
    }
  }

  /// Of a function that is defined everywhere something is said, too.
  @Test func enclosuresAreNarrowOnNarrowRanges() {
    for function in RandomGraph.functions {
      for word in stride(from: -2_000, to: 2_000, by: 37) {
        let range = Double(word) / 256...Double(word + 1) / 256
        let enclosure = function.enclosure(on: Interval(range))
        #expect(enclosure.value.width < 0.05, "\(function) at \(word)")
        #expect(enclosure.slope.width < 1.2, "\(function) at \(word)")
      }
    }
  }

  /// What is wrong is found: each enclosure with its value, or its slope, cut short on one side.
  @Test func aWrongEnclosureIsFound() {
    var random = TestRandom(seed: 72)
    for function in functions {
      var found = [0, 0]
      for _ in 0..<200 {
        let range = range(&random)
        let enclosure = function.enclosure(on: Interval(range))
        let (value, slope) = (enclosure.value, enclosure.slope)
        guard value.isFinite, value.width > 0 else { continue }
        let less = SlopedInterval(Interval(value.lower, value.middle), slope: slope)
        found[0] += violations(of: function, on: range, less, &random)
        guard slope.isFinite, slope.width > 0 else { continue }
        let flatter = SlopedInterval(value, slope: Interval(slope.lower, slope.middle))
        found[1] += violations(of: function, on: range, flatter, &random)
      }
      // Constants, and what is made of straight parts with jumps, have nothing to cut.
      let whole = function.enclosure(on: Interval(0.1, 0.9))
      if whole.value.isFinite, whole.value.width > 0.01 { #expect(found[0] > 0, "\(function)") }
      if whole.slope.isFinite, whole.slope.width > 0.01 { #expect(found[1] > 0, "\(function)") }
    }
  }

  /// The slope of a function that is steepest at 0 may be rounded up beside it.
  @Test func slopesBesideZeroMayBeRoundedUp() {
    let slope = { (place: Double) in place == 0 ? 0.25 : 0.25.nextUp }
    #expect(rangeOfSlopes(on: -1...1, slope).upperBound == 0.25.nextUp)
    #expect(rangeOfSlopes(on: 0...1, slope) == 0.25...0.25.nextUp)
  }

  @Test func aTreeJoinsWhatItIsAskedFor() {
    var random = TestRandom(seed: 73)
    for count in 1...40 {
      let elements = (0..<count).map { _ in
        let value = Double.random(in: -9...9, using: &random)
        return Interval(value, value + 1)
      }
      let tree = RangeTree(elements) { $0.joined($1) }
      for first in 0..<count {
        for last in first..<count {
          let expected = elements[first...last].reduce(elements[first]) { $0.joined($1) }
          #expect(tree[first...last] == expected)
        }
      }
    }
  }

  /// Between any two places, also beyond the words.
  @Test func aFunctionIsInsideItsEnclosureBetweenWords() throws {
    let function = try #require(ScalarFunction(parsing: "mul(x,cos(x))"))
    let enclosed = FunctionEnclosure(function, inputExponent: -3)
    let step = 0x1p-11
    var random = TestRandom(seed: 74)
    for _ in 0..<600 {
      let size = [0.3, 5, 800, 50_000].randomElement(using: &random)!
      let middle = Double.random(in: -34_000...34_000, using: &random).rounded()
      let range = middle - Double.random(in: 0...size, using: &random)...middle + size
      let found = enclosed(range)
      for _ in 0..<10 {
        let place = Double.random(in: range, using: &random)
        #expect(found.value.contains(function(place * step)))
        let slope = (cos(place * step) - place * step * sin(place * step)) * step
        #expect(found.slope.lower <= slope + 1e-12 && found.slope.upper >= slope - 1e-12)
      }
      #expect(enclosed.value(at: middle).contains(function(middle * step)))
    }
  }
}
