/// The correctly rounded σ(z) = 1 / (1 + exp(−z)) in Q8.8, for each of the 65,536 inputs.
///
/// σ(−z) = 256 − σ(z) exactly, so the table covers z ≥ 0 only; it ends where σ rounds to 1.
@inline(__always)
func sigmoid(_ z: Int16) -> Int16 {
  // In 32 bits −(−32768) fits.
  let magnitude = z < 0 ? 0 &- Int(z) : Int(z)
  let upper =
    magnitude < sigmoidTable.count
    ? Int16(unsafe sigmoidTable[unchecked: magnitude]) : Q8_8.one
  return z < 0 ? Q8_8.one &- upper : upper
}
