/// Gradient descent (Cauchy 1847; with mini-batches Robbins & Monro, *A Stochastic Approximation
/// Method*, 1951): θ ← θ − η·g.
struct GradientDescent: Optimizer {
  let memoryNames: [String] = []

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    let rate = moment.learningRate
    Elementwise.map(parameters, gradients, into: parameters) { $0 - rate * $1 }
  }
}
