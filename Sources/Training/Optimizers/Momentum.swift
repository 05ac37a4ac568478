/// Momentum (Polyak 1964), as Sutskever et al., *On the Importance of Initialization and Momentum in
/// Deep Learning*, ICML 2013, eqs. 1 and 2, write it:
///
/// v ← μ·v − ε·g, θ ← θ + v.
struct Momentum: Optimizer {
  let memoryNames = ["velocity"]

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    let velocities = memory[0]
    precondition(gradients.count == parameters.count && velocities.count == parameters.count)
    let (rate, momentum) = (moment.learningRate, moment.momentum)
    for index in 0..<parameters.count {
      let velocity = momentum * velocities[index] - rate * gradients[index]
      velocities[index] = velocity
      parameters[index] += velocity
    }
  }
}
