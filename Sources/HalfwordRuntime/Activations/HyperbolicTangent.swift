/// The correctly rounded tanh(z) in Q8.8, for each of the 65,536 inputs.
///
/// tanh(−z) = −tanh(z) exactly, so the table covers z ≥ 0 only; it ends where tanh rounds to 1.
@inline(__always)
func hyperbolicTangent(_ z: Int16) -> Int16 {
  // In 32 bits −(−32768) fits.
  let magnitude = z < 0 ? 0 &- Int(z) : Int(z)
  let upper =
    magnitude < tanhTable.count ? Int16(unsafe tanhTable[unchecked: magnitude]) : Q8_8.one
  return z < 0 ? 0 &- upper : upper
}
