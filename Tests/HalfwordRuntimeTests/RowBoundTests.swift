import Conformance
import HalfwordRuntime
import Testing
import _TestSupport

/// The proof that a form of sums is exact is the definition's, sorted and added up.
@Suite struct RowBoundTests {
  private let forms: [SumForm] = [.bits32, .blocks16, .blocks32, .bits64]

  private func expectTheDefinition(_ weights: [Int16], start: Int32) {
    for form in forms {
      for isNonnegative in [false, true] {
        let proved = RowBound.proves(
          form,
          weights: weights.span,
          start: start,
          inputsAreNonnegative: isNonnegative
        )
        let isExact = ExactOracle.isExact(
          form,
          weights: weights,
          start: start,
          inputsAreNonnegative: isNonnegative
        )
        #expect(proved == isExact, "\(form), \(isNonnegative), start \(start), \(weights)")
      }
    }
  }

  @Test func randomRows() {
    var random = TestRandom(seed: 90)
    for index in 0..<4_000 {
      let count = Int.random(in: 1...100, using: &random)
      // Around the sizes at which forms begin to fail.
      let typical = 65_536 / [count, min(count, 16), min(count, 32)][index % 3]
      let limit = Int16(clamping: max(1, 2 * typical * Int.random(in: 1...3, using: &random) / 2))
      let weights = random.values(count, in: -limit...limit)
      let start = [0, Int32.random(in: .min ... .max, using: &random), .min, .max][index % 4]
      expectTheDefinition(weights, start: start)
    }
  }

  /// Rows at the very limit, and one weight unit beyond, with all numbers of equal weights.
  @Test func rowsAtTheLimit() {
    for count in 1...70 {
      for total in 65_530...65_542 {
        let parts = (0..<count).map {
          Int16(clamping: total / count + ($0 < total % count ? 1 : 0))
        }
        let mixed = parts.enumerated().map { $0 % 2 == 0 ? $1 : -$1 }
        for start in [Int32(0), 32_766, 32_767, 32_768, 65_534, 65_535, 65_536] {
          expectTheDefinition(parts, start: start)
          expectTheDefinition(parts.map { -$0 }, start: -start)
          expectTheDefinition(mixed, start: start)
        }
      }
    }
  }

  @Test func theLargestRowOfAllDoesNotOverflow() {
    for weight in [Int16.min, .max] {
      let weights = [Int16](repeating: weight, count: 65_535)
      for form in forms {
        let proved = RowBound.proves(
          form,
          weights: weights.span,
          start: .min,
          inputsAreNonnegative: false
        )
        #expect(proved == (form == .bits64))
      }
    }
  }
}
