/// The correctly rounded tanh(z) in Q8.8, for each of the 65,536 inputs.
///
/// tanh(−z) = −tanh(z) exactly, so the table covers z ≥ 0 only; it ends where tanh rounds to 1.
func hyperbolicTangent(_ z: Int16) -> Int16 {
  StepTable(steps: tanhSteps.span, starts: tanhStarts.span, middle: 0).value(at: z)
}
