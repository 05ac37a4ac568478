/// How the words a and b of a channel are added: (a · 2^first + b · 2^second + half) >> result, half being half an
/// ulp of the result. As their shifts are at most 14, and that of the result at most 30, 32 bits hold every sum.
public struct AdditionShift: Equatable, Sendable {
  /// Of the first word, 0 to 14.
  public let first: Int
  /// Of the second word, 0 to 14.
  public let second: Int
  /// Of the sum, 0 to 30.
  public let result: Int

  /// Gathers the shifts.
  public init(first: Int, second: Int, result: Int) {
    self.first = first
    self.second = second
    self.result = result
  }

  /// Those that exponents ask for, limited to what there is: beyond it, the smaller word hardly counts.
  init(of first: Int, and second: Int, giving result: Int) {
    let least = min(first, second, result)
    self.init(first: first - least, second: second - least, result: result - least)
  }

  /// Whether the format has them.
  var isPossible: Bool {
    (0...Self.largest).contains(first) && (0...Self.largest).contains(second)
      && (0...Self.largestOfResult).contains(result)
  }

  /// The largest shift of a word.
  static let largest = 14
  /// The largest shift of a sum.
  static let largestOfResult = 30

  /// The sum before the half, exact.
  func sum(_ first: Int16, _ second: Int16) -> Int64 {
    Int64(first) << Int64(self.first) + Int64(second) << Int64(self.second)
  }
}
