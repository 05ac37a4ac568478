internal import CHalfword

extension Int32 {
  /// All ones for a negative number, otherwise 0. What is masked with it takes no branch, on any target,
  /// so its time does not depend on the number.
  @inline(__always)
  var signMask: Int32 { halfword_sign_mask(self) }

  /// The larger of the two, without a branch (Warren, *Hacker's Delight*, 2-12 and 2-19).
  @inline(__always)
  func maximum(_ other: Int32) -> Int32 {
    let difference = self &- other
    // The sign of the difference, had it one bit more.
    let sign = difference ^ ((self ^ other) & (difference ^ self))
    return self &- (difference & sign.signMask)
  }

  /// The smaller of two numbers whose difference fits, without a branch.
  @inline(__always)
  func minimum(_ other: Int32) -> Int32 {
    let difference = other &- self
    return self &+ (difference & difference.signMask)
  }
}
