/// How the gradient of the cost changes one tensor of parameters, the weights or the biases of a
/// layer. Each tensor has an optimizer of its own, which remembers what it needs between steps.
protocol Optimizer: Sendable {
  /// Takes one step.
  ///
  /// - Precondition: both arrays have the count that the optimizer was made for.
  mutating func step(_ parameters: inout [Float], gradients: [Float], learningRate: Float)
}

/// Which optimizer training uses, and its constants.
public enum OptimizerChoice: Equatable, Sendable {
  /// Stochastic gradient descent with momentum, in [0, 1); 0 is plain gradient descent.
  case momentum(Double = 0)
  /// Adam; the default constants are those that its paper recommends.
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// An optimizer at its start, for a tensor of `parameterCount` values.
  func makeOptimizer(parameterCount: Int) -> any Optimizer {
    switch self {
    case .momentum(let momentum):
      MomentumSGD(parameterCount: parameterCount, momentum: momentum)
    case .adam(let beta1, let beta2, let epsilon):
      Adam(parameterCount: parameterCount, beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
  }
}
