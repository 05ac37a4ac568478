/// A function of i ≥ 0 that grows by 0 or 1 from each i to the next is a bit for each step, and its value
/// at the beginning of each word of bits. For sigmoid and tanh that takes a sixth of the bytes of a
/// list of values, and no branch.
struct StepTable: ~Escapable {
  private let steps: Span<UInt32>
  private let starts: Span<UInt8>
  /// What the function of z exceeds the values of the table by; for −z it falls short of it by as much.
  private let middle: Int32

  @inline(__always)
  @_lifetime(copy steps, copy starts)
  init(steps: Span<UInt32>, starts: Span<UInt8>, middle: Int32) {
    self.steps = steps
    self.starts = starts
    self.middle = middle
  }

  /// The function of z, which beyond the table's end stays what it is there. No branch depends on z.
  @inline(__always)
  func value(at z: Int16) -> Int16 {
    let sign = Int32(z).signMask
    let last = Int32(truncatingIfNeeded: steps.count) &* Self.stepsPerWord &- 1
    let beyond = (Int32(z) ^ sign) &- sign &- last
    let index = last &+ (beyond & beyond.signMask)
    let word = Int(index &>> 5)
    // The first bit of a word is 0, and leaves only when all others have.
    let upToIndex = unsafe steps[unchecked: word] &<< UInt32(truncatingIfNeeded: 31 &- (index & 31))
    let grown = Int32(unsafe starts[unchecked: word]) &+ Self.bitCount(upToIndex)
    return Int16(truncatingIfNeeded: middle &+ ((grown ^ sign) &- sign))
  }

  /// The steps of a word.
  private static var stepsPerWord: Int32 { 32 }

  /// The bits that are 1 (Warren, *Hacker's Delight*, 5-1).
  @inline(__always)
  private static func bitCount(_ word: UInt32) -> Int32 {
    var counts = word &- ((word &>> 1) & 0x5555_5555)
    counts = (counts & 0x3333_3333) &+ ((counts &>> 2) & 0x3333_3333)
    counts = (counts &+ (counts &>> 4)) & 0x0F0F_0F0F
    return Int32(truncatingIfNeeded: (counts &* 0x0101_0101) &>> 24)
  }
}
