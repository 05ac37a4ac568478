import Testing

@testable import Training

/// The first steps of each optimizer against values worked by hand from the papers.
@Suite struct OptimizerTests {
  @Test func plainGradientDescent() {
    // θ ← θ − 0.5·g: 3 − 0.5·2 = 2, then 2 − 0.5·(−1) = 2.5.
    var run = Run(.gradientDescent, from: [3], learningRate: 0.5)
    #expect(run.step([2]) == [2])
    #expect(run.step([-1]) == [2.5])
  }

  @Test func momentumFollowsSutskever() {
    // μ = 0.5, ε = 0.1, θ₀ = (1, −2), g constant (2, −4).
    // v₁ = 0.5·0 − 0.1·(2, −4) = (−0.2, 0.4);        θ₁ = (0.8, −1.6)
    // v₂ = 0.5·(−0.2, 0.4) − (0.2, −0.4) = (−0.3, 0.6);   θ₂ = (0.5, −1.0)
    // v₃ = 0.5·(−0.3, 0.6) − (0.2, −0.4) = (−0.35, 0.7);  θ₃ = (0.15, −0.3)
    var run = Run(.momentum(0.5), from: [1, -2], learningRate: 0.1)
    for expected: [Float] in [[0.8, -1.6], [0.5, -1.0], [0.15, -0.3]] {
      expectClose(run.step([2, -4]), expected)
    }
  }

  @Test func nesterovTakesItsGradientAhead() {
    // The cost θ², g(θ) = 2·θ, μ = 0.5, ε = 0.1, θ₀ = 1, v₀ = 0 (Sutskever, eqs. 3 and 4):
    // v₁ = 0 − 0.1·g(1) = −0.2;                          θ₁ = 0.8,   ahead: 0.8 − 0.1 = 0.7
    // v₂ = −0.1 − 0.1·g(0.7) = −0.1 − 0.14 = −0.24;      θ₂ = 0.56,  ahead: 0.56 − 0.12 = 0.44
    // v₃ = −0.12 − 0.1·g(0.44) = −0.12 − 0.088 = −0.208; θ₃ = 0.352, ahead: 0.352 − 0.104 = 0.248
    // The parameters held are those ahead.
    var run = Run(.nesterov(0.5), from: [1], learningRate: 0.1)
    for expected: Float in [0.7, 0.44, 0.248] {
      expectClose(run.step([2 * run.values[0]]), [expected])
    }
  }

  @Test func adagradIsThatOfTheTutorial() {
    // Lee's tutorial, "Adagrad": with gradients 0.1 then 0.2 the learning rates are η/0.1, then
    // η/√(0.1² + 0.2²) = η/0.22 (√0.05 = 0.2236); with 20 then 10 they are η/20, then
    // η/√(20² + 10²) = η/22 (√500 = 22.36). η = 0.5, θ₀ = (0, 0):
    // θ₁ = −0.5/0.1·0.1 = −0.5 and −0.5/20·20 = −0.5
    // θ₂ = −0.5 − 0.5/0.2236068·0.2 = −0.94721360 and −0.5 − 0.5/22.36068·10 = −0.72360680
    var run = Run(.adagrad(), from: [0, 0], learningRate: 0.5)
    expectClose(run.step([0.1, 20]), [-0.5, -0.5])
    expectClose(run.step([0.2, 10]), [-0.94721360, -0.72360680])
  }

  @Test func rmspropDividesByTheRootOfTheMeanSquare() {
    // ρ = 0.75, η = 0.1, θ₀ = 1.
    // t = 1, g = 2:  s = g² = 4 (the tutorial's σ⁰ = g⁰);       θ = 1 − 0.1·2/2 = 0.9
    // t = 2, g = −4: s = 0.75·4 + 0.25·16 = 7;                  θ = 0.9 + 0.4/√7 = 1.05118579
    // t = 3, g = 1:  s = 0.75·7 + 0.25·1 = 5.5;                 θ = 1.05118579 − 0.1/√5.5 = 1.00854579
    var run = Run(.rmsprop(decay: 0.75, epsilon: 1e-12), from: [1], learningRate: 0.1)
    for (gradient, expected): (Float, Float) in [(2, 0.9), (-4, 1.05118579), (1, 1.00854579)] {
      expectClose(run.step([gradient]), [expected])
    }
  }

