import CMath

/// y = tanh z; dy/dz = 1 − y² (LeCun et al., *Efficient BackProp*, 1998, section 4.4).
struct HyperbolicTangentActivation: ActivationFunction {
  func apply(to z: Floats, into y: Floats) {
    Elementwise.map(z, into: y) { tanhf($0) }
  }

  func propagateBack(_ outputGradients: Floats, z: Floats, y: Floats, into gradients: Floats) {
    Elementwise.map(outputGradients, y, into: gradients) { $0 * (1 - $1 * $1) }
  }
}
