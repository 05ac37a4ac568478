/// Nesterov's accelerated gradient (Nesterov 1983), as Sutskever et al., ICML 2013, eqs. 3 and 4,
/// write it: v ← μ·v − ε·g(θ + μ·v), θ ← θ + v.
///
/// The parameters that training holds are θ + μ·v, where the gradient is taken (Bengio,
/// Boulanger-Lewandowski & Pascanu, *Advances in Optimizing Recurrent Networks*, ICASSP 2013,
/// eq. 7). In these, v ← μ·v − ε·g and θ ← θ + μ·v − ε·g.
struct Nesterov: Optimizer {
  let memoryNames = ["velocity"]

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    let velocities = memory[0]
    precondition(gradients.count == parameters.count && velocities.count == parameters.count)
    let (rate, momentum) = (moment.learningRate, moment.momentum)
    for index in 0..<parameters.count {
      let descent = rate * gradients[index]
      let velocity = momentum * velocities[index] - descent
      velocities[index] = velocity
      parameters[index] += momentum * velocity - descent
    }
  }
}
