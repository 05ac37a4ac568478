import CMath

/// y = 1 / (1 + exp(−z)); dy/dz = y · (1 − y) (Rumelhart, Hinton & Williams, *Learning
/// Representations by Back-Propagating Errors*, Nature 1986).
struct SigmoidActivation: ActivationFunction {
  func apply(to z: Floats, into y: Floats) {
    Elementwise.map(z, into: y) { 1 / (1 + expf(-$0)) }
  }

  func propagateBack(_ outputGradients: Floats, z: Floats, y: Floats, into gradients: Floats) {
    Elementwise.map(outputGradients, y, into: gradients) { $0 * $1 * (1 - $1) }
  }
}
