/// The correctly rounded tanh(z) in Q8.8, for each of the 65,536 inputs.
///
/// tanh(−z) = −tanh(z) exactly, so the table covers z ≥ 0 only; it ends where tanh rounds to 1.
@inline(__always)
func hyperbolicTangent(_ z: Int16) -> Int16 {
  let sign = Int32(z).signMask
  let index = StepTable.limited((Int32(z) ^ sign) &- sign, wordCount: tanhSteps.count)
  let word = StepTable.word(index)
  let magnitude = StepTable.value(
    at: index,
    steps: unsafe tanhSteps[unchecked: word],
    start: unsafe tanhStarts[unchecked: word]
  )
  return Int16(truncatingIfNeeded: (magnitude ^ sign) &- sign)
}
