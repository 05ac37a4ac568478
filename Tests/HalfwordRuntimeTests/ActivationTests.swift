import Conformance
import FloatNetwork
import Quantization
import Testing
import _TestSupport

@testable import HalfwordRuntime

@Suite struct ActivationTests {
  @Test func sigmoidIsCorrectlyRoundedForEveryInput() {
    let wrong = (Int16.min...Int16.max).filter { sigmoid($0) != ExactOracle.sigmoid($0) }
    #expect(wrong == [])
  }

  @Test func tanhIsCorrectlyRoundedForEveryInput() {
    let wrong = (Int16.min...Int16.max).filter { hyperbolicTangent($0) != ExactOracle.tanh($0) }
    #expect(wrong == [])
  }

  @Test func sigmoidOfOppositesAddsUpToOne() {
    let wrong = (Int16(-32_767)...32_767).filter { sigmoid($0) + sigmoid(-$0) != 256 }
    #expect(wrong == [])
  }

  @Test func sigmoidAndTanhNeverFall() {
    let falls = (Int16.min..<Int16.max).filter {
      sigmoid($0) > sigmoid($0 + 1) || hyperbolicTangent($0) > hyperbolicTangent($0 + 1)
    }
    #expect(falls == [])
  }

  /// Through a whole model with one input, weight 1 and bias 0, so z is the input.
  @Test(arguments: [Activation.linear, .relu, .sigmoid, .tanh])
  func aModelAppliesTheActivationToEveryInput(_ activation: Activation) throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 1,
      activation: activation,
      weightFractionBits: 8,
      weights: [256],
      biases: [0]
    )
    let model = try TestModel(QuantizedNetwork(layers: [layer]))
    let wrong = (Int16.min...Int16.max).filter { z in
      let expected =
        switch activation {
        case .relu: max(0, z)
        case .sigmoid: ExactOracle.sigmoid(z)
        case .tanh: ExactOracle.tanh(z)
        default: z
        }
      return model.run([z]).output != [expected]
    }
    #expect(wrong == [])
  }

  @Test func theExponentialNeverRisesAndStaysWithinItsBound() {
    var before: UInt32 = .max
    for distance in Int32(0)...70_000 {
      let value = negativeExponential(distance: distance)
      #expect(value <= before)
      before = value
      let exact = 65_536 * exponential(-Double(distance) / 256)
      #expect(abs(Double(value) - exact) <= 0.5 + exact / 16_384)
    }
  }
}

import Foundation

private func exponential(_ x: Double) -> Double { Foundation.exp(x) }
