/// The correctly rounded σ(z) = 1 / (1 + exp(−z)) in Q8.8, for each of the 65,536 inputs.
///
/// σ(−z) = 256 − σ(z) exactly, so the table covers z ≥ 0 only, from σ(0) = 128 on; it ends where σ
/// rounds to 1.
@inline(__always)
func sigmoid(_ z: Int16) -> Int16 {
  let sign = Int32(z).signMask
  let index = StepTable.limited((Int32(z) ^ sign) &- sign, wordCount: sigmoidSteps.count)
  let word = StepTable.word(index)
  let aboveHalf = StepTable.value(
    at: index,
    steps: unsafe sigmoidSteps[unchecked: word],
    start: unsafe sigmoidStarts[unchecked: word]
  )
  return Int16(truncatingIfNeeded: Int32(Q8_8.one / 2) &+ ((aboveHalf ^ sign) &- sign))
}
