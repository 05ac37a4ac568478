/// The exact sum of one dense row: acc = (bias << f) + 2^(f−1) + Σ wᵢ·xᵢ.
///
/// Integer addition is associative, so no order of summation changes a bit as long as the sum
/// itself fits.
protocol Accumulator {
  /// (bias << f) + 2^(f−1).
  init(bias: Int16, fractionBits: UInt8)

  /// Adds the product of a weight and an input; it always fits 32 bits: (−32768)² = 2³⁰.
  mutating func add(_ weight: Int16, times input: Int16)

  /// The larger of the two.
  func maximum(_ other: Self) -> Self

  /// The sum in two words, the low one first, so that a run in steps can set it aside.
  var words: (UInt32, UInt32) { get }

  /// The sum that `words` gave.
  init(words: (UInt32, UInt32))

  /// acc >> f, saturated to 16 bits, and whether it had to be.
  func rounded(fractionBits: UInt8) -> (value: Int16, isSaturated: Bool)
}

/// A sum in 32 bits.
///
/// Exact for every input where Σ|wᵢ|·32768 + |bias << f| + 2^(f−1) < 2³¹; `open` and `verify`
/// hold an image to that.
struct Accumulator32: Accumulator {
  private var sum: Int32

  @inline(__always)
  init(bias: Int16, fractionBits: UInt8) {
    sum =
      (Int32(bias) &<< Int32(truncatingIfNeeded: fractionBits))
      &+ roundingConstant(shift: fractionBits)
  }

  @inline(__always)
  mutating func add(_ weight: Int16, times input: Int16) {
    sum = sum &+ Int32(weight) &* Int32(input)
  }

  @inline(__always)
  func maximum(_ other: Accumulator32) -> Accumulator32 {
    other.sum > sum ? other : self
  }

  @inline(__always)
  var words: (UInt32, UInt32) { (UInt32(bitPattern: sum), 0) }

  @inline(__always)
  init(words: (UInt32, UInt32)) {
    sum = Int32(bitPattern: words.0)
  }

  @inline(__always)
  func rounded(fractionBits: UInt8) -> (value: Int16, isSaturated: Bool) {
    let shifted = sum &>> Int32(truncatingIfNeeded: fractionBits)
    let value = Int16(saturating: shifted)
    return (value, Int32(value) != shifted)
  }
}

/// A sum in 64 bits: exact for every input of every layer, as 65,535 · 2³⁰ + 2³¹ < 2⁶³.
///
/// On a 32-bit Embedded target, the standard conversions to and from `Int64` would allocate
/// (`-no-allocations` refuses them), so this file owns the ones that are needed: widening in bits,
/// narrowing by truncation.
struct Accumulator64: Accumulator {
  private var sum: Int64

  @inline(__always)
  init(bias: Int16, fractionBits: UInt8) {
    sum = Self.widened(
      (Int32(bias) &<< Int32(truncatingIfNeeded: fractionBits))
        &+ roundingConstant(shift: fractionBits)
    )
  }

  @inline(__always)
  mutating func add(_ weight: Int16, times input: Int16) {
    sum = sum &+ Self.widened(Int32(weight) &* Int32(input))
  }

  @inline(__always)
  func maximum(_ other: Accumulator64) -> Accumulator64 {
    other.sum > sum ? other : self
  }

  @inline(__always)
  var words: (UInt32, UInt32) { unsafe unsafeBitCast(sum, to: (UInt32, UInt32).self) }

  @inline(__always)
  init(words: (UInt32, UInt32)) {
    sum = unsafe unsafeBitCast(words, to: Int64.self)
  }

  @inline(__always)
  func rounded(fractionBits: UInt8) -> (value: Int16, isSaturated: Bool) {
    // Weights have at most 15 fractional bits, so one of 16 shifts by a constant applies; a shift
    // by a variable would need a library call on Cortex-M0.
    var shifted = sum
    if fractionBits & 1 != 0 { shifted = shifted &>> 1 }
    if fractionBits & 2 != 0 { shifted = shifted &>> 2 }
    if fractionBits & 4 != 0 { shifted = shifted &>> 4 }
    if fractionBits & 8 != 0 { shifted = shifted &>> 8 }
    if shifted > 32_767 { return (.max, true) }
    if shifted < -32_768 { return (.min, true) }
    return (Int16(truncatingIfNeeded: shifted), false)
  }

  /// The same number in 64 bits: the low word, and the sign in every bit of the high word.
  @inline(__always)
  private static func widened(_ value: Int32) -> Int64 {
    unsafe unsafeBitCast((value, value &>> 31), to: Int64.self)
  }
}
