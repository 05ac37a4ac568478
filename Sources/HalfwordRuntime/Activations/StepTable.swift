/// A function of i ≥ 0 that grows by 0 or 1 from each i to the next is a bit for each step, and its value
/// at the beginning of each word of bits. For sigmoid and tanh that takes a sixth of the bytes of a
/// list of values, and no branch.
enum StepTable {
  /// The steps of a word.
  static var stepsPerWord: Int32 { 32 }

  /// The word of `index`.
  @inline(__always)
  static func word(_ index: Int32) -> Int {
    Int(index &>> 5)
  }

  /// `index`, or the last index of a table of `wordCount` words where that is less.
  @inline(__always)
  static func limited(_ index: Int32, wordCount: Int) -> Int32 {
    let last = Int32(truncatingIfNeeded: wordCount) &* stepsPerWord &- 1
    let beyond = index &- last
    return last &+ (beyond & beyond.signMask)
  }

  /// The function's value at `index`, whose word of steps and of the beginning are given.
  @inline(__always)
  static func value(at index: Int32, steps: UInt32, start: UInt8) -> Int32 {
    // The first bit of a word is 0, and leaves only when all others have.
    let upToIndex = steps &<< UInt32(truncatingIfNeeded: 31 &- (index & 31))
    return Int32(start) &+ bitCount(upToIndex)
  }

  /// The bits that are 1 (Warren, *Hacker's Delight*, 5-1).
  @inline(__always)
  private static func bitCount(_ word: UInt32) -> Int32 {
    var counts = word &- ((word &>> 1) & 0x5555_5555)
    counts = (counts & 0x3333_3333) &+ ((counts &>> 2) & 0x3333_3333)
    counts = (counts &+ (counts &>> 4)) & 0x0F0F_0F0F
    return Int32(truncatingIfNeeded: (counts &* 0x0101_0101) &>> 24)
  }
}
