/// A sum of at most 65,536 numbers of 32 bits that is exact, without arithmetic in 64 bits, which
/// small cores do not have.
///
/// `low` is the sum mod 2³², and `high` the sum of the numbers' high halves. As each number's low half
/// is less than 2¹⁶, the sum lies in 2¹⁶ · high … 2¹⁶ · high + 2³² − 1, so the two determine it.
struct WideSum {
  private var low: Int32
  private var high: Int32

  /// A sum of one number so far.
  @inline(__always)
  init(_ first: Int32) {
    low = first
    high = first &>> 16
  }

  /// A sum of at most 65,536 numbers, given by its sum mod 2³² and that of their high halves.
  @inline(__always)
  init(low: Int32, high: Int32) {
    self.low = low
    self.high = high
  }

  /// Adds a number.
  @inline(__always)
  mutating func add(_ number: Int32) {
    low = low &+ number
    high = high &+ (number &>> 16)
  }

  /// The sum mod 2³².
  @inline(__always)
  var wrapped: Int32 { low }

  /// The nearest number of 32 bits.
  @inline(__always)
  var saturated: Int32 {
    // What the sum exceeds 2¹⁶ · high by; then the sum without its low half, in units of 2¹⁶.
    let excess = UInt32(bitPattern: low &- (high &<< 16))
    let top = high &+ Int32(truncatingIfNeeded: excess &>> 16)
    // 0 where it fits 16 bits, and so the sum 32; otherwise all ones.
    let beyond = top &- ((top &<< 16) &>> 16)
    let mask = (beyond | (0 &- beyond)).signMask
    let end = top.signMask ^ .max
    return low ^ ((low ^ end) & mask)
  }
}
