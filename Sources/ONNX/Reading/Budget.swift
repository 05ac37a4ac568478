/// How many numbers an import may make, so that no file, however small, can fill the memory.
struct Budget {
  private(set) var remaining: Int

  /// 2²⁶ numbers: half a gigabyte while they are Float64, and far more than the microcontrollers
  /// that Halfword is for can hold.
  static let most = 1 << 26

  init(_ count: Int = Self.most) { remaining = count }

  /// Takes `count` numbers; nil, or a count that is not left, is an error.
  mutating func take(_ count: Int?) throws(ONNXError) {
    guard let count, count <= remaining else { throw .tooLarge }
    remaining -= count
  }
}
