internal import CHalfword

/// Softmax in place: from logits in Q8.8 to shares of 256.
///
/// eᵢ = exp(zᵢ − max z) in Q0.16 and S = Σ eᵢ. Unit i gets ⌊256 eᵢ / S⌋, and the units with the
/// largest remainders 256 eᵢ mod S get one more each until the sum is 256 (Hamilton's method). Of
/// equal remainders the larger logit goes first, then the lower index.
///
/// So the outputs sum to exactly 256, a larger logit never gets less than a smaller one, and the
/// largest logit gets a largest share. There is no memory but the values themselves: what a unit gets
/// is worked out again in each of 23 passes. The number of passes and what each does depends on the
/// number of logits alone.
package func softmax(_ values: inout MutableSpan<Int16>) {
  guard !values.isEmpty else { return }
  let selection = Selection(logits: values.span)
  var tiesLeft = selection.ties
  for index in values.indices {
    let unit = selection.units.unit(logit: unsafe values[unchecked: index])
    // Of the units at the remainder, the nearer ones; of those at both, the first few.
    let isEqual = isZero(unit.remainder &- selection.remainder)
    let isTied = isEqual & isZero(unit.distance &- selection.distance)
    let getsTie = isTied & isPositive(tiesLeft)
    tiesLeft = tiesLeft &- getsTie
    let share =
      unit.quotient &+ isLess(selection.remainder, unit.remainder)
      &+ (isEqual & isLess(unit.distance, selection.distance)) &+ getsTie
    unsafe values[unchecked: index] = Int16(truncatingIfNeeded: share)
  }
}

/// Which units get one more than their quotient: those beyond a remainder, and of those at it the
/// ones nearer to the largest logit than a distance, and of those at both the first `ties`.
private struct Selection {
  let units: Units
  private(set) var remainder: Int32
  private(set) var distance: Int32
  private(set) var ties: Int32

  @inline(__always)
  init(logits: Span<Int16>) {
    units = Units(logits: logits)
    var left: Int32 = 256
    for index in logits.indices {
      left = left &- units.unit(logit: unsafe logits[unchecked: index]).quotient
    }
    // Where none is left, all remainders are 0, and so are, after the search, the distance and ties.
    let isAnyLeft = isPositive(left)
    let farthest = units.search(
      Search(key: .remainder, bits: 26, rank: left &+ 1 &- isAnyLeft),
      in: logits
    )
    remainder = Units.largestRemainder &- farthest.key
    let nearest = units.search(
      Search(key: .distance, remainder: remainder, bits: 12, rank: farthest.rankAmongEqual),
      in: logits
    )
    distance = nearest.key &* isAnyLeft
    ties = nearest.rankAmongEqual &* isAnyLeft
  }
}

#if arch(x86_64) || arch(arm64)
  /// The same of at most 64 logits, where there is memory for a number each: what a unit gets is worked out once, and
  /// its rank is how many come before it.
  ///
  /// - Returns: whether there are so few; otherwise nothing is done.
  func softmaxOfFew(_ values: inout MutableSpan<Int16>) -> Bool {
    guard !values.isEmpty, values.count <= 64 else { return false }
    let units = Units(logits: values.span)
    // Less for those that come first, and never the same: the rest of the largest remainder, the distance, the index.
    var keys = InlineArray<64, Int64>(repeating: 0)
    var left: Int32 = 256
    for index in values.indices {
      let unit = units.unit(logit: unsafe values[unchecked: index])
      left = left &- unit.quotient
      let major = Int64(Units.largestRemainder &- unit.remainder) &<< 32
      unsafe keys[unchecked: index] =
        major | Int64(unit.distance) &<< 16 | Int64(truncatingIfNeeded: index)
      unsafe values[unchecked: index] = Int16(truncatingIfNeeded: unit.quotient)
    }
    for index in values.indices {
      let key = unsafe keys[unchecked: index]
      var rank: Int64 = 0
      for other in values.indices {
        // The sign of a difference that fits.
        rank = rank &- ((unsafe keys[unchecked: other] &- key) &>> 63)
      }
      let share = isLess(Int32(truncatingIfNeeded: rank), left)
      unsafe values[unchecked: index] =
        unsafe values[unchecked: index] &+ Int16(truncatingIfNeeded: share)
    }
    return true
  }
#endif

/// What softmax makes of one logit.
private struct Unit {
  /// max z − z, in ulps.
  var distance: Int32
  /// ⌊256 e / S⌋.
  var quotient: Int32
  /// 256 e mod S, at most 2²⁴.
  var remainder: Int32
}

