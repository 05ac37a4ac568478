import CVectorMath

/// Adagrad (Duchi, Hazan & Singer, *Adaptive Subgradient Methods for Online Learning and Stochastic
/// Optimization*, JMLR 2011, figure 1, the diagonal form):
///
/// s ← s + g², θ ← θ − η · g / (√s + ε).
struct Adagrad: Optimizer {
  let epsilon: Float
  let memoryNames = ["square_sum"]

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    let sums = memory[0]
    precondition(gradients.count == parameters.count && sums.count == parameters.count)
    let (rate, epsilon) = (moment.learningRate, epsilon)
    for index in 0..<parameters.count {
      let gradient = gradients[index]
      let sum = sums[index] + gradient * gradient
      sums[index] = sum
      parameters[index] -= rate * gradient / (vector_square_root(sum) + epsilon)
    }
  }
}
