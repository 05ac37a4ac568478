extension Int16 {
  /// The nearest `Int16`: `value` itself, or the end of the range it lies beyond.
  @inline(__always)
  init(saturating value: Int32) {
    let upper = Int32(Int16.max)
    let lower = Int32(Int16.min)
    self.init(truncatingIfNeeded: value > upper ? upper : (value < lower ? lower : value))
  }
}

/// Half an ulp of the result, in the units of an accumulator that is shifted right by `bits`.
///
/// Added before the arithmetic shift it rounds to nearest, halves up. 0 for a shift by 0.
@inline(__always)
func roundingConstant(shift bits: UInt8) -> Int32 {
  (1 &<< Int32(truncatingIfNeeded: bits)) &>> 1
}
