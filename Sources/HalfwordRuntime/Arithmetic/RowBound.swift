/// The weights of one row, by column.
protocol RowWeights: ~Escapable {
  subscript(column: Int) -> Int16 { get }
}

/// How far from zero the sums of one row can get, whatever the words of its inputs: the proof that a form of
/// sums is exact (`Docs/numerics.md`, "Sums").
///
/// Where inputs are never negative they are at most 32,767, and products of weights with different signs do
/// not add up; otherwise they are at most 32,768 from zero.
public struct RowBound {
  /// |start|, at most 2³¹.
  private let start: UInt32
  private let inputsAreNonnegative: Bool

  /// A row with this start word.
  @inline(__always)
  public init(start: Int32, inputsAreNonnegative: Bool) {
    self.start = start.magnitude
    self.inputsAreNonnegative = inputsAreNonnegative
  }

  /// Whether a form of sums is exact for a row of `count` weights, at most 65,535.
  func proves<Weights: RowWeights & ~Escapable>(
    _ form: SumForm,
    _ weights: Weights,
    count: Int
  ) -> Bool {
    switch form {
    case .bits64: return true
    case .bits32: return isBelowLimit(weights, count: count, block: count, start: start)
    case .blocks16: return isBelowLimit(weights, count: count, block: 16, start: 0)
    case .blocks32: return isBelowLimit(weights, count: count, block: 32, start: 0)
    }
  }

  /// Whether any `block` products, and `start`, are less than 2³¹ from zero.
  @inline(__always)
  private func isBelowLimit<Weights: RowWeights & ~Escapable>(
    _ weights: Weights,
    count: Int,
    block: Int,
    start: UInt32
  ) -> Bool {
    guard inputsAreNonnegative else {
      return fits(largestSum(weights, count: count, block: block, side: .both), start)
    }
    return fits(largestSum(weights, count: count, block: block, side: .positive), start)
      && fits(largestSum(weights, count: count, block: block, side: .negative), start)
  }

  /// Whether weights of this sum times the largest input, and `start`, stay below 2³¹.
  @inline(__always)
  private func fits(_ weightSum: UInt32, _ start: UInt32) -> Bool {
    guard weightSum <= 65_538, start < 0x8000_0000 else { return false }
    // At most 65,538 · 32,768, just above 2³¹.
    let most = (weightSum &<< 15) &- (inputsAreNonnegative ? weightSum : 0)
    return most < 0x8000_0000 && start < 0x8000_0000 &- most
  }

  private enum Side: UInt8 { case both, positive, negative }

  /// A weight's size, or 0 where it is on the other side.
  @inline(__always)
  private func size(_ weight: Int16, _ side: Side) -> UInt32 {
    let isCounted = side == .both || (side == .positive) == (weight > 0)
    return isCounted ? UInt32(weight.magnitude) : 0
  }

  /// The sum of the `block` largest sizes, at most 65,535 · 32,768, just below 2³¹.
  ///
  /// The size of the smallest of them is found bit by bit, in 16 passes, as there is no memory to sort in;
  /// where all sizes together fit, or so many of the largest, one pass suffices.
  @inline(never)
  private func largestSum<Weights: RowWeights & ~Escapable>(
    _ weights: Weights,
    count: Int,
    block: Int,
    side: Side
  ) -> UInt32 {
    var total: UInt32 = 0
    var column = 0
    while column < count {
      total = total &+ size(weights[column], side)
      column = column &+ 1
    }
    if block >= count || total < 65_536 { return total }
    // The largest number of which at least `block` sizes are no smaller.
    var smallest: UInt32 = 0
    var bit: UInt32 = 1 &<< 15
    while bit > 0 {
      var larger = 0
      column = 0
      while column < count {
        if size(weights[column], side) >= smallest | bit { larger = larger &+ 1 }
        column = column &+ 1
      }
      if larger >= block { smallest |= bit }
      bit = bit &>> 1
    }
    // What is larger, and as many more of that size as complete the block.
    var sum: UInt32 = 0
    var left = UInt32(truncatingIfNeeded: block)
    column = 0
    while column < count {
      let size = size(weights[column], side)
      if size > smallest {
        sum = sum &+ size
        left = left &- 1
      }
      column = column &+ 1
    }
    return sum &+ left &* smallest
  }
}

extension RowBound {
  /// The same for weights side by side, for the exporter.
  ///
  /// - Parameters:
  ///   - form: how the row is summed.
  ///   - weights: at most 65,535.
  ///   - start: the word that the sum starts from.
  ///   - inputsAreNonnegative: whether all inputs are words of 0 or more, as behind a ReLU.
  public static func proves(
    _ form: SumForm,
    weights: Span<Int16>,
    start: Int32,
    inputsAreNonnegative: Bool
  ) -> Bool {
    RowBound(start: start, inputsAreNonnegative: inputsAreNonnegative)
      .proves(form, SpanRow(weights: weights), count: weights.count)
  }
}

/// A row of weights side by side.
private struct SpanRow: RowWeights, ~Escapable {
  private let weights: Span<Int16>

  @_lifetime(copy weights)
  init(weights: Span<Int16>) {
    self.weights = weights
  }

  subscript(column: Int) -> Int16 {
    @inline(__always)
    get { unsafe weights[unchecked: column] }
  }
}
