/// y = max(0, z) (Nair & Hinton, *Rectified Linear Units Improve Restricted Boltzmann Machines*,
/// ICML 2010; Glorot, Bordes & Bengio, *Deep Sparse Rectifier Neural Networks*, AISTATS 2011).
///
/// The derivative at 0 is that of the left piece, 0.
struct RectifiedLinearActivation: ActivationFunction {
  func apply(to z: Floats, into y: Floats) {
    // In this order a NaN stays a NaN, and is found.
    Elementwise.map(z, into: y) { $0 < 0 ? 0 : $0 }
  }

  func propagateBack(_ outputGradients: Floats, z: Floats, y: Floats, into gradients: Floats) {
    Elementwise.map(outputGradients, z, into: gradients) { $1 > 0 ? $0 : 0 }
  }
}
