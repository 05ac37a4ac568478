import CVectorMath

/// Adadelta (Zeiler, *ADADELTA: An Adaptive Learning Rate Method*, 2012, algorithm 1):
///
/// s ← ρ·s + (1 − ρ)·g², Δ = −√(d + ε) / √(s + ε) · g, d ← ρ·d + (1 − ρ)·Δ², θ ← θ + η·Δ.
///
/// The paper has no η; here it is there so that a schedule can act, and is usually 1.
struct Adadelta: Optimizer {
  let decay: Float
  let epsilon: Float
  let memoryNames = ["square_mean", "update_square_mean"]

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    let (means, updateMeans) = (memory[0], memory[1])
    let count = parameters.count
    precondition(gradients.count == count && means.count == count && updateMeans.count == count)
    let (rate, epsilon, decay, gain) = (moment.learningRate, epsilon, decay, 1 - decay)
    for index in 0..<count {
      let gradient = gradients[index]
      let mean = decay * means[index] + gain * (gradient * gradient)
      means[index] = mean
      let ratio = vector_square_root((updateMeans[index] + epsilon) / (mean + epsilon))
      let update = -ratio * gradient
      updateMeans[index] = decay * updateMeans[index] + gain * (update * update)
      parameters[index] += rate * update
    }
  }
}
