import Foundation
import PlainText
import Testing

@Suite struct NumberTests {
  /// Ends, ties, and numbers of every size.
  private static let values: [Double] = {
    let named: [Double] = [
      0, -0.0, 1, -1, 0.5, 1.5, 2.5, -2.5, 0.125, 0.375, 0.0625, 1.005, 2.675, 0.05, 9.995, 99.95,
      999.5, 9_995, 99_950, 999_999.5, 1e5, 1e6, 123_456_789, .pi, -.pi, .infinity, -.infinity,
      .nan, -.nan, .signalingNaN, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNormalMagnitude, .leastNonzeroMagnitude, 1e-4, 1e-5, 0.000_099_95, 1e15, 1e16, 1e17,
    ]
    var generator = Seeded(state: 1)
    let random = (0..<3_000).map { _ in Double(bitPattern: generator.next()) }
    let usual = (0..<3_000).map { _ in Double.random(in: -2_000...2_000, using: &generator) }
    let ties = (-400...400).map { Double($0) / 16 }
    return named + random + usual + ties
  }()

  @Test func writesNumbersAsFoundationDoes() {
    for value in Self.values {
      for digits in 0...6 {
        #expect(value.fixed(digits) == String(format: "%.\(digits)f", value))
        #expect(value.significant(digits) == String(format: "%.\(digits)g", value))
        #expect(value.scientific(digits) == String(format: "%.\(digits)e", value))
      }
      #expect(value.fixed(3, isSigned: true) == String(format: "%+.3f", value))
      #expect(value.fixed(3, width: 7) == String(format: "%7.3f", value))
    }
  }

  @Test func fillsUpWithZeros() {
    for value in [0, 7, 42, 999, 1_000, 9_999, 10_000, 123_456] {
      #expect(value.padded(4) == String(format: "%04d", value))
    }
  }
}

/// SplitMix64, so that a test sees the same numbers each time.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
