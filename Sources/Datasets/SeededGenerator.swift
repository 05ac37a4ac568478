/// Random numbers that a seed fixes: the same on every machine and in every version.
///
/// SplitMix64: Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014,
/// figure 17; constants as in Vigna's `splitmix64.c`. Not for cryptography.
public struct SeededGenerator: RandomNumberGenerator, Equatable, Sendable {
  private var state: UInt64

  /// Starts at `seed`; every seed is good.
  public init(seed: UInt64) { state = seed }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// A number in 0..<1, one of 2⁵³ equally likely ones.
  public mutating func uniform() -> Double {
    let unusedBits = UInt64.bitWidth - (Double.significandBitCount + 1)
    return Double(next() >> unusedBits) * (Double.ulpOfOne / 2)
  }

  /// A number between `-reach` and `reach`.
  mutating func uniform(within reach: Double) -> Double {
    (2 * uniform() - 1) * reach
  }
}
