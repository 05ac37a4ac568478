/// vSGD (Schaul, Zhang & LeCun, *No More Pesky Learning Rates*, ICML 2013, arXiv:1206.1106), in the
/// form for activations with kinks (Schaul & LeCun, *Adaptive Learning Rates and Parallelization for
/// Stochastic, Sparse, Non-Smooth Gradients*, ICLR 2013, algorithm 1, vSGD-fd).
///
/// Each parameter has the learning rate that makes the expected cost after the step smallest, from
/// averages over a memory of its own length τ: of the gradient, ḡ, of its square, v̄, of the
/// curvature, h̄, and of its square, q̄. The curvature is the difference between the gradient of the
/// mini-batch here and at θ + ḡ:
///
/// - h = |(g − g(θ + ḡ)) / ḡ|
/// - τ ← τ + 1 where g or h is an outlier, more than 2 standard deviations from its average
/// - ḡ, v̄, h̄, q̄ ← (1 − 1/τ) · old + (1/τ) · new
/// - η = h̄/q̄ · ḡ²/v̄, τ ← (1 − ḡ²/v̄) · τ + 1, θ ← θ − η·g
///
/// A mini-batch counts as one sample. A parameter's first gradient that is not 0 starts its averages
/// (before it, its curvature is unknown, and any rate would be a guess); v̄ and h̄ are then taken
/// `slowStart` times too large, as in section 4.4 of the first paper. ε keeps the divisions finite,
/// and is the least curvature that is believed.
struct VSGD: Optimizer {
  let slowStart: Float
  let epsilon: Float
  let memoryNames = [
    "mean", "square_mean", "curvature_mean", "square_curvature_mean", "memory_size", "gradient",
    "origin",
  ]
  let probes = true

  func moveToProbe(
    _ parameters: Floats,
    gradients: Floats,
    memory: [Floats],
    at moment: StepMoment
  ) {
    let (means, first, origins) = (memory[0], memory[5], memory[6])
    first.copy(gradients)
    origins.copy(parameters)
    let squares = memory[1]
    for index in 0..<parameters.count {
      parameters[index] += squares[index] == 0 ? gradients[index] : means[index]
    }
  }

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    precondition(memory.allSatisfy { $0.count == parameters.count })
    for index in 0..<parameters.count {
      var state = State(memory, at: index)
      let gradient = memory[5][index]
      let isFirst = state.square == 0
      if isFirst && gradient == 0 {
        parameters[index] = memory[6][index]
        continue
      }
      let shift = isFirst ? gradient : state.mean
      let curvature =
        abs(shift) > .leastNormalMagnitude
        ? max(epsilon, abs((gradient - gradients[index]) / shift)) : max(epsilon, state.curvature)
      if isFirst {
        state.begin(gradient, curvature, slowStart: slowStart)
      } else {
        state.add(gradient, curvature)
      }
      let share = state.square > 0 ? min(1, state.mean * state.mean / state.square) : 0
      let rate = state.curvature / state.squareCurvature * share
      state.memorySize = (1 - share) * state.memorySize + 1
      state.write(memory, at: index)
      parameters[index] = memory[6][index] - moment.learningRate * rate * gradient
    }
  }

  /// The averages of one parameter.
  private struct State {
    var mean: Float
    var square: Float
    var curvature: Float
    var squareCurvature: Float
    var memorySize: Float

    init(_ memory: [Floats], at index: Int) {
      mean = memory[0][index]
      square = memory[1][index]
      curvature = memory[2][index]
      squareCurvature = memory[3][index]
      memorySize = memory[4][index]
    }

    func write(_ memory: [Floats], at index: Int) {
      memory[0][index] = mean
      memory[1][index] = square
      memory[2][index] = curvature
      memory[3][index] = squareCurvature
      memory[4][index] = memorySize
    }

    mutating func begin(_ gradient: Float, _ newCurvature: Float, slowStart: Float) {
      mean = gradient
      square = slowStart * gradient * gradient
      curvature = slowStart * newCurvature
      squareCurvature = slowStart * slowStart * newCurvature * newCurvature
      memorySize = 1
    }

    mutating func add(_ gradient: Float, _ newCurvature: Float) {
      if isOutlier(gradient, mean, square) || isOutlier(newCurvature, curvature, squareCurvature) {
        memorySize += 1
      }
      let new = 1 / memorySize
      let old = 1 - new
      mean = old * mean + new * gradient
      square = old * square + new * gradient * gradient
      curvature = old * curvature + new * newCurvature
      squareCurvature = old * squareCurvature + new * newCurvature * newCurvature
    }
  }
}

/// Whether a value is more than two standard deviations from its average.
private func isOutlier(_ value: Float, _ mean: Float, _ square: Float) -> Bool {
  let distance = value - mean
  return distance * distance > 4 * max(0, square - mean * mean)
}
