internal import CHalfword

/// Divides by one divisor of at least 2¹⁶, in a time that does not depend on the numbers: some cores'
/// division does, and others have none.
struct Reciprocal {
  private let divisor: UInt32
  /// The divisor where it is less than 2³⁰, otherwise a number from 2³⁰ to 2³¹ − 1.
  private let limitedDivisor: Int32
  /// By how many bits the divisor is shifted to have 16.
  private let shift: UInt32
  /// ⌊2³¹ / (⌊divisor / 2^shift⌋ + 1)⌋, less than 2¹⁶.
  private let inverse: UInt32

  @inline(__always)
  init(of divisor: UInt32) {
    var shift: UInt32 = 1
    var step: UInt32 = 8
    while step > 0 {
      shift = shift &+ (step & nonzeroMask(divisor &>> (shift &+ step &+ 15)))
      step = step &>> 1
    }
    self.divisor = divisor
    self.shift = shift
    limitedDivisor = Int32(
      truncatingIfNeeded: (divisor & 0x3FFF_FFFF) | (0x4000_0000 & nonzeroMask(divisor &>> 30))
    )
    inverse = inverted(Int32(truncatingIfNeeded: divisor &>> shift) &+ 1)
  }

  /// ⌊256 e / divisor⌋ and 256 e mod divisor, for e up to 2¹⁶.
  ///
  /// The inverse is at most 2⁻¹⁴ of its size too small, and e loses less than 1 by its shift. So the
  /// first quotient is never too large, and before it is rounded down less than 256 · 2⁻¹⁴ + 2⁻⁷ too
  /// small: one correction mends it.
  @inline(__always)
  func share(of exponential: UInt32) -> (quotient: UInt32, remainder: UInt32) {
    let quotient = ((exponential &>> shift) &* inverse) &>> 23
    let rest = (exponential &<< 8) &- quotient &* divisor
    // The rest is at most 2²⁵: all ones where the divisor is larger.
    let isLess = UInt32(
      bitPattern: (Int32(truncatingIfNeeded: rest) &- limitedDivisor).signMask
    )
    return (quotient &+ 1 &+ isLess, rest &- (divisor & ~isLess))
  }
}

/// All ones for a number from 1 to 2³¹ − 1, 0 for 0.
@inline(__always)
private func nonzeroMask(_ number: UInt32) -> UInt32 {
  UInt32(bitPattern: Int32(bitPattern: 0 &- number).signMask)
}

/// ⌊2³¹ / divisor⌋ for a divisor from 2¹⁵ + 1 to 2¹⁶, a bit a turn.
@inline(__always)
private func inverted(_ divisor: Int32) -> UInt32 {
  // What the first 16 bits of 2³¹ leave: the quotient has 16 bits more.
  var rest: Int32 = 1 &<< 15
  var quotient: Int32 = 0
  // Opaque, so that the loop is not unrolled.
  var bitsLeft = halfword_opaque(16)
  while bitsLeft > 0 {
    bitsLeft = bitsLeft &- 1
    let difference = (rest &<< 1) &- divisor
    // All ones where the divisor does not fit.
    let isLess = difference.signMask
    quotient = (quotient &<< 1) &+ 1 &+ isLess
    rest = difference &+ (divisor & isLess)
  }
  return UInt32(bitPattern: quotient)
}
