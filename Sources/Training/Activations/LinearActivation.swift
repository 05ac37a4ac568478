/// y = z.
struct LinearActivation: ActivationFunction {
  func apply(to z: Floats, into y: Floats) { y.copy(z) }

  func propagateBack(_ outputGradients: Floats, z: Floats, y: Floats, into gradients: Floats) {
    gradients.copy(outputGradients)
  }
}
