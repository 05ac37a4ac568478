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

  @Test func vSGDTakesTheBestRateForTheCurvature() {
    // The cost θ², g(θ) = 2·θ, so the curvature is 2 everywhere; slow start 2, θ₀ = 1.
    // t = 1: g = 2, the probe is at θ + g = 3: h = |2 − 6| / 2 = 2
    //        ḡ = 2, v̄ = 2·2² = 8, h̄ = 2·2 = 4, q̄ = (2·2)² = 16
    //        ḡ²/v̄ = 1/2, η = 4/16 · 1/2 = 1/8, τ = (1 − 1/2)·1 + 1 = 1.5
    //        θ = 1 − 2/8 = 0.75
    // t = 2: g = 1.5, the probe is at 0.75 + ḡ = 2.75: h = |1.5 − 5.5| / 2 = 2
    //        g is no outlier, (1.5 − 2)² ≤ 4·(8 − 4), h is, (2 − 4)² > 4·(16 − 16): τ = 2.5
    //        ḡ = 0.6·2 + 0.4·1.5 = 1.8,  v̄ = 0.6·8 + 0.4·2.25 = 5.7
    //        h̄ = 0.6·4 + 0.4·2 = 3.2,    q̄ = 0.6·16 + 0.4·4 = 11.2
    //        ḡ²/v̄ = 3.24/5.7 = 0.56842105, η = 3.2/11.2 · 0.56842105 = 0.16240602
    //        τ = (1 − 0.56842105)·2.5 + 1 = 2.07894737
    //        θ = 0.75 − 0.16240602·1.5 = 0.50639098
    // t = 3: g = 1.01278195, the probe is at θ + 1.8: h = 2
    //        (1.01278195 − 1.8)² = 0.6197 ≤ 4·(5.7 − 3.24), (2 − 3.2)² ≤ 4·(11.2 − 10.24): τ stays
    //        1/τ = 0.48101266: ḡ = 0.51898734·1.8 + 0.48101266·1.01278195 = 1.42133815
    //        v̄ = 0.51898734·5.7 + 0.48101266·1.02572729 = 3.45161566
    //        h̄ = 0.51898734·3.2 + 0.48101266·2 = 2.62278481
    //        q̄ = 0.51898734·11.2 + 0.48101266·4 = 7.73670886
    //        η = 2.62278481/7.73670886 · 2.02020215/3.45161566 = 0.19841697
    //        θ = 0.50639098 − 0.19841697·1.01278195 = 0.30543785
    var run = Run(.vsgd(slowStart: 2, epsilon: 1e-6), from: [1], learningRate: 1)
    for expected: Float in [0.75, 0.50639098, 0.30543785] {
      expectClose(run.step { $0.map { 2 * $0 } }, [expected])
    }
  }

  /// A weight behind a dead unit or a blank pixel has no gradient at first; it begins with its first
  /// one as any other does, and not at the largest rate that epsilon allows.
  @Test func vSGDBeginsWithTheFirstGradientThatIsNotZero() {
    var run = Run(.vsgd(slowStart: 2, epsilon: 1e-6), from: [1], learningRate: 1)
    for _ in 0..<4 { expectClose(run.step { $0.map { _ in 0 } }, [1]) }
    for expected: Float in [0.75, 0.50639098, 0.30543785] {
      expectClose(run.step { $0.map { 2 * $0 } }, [expected])
    }
  }

  @Test func adaSecantTakesTheSecantOfNormalizedGradients() {
    // Decay 0.5, γ at most 1.8, ε = 1, θ₀ = (1, 1); k = 1/2.2 = 0.45454545.
    // t = 1, g = (3, 4)/5 = (0.6, 0.8): η = 1, Σg̃² < 1, θ = (0.4, 0.2); τ stays 2.2
    // t = 2, g = (4, 3)/5 = (0.8, 0.6), so α = (0.2, −0.2); the averages have no variance yet, so
    // both are outliers, τ = 2.2. For the first parameter:
    //   E[g] = 0.7
    //   γ² = k·((0.6 − 0.8)(0.6 − 0.7))² / k·((0.6 − 0.7)(0.8 − 0.7))² = 4; γ = 2, cut to 1.8
    //   g̃ = (0.8 + 1.8·0.7)/2.8 = 0.73571429
    //   E[Δ²] = k·0.36 = 0.16363636,  E[α²] = (1 − k)·0.36 + k·0.04 = 0.21454545
    //   E[αΔ] = k·0.2·(−0.6) = −0.05454545
    //   η = √(1.16363636/1.21454545) + 0.05454545/1.21454545 = 0.97881746 + 0.04491018 = 1.02372764
    //   Σg̃² = 0.36 + 0.54127551 < 1, θ = 0.4 − 1.02372764·0.73571429 = −0.35317105
    // For the second one:
    //   E[g] = 0.7, γ = 1.8, g̃ = (0.6 + 1.8·0.7)/2.8 = 0.66428571
    //   E[Δ²] = k·0.64 = 0.29090909,  E[α²] = (1 − k)·0.64 + k·0.04 = 0.36727273
    //   E[αΔ] = k·(−0.2)·(−0.8) = 0.07272727
    //   η = √(1.29090909/1.36727273) − 0.07272727/1.36727273 = 0.97167315 − 0.05319149 = 0.91848166
    //   Σg̃² = 0.64 + 0.44127551 = 1.08127551, its root 1.03984398
    //   θ = 0.2 − 0.91848166/1.03984398·0.66428571 = −0.38675554
    var run = Run(
      .adaSecant(decay: 0.5, largestGamma: 1.8, epsilon: 1),
      from: [1, 1],
      learningRate: 1
    )
    expectClose(run.step([3, 4]), [0.4, 0.2])
    expectClose(run.step([4, 3]), [-0.35317105, -0.38675554])
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

  mutating func step(_ gradients: [Float]) -> [Float] { step { _ in gradients } }

  /// A step where the gradient depends on the parameters.
  mutating func step(_ gradient: ([Float]) -> [Float]) -> [Float] {
    step += 1
    let optimizer = choice.optimizer
    let buffer = FloatBuffer(gradient(values))
    let moment = StepMoment(
      step: step,
      learningRate: learningRate,
      momentum: Float(choice.momentum.momentum(epoch: 1)),
      gradientNorm: Elementwise.sumOfSquares(buffer.floats).squareRoot()
    )
    if optimizer.probes {
      optimizer.moveToProbe(
        parameters.floats,
        gradients: buffer.floats,
        memory: memory.map(\.floats),
        at: moment
      )
      buffer.floats.copy(gradient(values), from: 0)
    }
    optimizer.step(
      parameters.floats,
      gradients: buffer.floats,
      memory: memory.map(\.floats),
      at: moment
    )
    return values
  }
}
