import CVectorMath

/// RMSprop (Tieleman & Hinton, *Neural Networks for Machine Learning*, lecture 6e, 2012):
///
/// s ← ρ·s + (1 − ρ)·g², θ ← θ − η · g / (√s + ε).
///
/// The lecture leaves the first s open; here it is g² of the first step, as in Lee's tutorial, so
/// that the first step is not 1 / √(1 − ρ) times too long.
struct RMSprop: Optimizer {
  let decay: Float
  let epsilon: Float
  let memoryNames = ["square_mean"]

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    let means = memory[0]
    precondition(gradients.count == parameters.count && means.count == parameters.count)
    let (rate, epsilon) = (moment.learningRate, epsilon)
    let decay = moment.step == 1 ? 0 : decay
    let gain = 1 - decay
    for index in 0..<parameters.count {
      let gradient = gradients[index]
      let mean = decay * means[index] + gain * (gradient * gradient)
      means[index] = mean
      parameters[index] -= rate * gradient / (vector_square_root(mean) + epsilon)
    }
  }
}