/// A search for the unit of a rank, 1 for the first, by a key that is smaller for those that come first.
private struct Search {
  enum Key: UInt8 {
    /// The largest remainder less the unit's.
    case remainder
    /// The distance, for units at `remainder`; for all others as large as no search goes.
    case distance
  }
  var key: Key
  var remainder: Int32 = 0
  /// An even number of bits that keys have.
  var bits: Int32
  var rank: Int32
}

/// How far a search has come.
private struct Reached {
  /// The largest key known to have fewer units before it than the rank.
  var key: Int32 = 0
  /// The units before it.
  var before: Int32 = 0

  @inline(__always)
  mutating func goOn(by step: Int32, if count: Int32, isBelow rank: Int32) {
    let isBelow = (count &- rank).signMask
    key = key &+ (step & isBelow)
    before = before ^ ((before ^ count) & isBelow)
  }
}

/// What softmax makes of all logits.
private struct Units {
  private let largestLogit: Int32
  private let reciprocal: Reciprocal

  @inline(__always)
  init(logits: Span<Int16>) {
    var largest = Int32(Int16.min)
    for index in logits.indices {
      largest = largest.maximum(Int32(unsafe logits[unchecked: index]))
    }
    largestLogit = largest
    // At most 65,535 · 65,536, which fits.
    var sum: UInt32 = 0
    for index in logits.indices {
      let distance = largest &- Int32(unsafe logits[unchecked: index])
      sum = sum &+ negativeExponential(distance: distance)
    }
    reciprocal = Reciprocal(of: sum)
  }

  @inline(never)
  func unit(logit: Int16) -> Unit {
    let distance = largestLogit &- Int32(logit)
    let share = reciprocal.share(of: negativeExponential(distance: distance))
    return Unit(
      distance: distance,
      quotient: Int32(bitPattern: share.quotient),
      remainder: Int32(bitPattern: share.remainder)
    )
  }

  /// Two bits of the key a pass, the high ones first.
  ///
  /// - Returns: the key of the unit of that rank, and its rank among the units of that key.
  @inline(never)
  func search(
    _ search: Search,
    in logits: Span<Int16>
  ) -> (key: Int32, rankAmongEqual: Int32) {
    let isDistance = halfword_opaque(search.key == .distance ? -1 : 0)
    var reached = Reached()
    var shift = search.bits
    while shift > 0 {
      shift = shift &- 2
      let step = (1 as Int32) &<< shift
      // How many units lie before each of the three keys that are a step, two, three further.
      var counts: (Int32, Int32, Int32) = (0, 0, 0)
      for index in logits.indices {
        let unit = unit(logit: unsafe logits[unchecked: index])
        let byRemainder = Self.largestRemainder &- unit.remainder
        let byDistance = unit.distance | (isNotZero(unit.remainder ^ search.remainder) &<< 16)
        let unitKey = byRemainder ^ ((byRemainder ^ byDistance) & isDistance)
        let difference = unitKey &- reached.key &- step
        counts.0 = counts.0 &+ isNegative(difference)
        counts.1 = counts.1 &+ isNegative(difference &- step)
        counts.2 = counts.2 &+ isNegative(difference &- step &- step)
      }
      // As far as fewer units than the rank lie before.
      reached.goOn(by: step, if: counts.0, isBelow: search.rank)
      reached.goOn(by: step, if: counts.1, isBelow: search.rank)
      reached.goOn(by: step, if: counts.2, isBelow: search.rank)
    }
    return (reached.key, search.rank &- reached.before)
  }

  /// 256 times exp(0) in Q0.16.
  static var largestRemainder: Int32 { 256 * 65_536 }
}

/// 1 for a negative number, otherwise 0.
@inline(__always)
private func isNegative(_ number: Int32) -> Int32 {
  Int32(bitPattern: UInt32(bitPattern: number) &>> 31)
}

/// 0 for 0, otherwise 1.
@inline(__always)
private func isNotZero(_ number: Int32) -> Int32 {
  isNegative(halfword_opaque(number | (0 &- number)))
}

/// 1 for 0, otherwise 0.
@inline(__always)
private func isZero(_ number: Int32) -> Int32 {
  halfword_opaque(1 &- isNotZero(number))
}

/// 1 where the number, at least 0, is not 0.
@inline(__always)
private func isPositive(_ number: Int32) -> Int32 {
  isLess(0, number)
}

/// 1 where the first number is less, otherwise 0; for numbers whose difference fits 32 bits.
@inline(__always)
private func isLess(_ first: Int32, _ second: Int32) -> Int32 {
  halfword_opaque(isNegative(halfword_opaque(first &- second)))
}
