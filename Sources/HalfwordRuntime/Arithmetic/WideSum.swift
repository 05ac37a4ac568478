/// A sum in 64 bits, two's complement, in two words: small cores have no arithmetic in 64 bits, and
/// `Int64` does not compile everywhere without allocations.
///
/// Laid out as the kernels of `halfword_kernels.h` want it.
struct WideSum {
  private(set) var low: UInt32
  private(set) var high: Int32

  /// A sum of one number so far.
  @inline(__always)
  init(_ first: Int32) {
    low = UInt32(bitPattern: first)
    high = first.signMask
  }

  /// A sum of its two words.
  @inline(__always)
  init(low: UInt32, high: Int32) {
    self.low = low
    self.high = high
  }

  /// Adds a number.
  @inline(__always)
  mutating func add(_ number: Int32) {
    let (sum, carry) = low.addingReportingOverflow(UInt32(bitPattern: number))
    high = high &+ (number &>> 31) &+ (carry ? 1 : 0)
    low = sum
  }

  /// Adds a sum.
  @inline(__always)
  mutating func add(_ other: WideSum) {
    let (sum, carry) = low.addingReportingOverflow(other.low)
    high = high &+ other.high &+ (carry ? 1 : 0)
    low = sum
  }

  /// The sum less another one.
  @inline(__always)
  func subtracting(_ other: WideSum) -> WideSum {
    let (difference, borrow) = low.subtractingReportingOverflow(other.low)
    return WideSum(low: difference, high: high &- other.high &- (borrow ? 1 : 0))
  }

  /// ⌊sum / 2^bits⌋ for up to 31 bits, the nearest number of 32 bits; no branch depends on the sum.
  @inline(__always)
  func shifted(by bits: UInt32) -> Int32 {
    let shifted = Int32(
      bitPattern: (low &>> bits) | ((UInt32(bitPattern: high) &<< 1) &<< (31 &- (bits & 31)))
    )
    let top = high &>> Int32(truncatingIfNeeded: bits)
    // 0 where the top is no more than the sign of what is below.
    let excess = top ^ shifted.signMask
    let isBeyond = (excess | (0 &- excess)).signMask
    let end = top.signMask ^ .max
    return shifted ^ ((shifted ^ end) & isBeyond)
  }
}
