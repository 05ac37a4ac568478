/// The integers in which a run carries the most that the float network can differ from it: error words, in
/// sixteenths of an ulp, always rounded up. `Docs/numerics.md`, "Error words", is the full statement, and
/// `Docs/proofs.md` has the proof.
enum ErrorBound {
  /// The fractional bits of an error word.
  static var fractionBits: Int32 { 4 }
  /// Half an ulp.
  static var half: Int32 { 8 }
  /// The largest error word of a hidden value, or of a pre-activation that a table is read with: 15 bits, so
  /// that two of them make a word and their products with weights are signed.
  static var largestHidden: Int32 { 32_767 }
  /// The largest error word of an output: beyond, an error is as large as all that 16 bits hold, and no bound.
  static var largestOutput: Int32 { (1 &<< 20) &- 1 }
  /// Errors beyond this are taken as this: they have no bound, whatever the activation makes of them.
  static var limit: UInt32 { 1 &<< 26 }

  /// What all rows of a layer have in common: 8 S + ⌊S/32⌋ + E + ⌊E/2⌋ + ⌊E/512⌋ + 12, with S the sum of the
  /// inputs' magnitudes and E that of their error words.
  ///
  /// A weight is within ½ + 1/512 of a step of its row, a start word within ½ of its own, and each weight's
  /// magnitude is taken as 1 less where it is negative.
  @inline(__always)
  static func common(magnitudes: UInt32, errors: UInt32) -> WideSum {
    var sum = WideSum(
      low: magnitudes &<< 3,
      high: Int32(truncatingIfNeeded: magnitudes &>> 29)
    )
    sum.add(Int32(truncatingIfNeeded: magnitudes &>> 5))
    sum.add(Int32(truncatingIfNeeded: errors))
    sum.add(Int32(truncatingIfNeeded: (errors &>> 1) &+ (errors &>> 9) &+ 12))
    return sum
  }

  /// The same where the weights are those of the float network: E + 12.
  @inline(__always)
  static func commonOfExactWeights(errors: UInt32) -> WideSum {
    var sum = WideSum(12)
    sum.add(Int32(truncatingIfNeeded: errors))
    return sum
  }

  /// The error of a sigmoid's or a tanh's value, of a word `z` that is off by `error`, at most
  /// `largestHidden`: the steepest slope that can be there times the error, and half an ulp of the table.
  ///
  /// With T the table's value nearest to zero, v = |T − middle| and A = 256 − |middle|, the slope there is at
  /// most (A + v)(A + 1 − v) / 65,536.
  @inline(never)
  static func afterTable(
    _ activation: ActivationCode,
    of z: Int32,
    error: Int32,
    _ kernels: KernelTable
  ) -> Int32 {
    let nearest = Int32(bitPattern: z.magnitude) &- ((error &+ 15) &>> fractionBits)
    let word = Int16(truncatingIfNeeded: max(0, min(nearest, 32_767)))
    let value = stepFunction(word, activation, kernels)
    let middle = activation == .sigmoid ? sigmoidMiddle : 0
    let reach = 256 &- middle
    let grown = Int32(value) &- middle
    let slope = UInt32(truncatingIfNeeded: (reach &+ grown) &* (reach &+ 1 &- grown))
    // At most 32,767 · 65,792, which fits.
    let product = slope &* UInt32(truncatingIfNeeded: error & largestHidden)
    return Int32(truncatingIfNeeded: (product &+ 65_535) &>> 16) &+ half
  }

  /// The error of a value of an activation with numbers of its own, at `data`: what a cap leaves of that of a ReLU's
  /// value, or what a table makes of it.
  ///
  /// - Parameter lostBits: takes bits where there is no bound.
  @inline(never)
  @unsafe
  static func afterOwn(
    _ activation: ActivationCode,
    _ data: UnsafeRawPointer,
    of z: Int32,
    error: Int32,
    _ lostBits: inout Int32
  ) -> Int32 {
    guard activation == .table else {
      let beyond = unsafe max(0, z &- Int32(data.load(as: UInt16.self)))
      return max(0, error &- (beyond &<< fractionBits))
    }
    lostBits |= error & ~largestHidden
    let table = unsafe ValueTable(at: data)
    let value = table.value(at: Int16(truncatingIfNeeded: z))
    // A value at an end may stand for one beyond.
    if value == .min || value == .max { lostBits |= 1 }
    return table.error(of: z, error & largestHidden)
  }

  /// The error of each share of a softmax of `count` logits, the largest of whose errors is given: a share moves
  /// by at most half of what the logits do, and its own numbers are off by 1 + count/256 + 3/64 ulps at most.
  @inline(__always)
  static func ofShares(count: Int, largest: Int32) -> Int32 {
    ((largest &+ 1) &>> 1) &+ 17 &+ Int32(truncatingIfNeeded: (count &+ 15) &>> 4)
  }
}
