/// AdaSecant (Gulcehre & Bengio, *ADASECANT: Robust Adaptive Secant Method for Stochastic Gradient*,
/// 2014, arXiv:1412.7419, algorithm 1, with the thresholded Adagrad of its section 6).
///
/// With g the gradient over its tensor's length, α = g − g₋₁ its change, Δ the last change of the
/// parameter, and E[·] averages over a memory of length τ, for each parameter:
///
/// - γ = rms((g₋₁ − g)(g₋₁ − E[g])) / rms((g₋₁ − E[g])(g − E[g])), at most `largestGamma`
/// - g̃ = (g + γ·E[g]) / (1 + γ)
/// - τ = 2.2 where g or α is an outlier, more than 2 standard deviations from its average
/// - η = √(E[Δ²] + ε) / √(E[α²] + ε) − E[αΔ] / (E[α²] + ε), at least 0
/// - τ ← (1 − E[Δ]²/E[Δ²]) · τ + 1
/// - θ ← θ − η/max(1, √Σ g̃²) · g̃
///
/// Where the paper is silent, this follows its authors' program: the averages of g and g² have a
/// fixed decay, the two averages of γ are root mean squares, so that γ cannot be negative, τ stays
/// in 1.5...10⁸, and there is an ε, without which η grows beyond all bounds where the gradient of a
/// parameter stays 0 for a while. In the first step there is no Δ yet, and η is 1.
struct AdaSecant: Optimizer {
  let decay: Float
  let largestGamma: Float
  let epsilon: Float
  let memoryNames = [
    "mean", "square_mean", "last_gradient", "gamma_numerator", "gamma_denominator", "change_mean",
    "change_square_mean", "last_update", "update_mean", "update_square_mean", "covariance",
    "memory_size", "square_sum",
  ]
  let needsGradientNorm = true

  func step(_ parameters: Floats, gradients: Floats, memory: [Floats], at moment: StepMoment) {
    precondition(memory.allSatisfy { $0.count == parameters.count })
    let scale = moment.gradientNorm > 0 ? 1 / moment.gradientNorm : 0
    for index in 0..<parameters.count {
      var state = State(memory, at: index)
      let gradient = gradients[index] * scale
      let isFirst = moment.step == 1
      let corrected = isFirst ? state.begin(gradient) : correct(gradient, &state)
      let secant = isFirst ? 1 : state.secantRate(epsilon)
      state.squareSum += corrected * corrected
      let update =
        -moment.learningRate * secant / max(1, state.squareSum.squareRoot()) * corrected
      state.adaptMemorySize(isFirst: isFirst)
      state.lastGradient = gradient
      state.lastUpdate = update
      state.write(memory, at: index)
      parameters[index] += update
    }
  }

  /// Takes the gradient into the averages.
  ///
  /// - Returns: g̃.
  private func correct(_ gradient: Float, _ state: inout State) -> Float {
    let change = gradient - state.lastGradient
    if state.isOutlier(gradient, change: change) { state.memorySize = 2.2 }
    let new = 1 / state.memorySize
    state.mean = decay * state.mean + (1 - decay) * gradient
    state.squareMean = decay * state.squareMean + (1 - decay) * gradient * gradient
    let lastDistance = state.lastGradient - state.mean
    let numerator = (state.lastGradient - gradient) * lastDistance
    let denominator = lastDistance * (gradient - state.mean)
    average(&state.gammaNumerator, numerator * numerator, new)
    average(&state.gammaDenominator, denominator * denominator, new)
    average(&state.changeMean, change, new)
    average(&state.changeSquareMean, change * change, new)
    average(&state.updateMean, state.lastUpdate, new)
    average(&state.updateSquareMean, state.lastUpdate * state.lastUpdate, new)
    average(&state.covariance, change * state.lastUpdate, new)
    let gamma =
      state.gammaDenominator > 0
      ? min(largestGamma, (state.gammaNumerator / state.gammaDenominator).squareRoot())
      : largestGamma
    return (gradient + gamma * state.mean) / (1 + gamma)
  }

  private func average(_ mean: inout Float, _ value: Float, _ new: Float) {
    mean = (1 - new) * mean + new * value
  }

  /// What is remembered of one parameter.
  private struct State {
    var mean: Float
    var squareMean: Float
    var lastGradient: Float
    var gammaNumerator: Float
    var gammaDenominator: Float
    var changeMean: Float
    var changeSquareMean: Float
    var lastUpdate: Float
    var updateMean: Float
    var updateSquareMean: Float
    var covariance: Float
    var memorySize: Float
    var squareSum: Float

    init(_ memory: [Floats], at index: Int) {
      mean = memory[0][index]
      squareMean = memory[1][index]
      lastGradient = memory[2][index]
      gammaNumerator = memory[3][index]
      gammaDenominator = memory[4][index]
      changeMean = memory[5][index]
      changeSquareMean = memory[6][index]
      lastUpdate = memory[7][index]
      updateMean = memory[8][index]
      updateSquareMean = memory[9][index]
      covariance = memory[10][index]
      memorySize = memory[11][index]
      squareSum = memory[12][index]
    }

    func write(_ memory: [Floats], at index: Int) {
      memory[0][index] = mean
      memory[1][index] = squareMean
      memory[2][index] = lastGradient
      memory[3][index] = gammaNumerator
      memory[4][index] = gammaDenominator
      memory[5][index] = changeMean
      memory[6][index] = changeSquareMean
      memory[7][index] = lastUpdate
      memory[8][index] = updateMean
      memory[9][index] = updateSquareMean
      memory[10][index] = covariance
      memory[11][index] = memorySize
      memory[12][index] = squareSum
    }

    /// - Returns: g̃, which is g.
    mutating func begin(_ gradient: Float) -> Float {
      mean = gradient
      squareMean = gradient * gradient
      changeMean = gradient
      changeSquareMean = gradient * gradient
      memorySize = 2.2
      return gradient
    }

    func secantRate(_ epsilon: Float) -> Float {
      let square = changeSquareMean + epsilon
      return max(
        0,
        ((updateSquareMean + epsilon) / square).squareRoot() - covariance / square
      )
    }

    func isOutlier(_ gradient: Float, change: Float) -> Bool {
      isFar(gradient, mean, squareMean) || isFar(change, changeMean, changeSquareMean)
    }

    mutating func adaptMemorySize(isFirst: Bool) {
      let share =
        isFirst || updateSquareMean <= 0 ? 0 : min(1, updateMean * updateMean / updateSquareMean)
      memorySize = isFirst ? memorySize : min(1e8, max(1.5, (1 - share) * memorySize + 1))
    }
  }
}

/// Whether a value is more than two standard deviations from its average.
private func isFar(_ value: Float, _ mean: Float, _ square: Float) -> Bool {
  let distance = value - mean
  return distance * distance > 4 * max(0, square - mean * mean)
}
