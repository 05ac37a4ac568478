/// Stochastic gradient descent with momentum (Polyak 1964), as Sutskever et al., *On the Importance
/// of Initialization and Momentum in Deep Learning*, ICML 2013, eqs. 1 and 2, write it:
///
/// v ← μ·v − ε·g, θ ← θ + v, where v starts at 0.
struct MomentumSGD: Optimizer {
  /// μ.
  let momentum: Float
  /// v.
  private var velocities: [Float]

  init(parameterCount: Int, momentum: Double) {
    self.momentum = Float(momentum)
    velocities = Array(repeating: 0, count: parameterCount)
  }

  mutating func step(_ parameters: inout [Float], gradients: [Float], learningRate: Float) {
    let count = velocities.count
    precondition(parameters.count == count && gradients.count == count)
    let momentum = momentum
    Elementwise.update(&velocities, with: gradients, count: count) {
      momentum * $0 - learningRate * $1
    }
    Elementwise.update(&parameters, with: velocities, count: count) { $0 + $1 }
  }
}
