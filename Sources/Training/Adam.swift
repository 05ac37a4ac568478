/// Adam (Kingma & Ba, *Adam: A Method for Stochastic Optimization*, ICLR 2015, Algorithm 1):
///
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², both starting at 0;
/// θ ← θ − α · m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) at step t.
struct Adam: Optimizer {
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  /// m, the decaying mean of the gradient.
  private var means: [Float]
  /// v, the decaying mean of its square.
  private var squareMeans: [Float]
  /// β₁ᵗ and β₂ᵗ.
  private var powers = (beta1: 1.0, beta2: 1.0)

  init(parameterCount: Int, beta1: Double, beta2: Double, epsilon: Double) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    means = Array(repeating: 0, count: parameterCount)
    squareMeans = means
  }

  mutating func step(_ parameters: inout [Float], gradients: [Float], learningRate: Float) {
    let count = means.count
    precondition(parameters.count == count && gradients.count == count)
    powers = (powers.beta1 * beta1, powers.beta2 * beta2)
    let (decay1, gain1) = (Float(beta1), Float(1 - beta1))
    let (decay2, gain2) = (Float(beta2), Float(1 - beta2))
    Elementwise.update(&means, with: gradients, count: count) { decay1 * $0 + gain1 * $1 }
    Elementwise.update(&squareMeans, with: gradients, count: count) {
      decay2 * $0 + gain2 * ($1 * $1)
    }
    let correction1 = Float(1 / (1 - powers.beta1))
    let correction2 = Float(1 / (1 - powers.beta2))
    let epsilon = Float(epsilon)
    Elementwise.update(&parameters, with: means, squareMeans, count: count) { value, mean, square in
      value - learningRate * (mean * correction1) / ((square * correction2).squareRoot() + epsilon)
    }
  }
}
