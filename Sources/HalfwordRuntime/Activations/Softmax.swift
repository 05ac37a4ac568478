/// Softmax in place: from logits in Q8.8 to shares of 256.
///
/// eᵢ = exp(zᵢ − max z) in Q0.16 and S = Σ eᵢ. Unit i gets ⌊256 eᵢ / S⌋, and the units with the
/// largest remainders 256 eᵢ mod S get one more each until the sum is 256 (Hamilton's method). Of
/// equal remainders the larger logit goes first, then the lower index.
///
/// So the outputs sum to exactly 256, a larger logit never gets less than a smaller one, and the
/// largest logit gets a largest share. There is no memory but the values themselves: the remainders
/// are worked out again in each pass, and the last one that counts is found by bisection, in at most
/// 24 passes for the remainder and 12 for the logit.
package func softmax(_ values: inout MutableSpan<Int16>) {
  guard let selection = Selection(logits: values.span) else { return }
  var tiesLeft = selection.ties
  for index in values.indices {
    let unit = selection.unit(logit: unsafe values[unchecked: index])
    var share = unit.quotient
    if unit.remainder > selection.remainder {
      share &+= 1
    } else if unit.remainder == selection.remainder {
      if unit.distance < selection.distance {
        share &+= 1
      } else if unit.distance == selection.distance, tiesLeft > 0 {
        share &+= 1
        tiesLeft &-= 1
      }
    }
    unsafe values[unchecked: index] = Int16(truncatingIfNeeded: share)
  }
}

/// Which units get one more than their quotient: those beyond a remainder, and of those at it the
/// ones nearer to the largest logit than a distance, and of those at both the first `ties`.
private struct Selection {
  private let largestLogit: Int32
  private let sum: UInt32
  private(set) var remainder: UInt32 = 0
  private(set) var distance: UInt32 = 0
  private(set) var ties: UInt32 = 0

  /// What softmax makes of one logit.
  struct Unit {
    /// max z − z, in ulps.
    var distance: UInt32
    /// ⌊256 e / S⌋.
    var quotient: UInt32
    /// 256 e mod S.
    var remainder: UInt32
  }

  /// Nil where there are no logits.
  init?(logits: Span<Int16>) {
    guard !logits.isEmpty else { return nil }
    var largest = Int16.min
    for index in logits.indices { largest = max(largest, unsafe logits[unchecked: index]) }
    largestLogit = Int32(largest)
    // At most 65,535 · 65,536, which fits.
    var sum: UInt32 = 0
    for index in logits.indices {
      sum &+= negativeExponential(
        distance: UInt32(
          truncatingIfNeeded: largestLogit &- Int32(unsafe logits[unchecked: index])
        )
      )
    }
    self.sum = sum
    selectRemainders(of: logits)
  }

  func unit(logit: Int16) -> Unit {
    let distance = UInt32(truncatingIfNeeded: largestLogit &- Int32(logit))
    let scaled = negativeExponential(distance: distance) &* 256
    guard scaled >= sum else { return Unit(distance: distance, quotient: 0, remainder: scaled) }
    let quotient = scaled / sum
    return Unit(distance: distance, quotient: quotient, remainder: scaled &- quotient &* sum)
  }

  private mutating func selectRemainders(of logits: Span<Int16>) {
    var left: UInt32 = 256
    for index in logits.indices { left &-= unit(logit: unsafe logits[unchecked: index]).quotient }
    guard left > 0 else { return }
    // The smallest remainder beyond which fewer than `left` units lie. No unit lies beyond `high`.
    var low: UInt32 = 0
    var high = min(sum &- 1, Self.largestScaled)
    while low < high {
      let middle = (low &+ high) &>> 1
      if count(of: logits, { $0.remainder > middle }) < left {
        high = middle
      } else {
        low = middle &+ 1
      }
    }
    remainder = low
    left &-= count(of: logits, { $0.remainder > low })
    // The same among the units at that remainder, for the distance from the largest logit.
    var near: UInt32 = 0
    var far = Self.largestDistance
    while near < far {
      let middle = (near &+ far) &>> 1
      if count(of: logits, { $0.remainder == low && $0.distance <= middle }) < left {
        near = middle &+ 1
      } else {
        far = middle
      }
    }
    distance = near
    ties = left &- count(of: logits, { $0.remainder == low && $0.distance < near })
  }

  @inline(__always)
  private func count(of logits: Span<Int16>, _ isCounted: (Unit) -> Bool) -> UInt32 {
    var count: UInt32 = 0
    for index in logits.indices where isCounted(unit(logit: unsafe logits[unchecked: index])) {
      count &+= 1
    }
    return count
  }

  /// 256 times exp(0) in Q0.16.
  private static let largestScaled: UInt32 = 256 * 65_536
  /// Beyond it the exponential is 0, and with it the remainder.
  private static let largestDistance: UInt32 = 4_095
}
