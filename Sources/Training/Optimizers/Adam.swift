import CMath
import CVectorMath

/// Adam (Kingma & Ba, *Adam: A Method for Stochastic Optimization*, ICLR 2015, algorithm 1):
///
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g²,
/// θ ← θ − α · m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) at step t.
struct Adam: Optimizer {
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let memoryNames = ["mean", "square_mean"]

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    let (means, squareMeans) = (memory[0], memory[1])
    let count = parameters.count
    precondition(gradients.count == count && means.count == count && squareMeans.count == count)
    let (decay1, gain1) = (Float(beta1), Float(1 - beta1))
    let (decay2, gain2) = (Float(beta2), Float(1 - beta2))
    // As at the end of the paper's section 2, the corrections of all parameters are taken together:
    // m̂ / (√v̂ + ε) = m · √c₂ / c₁ / (√v + ε·√c₂), where c = 1 − βᵗ.
    let correction1 = 1 - pow(beta1, Double(moment.step))
    let correction2 = (1 - pow(beta2, Double(moment.step))).squareRoot()
    let rate = Float(Double(moment.learningRate) * correction2 / correction1)
    let epsilon = Float(epsilon * correction2)
    for index in 0..<count {
      let gradient = gradients[index]
      let mean = decay1 * means[index] + gain1 * gradient
      let squareMean = decay2 * squareMeans[index] + gain2 * (gradient * gradient)
      means[index] = mean
      squareMeans[index] = squareMean
      parameters[index] -= rate * mean / (vector_square_root(squareMean) + epsilon)
    }
  }
}