  @Test func adadeltaFollowsAlgorithm1() {
    // ρ = 0.5, ε = 1, η = 1, θ₀ = 1.
    // t = 1, g = 2: s = 0.5·4 = 2;             Δ = −√(0 + 1)/√(2 + 1)·2 = −1.15470054
    //               d = 0.5·Δ² = 0.5·4/3 = 2/3;  θ = −0.15470054
    // t = 2, g = 1: s = 0.5·2 + 0.5·1 = 1.5;   Δ = −√(2/3 + 1)/√(1.5 + 1)·1 = −√(2/3) = −0.81649658
    //               θ = −0.97119712
    var run = Run(.adadelta(decay: 0.5, epsilon: 1), from: [1], learningRate: 1)
    expectClose(run.step([2]), [-0.15470054])
    expectClose(run.step([1]), [-0.97119712])
  }

  @Test func adamFollowsAlgorithm1() {
    // β₁ = 0.5, β₂ = 0.75, ε = 1, α = 0.1, θ₀ = 1; large ε and small β so that each term counts.
    // t = 1, g = 2:  m = 0.5·2 = 1,              m̂ = 1 / (1 − 0.5) = 2
    //                v = 0.25·4 = 1,             v̂ = 1 / (1 − 0.75) = 4
    //                θ = 1 − 0.1·2 / (√4 + 1) = 1 − 0.2/3 = 14/15
    // t = 2, g = −1: m = 0.5·1 + 0.5·(−1) = 0,   m̂ = 0, so θ stays
    //                v = 0.75·1 + 0.25·1 = 1
    // t = 3, g = 4:  m = 0.5·0 + 0.5·4 = 2,      m̂ = 2 / (1 − 0.125) = 16/7
    //                v = 0.75·1 + 0.25·16 = 4.75, v̂ = 4.75 / (1 − 0.421875) = 304/37
    //                θ = 14/15 − 0.1·(16/7) / (√(304/37) + 1)
    //                  = 0.93333333 − 0.22857143 / 3.86639429 = 0.87421587
    var run = Run(.adam(beta1: 0.5, beta2: 0.75, epsilon: 1), from: [1], learningRate: 0.1)
    for (gradient, expected): (Float, Float) in [
      (2, 14.0 / 15), (-1, 14.0 / 15), (4, 0.87421587),
    ] {
      expectClose(run.step([gradient]), [expected])
    }
  }

  @Test func adamsFirstStepHasTheLengthOfTheLearningRate() {
    // t = 1: m̂ = g and v̂ = g², so the step is α·g / (|g| + ε): α against the sign of g, whatever
    // its size (section 2.1 of the paper).
    var run = Run(.adam(), from: [0, 0, 0], learningRate: 0.01)
    expectClose(run.step([1e-3, -5, 1e4]), [-0.01, 0.01, -0.01])
  }

  private func expectClose(
    _ found: [Float],
    _ expected: [Float],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 },
      "\(found), expected \(expected)",
      sourceLocation: sourceLocation
    )
  }
}

/// An optimizer on its way.
private struct Run {
  private let choice: OptimizerChoice
  private let learningRate: Float
  private let parameters: FloatBuffer
  private let memory: [FloatBuffer]
  private var step = 0

  init(_ choice: OptimizerChoice, from parameters: [Float], learningRate: Float) {
    self.choice = choice
    self.learningRate = learningRate
    self.parameters = FloatBuffer(parameters)
    memory = choice.optimizer.memoryNames.map { _ in FloatBuffer(count: parameters.count) }
  }

  var values: [Float] { parameters.floats.array }

  mutating func step(_ gradients: [Float]) -> [Float] {
    step += 1
    let buffer = FloatBuffer(gradients)
    choice.optimizer.step(
      parameters.floats,
      gradients: buffer.floats,
      memory: memory.map(\.floats),
      at: StepMoment(
        step: step,
        learningRate: learningRate,
        momentum: Float(choice.momentum.momentum(epoch: 1))
      )
    )
    return values
  }
}
