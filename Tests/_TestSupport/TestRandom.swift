/// A seeded generator for test data: SplitMix64 (Steele, Lea, Flood, *Fast Splittable Pseudorandom
/// Number Generators*, OOPSLA 2014).
public struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Values from `range`; one in eight is an end of it, so that extremes meet often.
  public mutating func values(_ count: Int, in range: ClosedRange<Int16>) -> [Int16] {
    (0..<count).map { _ in
      switch UInt8.random(in: 0..<16, using: &self) {
      case 0: range.lowerBound
      case 1: range.upperBound
      default: Int16.random(in: range, using: &self)
      }
    }
  }
}
