import Testing

@testable import Training

/// The first steps of each optimizer against values worked by hand from the papers.
@Suite struct OptimizerTests {
  @Test func momentumFollowsSutskever() {
    // μ = 0.5, ε = 0.1, θ₀ = (1, −2), g constant (2, −4).
    // v₁ = 0.5·0 − 0.1·(2, −4) = (−0.2, 0.4);        θ₁ = (0.8, −1.6)
    // v₂ = 0.5·(−0.2, 0.4) − (0.2, −0.4) = (−0.3, 0.6);   θ₂ = (0.5, −1.0)
    // v₃ = 0.5·(−0.3, 0.6) − (0.2, −0.4) = (−0.35, 0.7);  θ₃ = (0.15, −0.3)
    var optimizer = MomentumSGD(parameterCount: 2, momentum: 0.5)
    var parameters: [Float] = [1, -2]
    for expected: [Float] in [[0.8, -1.6], [0.5, -1.0], [0.15, -0.3]] {
      optimizer.step(&parameters, gradients: [2, -4], learningRate: 0.1)
      expectClose(parameters, expected)
    }
  }

  @Test func momentumZeroIsPlainGradientDescent() {
    // θ ← θ − 0.5·g: 3 − 0.5·2 = 2, then 2 − 0.5·(−1) = 2.5.
    var optimizer = MomentumSGD(parameterCount: 1, momentum: 0)
    var parameters: [Float] = [3]
    optimizer.step(&parameters, gradients: [2], learningRate: 0.5)
    #expect(parameters == [2])
    optimizer.step(&parameters, gradients: [-1], learningRate: 0.5)
    #expect(parameters == [2.5])
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
    var optimizer = Adam(parameterCount: 1, beta1: 0.5, beta2: 0.75, epsilon: 1)
    var parameters: [Float] = [1]
    for (gradient, expected): (Float, Float) in [
      (2, 14.0 / 15), (-1, 14.0 / 15), (4, 0.87421587),
    ] {
      optimizer.step(&parameters, gradients: [gradient], learningRate: 0.1)
      expectClose(parameters, [expected])
    }
  }

  @Test func adamsFirstStepHasTheLengthOfTheLearningRate() {
    // t = 1: m̂ = g and v̂ = g², so the step is α·g / (|g| + ε): α against the sign of g, whatever
    // its size (section 2.1 of the paper).
    var optimizer = OptimizerChoice.adam().makeOptimizer(parameterCount: 3)
    var parameters: [Float] = [0, 0, 0]
    optimizer.step(&parameters, gradients: [1e-3, -5, 1e4], learningRate: 0.01)
    expectClose(parameters, [-0.01, 0.01, -0.01])
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
