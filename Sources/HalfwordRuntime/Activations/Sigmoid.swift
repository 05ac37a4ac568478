/// The correctly rounded σ(z) = 1 / (1 + exp(−z)) in Q8.8, for each of the 65,536 inputs.
///
/// σ(−z) = 256 − σ(z) exactly, so the table covers z ≥ 0 only, from σ(0) = 128 on; it ends where σ
/// rounds to 1.
func sigmoid(_ z: Int16) -> Int16 {
  StepTable(steps: sigmoidSteps.span, starts: sigmoidStarts.span, middle: sigmoidMiddle).value(
    at: z
  )
}

/// σ(0).
var sigmoidMiddle: Int32 { Int32(Q8_8.one / 2) }
