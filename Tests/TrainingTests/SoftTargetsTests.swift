import Datasets
import FloatNetwork
import Foundation
import Testing

@testable import Training

/// Knowledge distillation.
@Suite struct SoftTargetsTests {
  private let dataset = randomDataset(count: 30, inputCount: 4, classCount: 3, seed: 2)

  /// softmax(z/T), from the last layer's z in Float64.
  @Test(arguments: [0.5, 1, 3, 20])
  func targetsAreTheSoftenedAnswers(_ temperature: Double) throws {
    let teacher = try randomNetwork("4 dropout:0.25 relu:6 softmax:3", seed: 3)
    let targets = try #require(
      dataset.withTargets(of: teacher, temperature: temperature).targets
    )
    var logits = ReferenceNetwork(teacher, scalesInputs: true)
    logits.layers[1].activation = .linear
    for sample in 0..<dataset.count {
      let z = logits.outputs(
        dataset.input(at: sample).map(Double.init),
        masks: [Array(repeating: 1, count: 4), Array(repeating: 1, count: 6)]
      )
      let powers = z.map { exp($0 / temperature) }
      let sum = powers.reduce(0, +)
      for (power, found) in zip(powers, targets[sample * 3..<sample * 3 + 3]) {
        #expect(abs(power / sum - Double(found)) < 2e-6)
      }
    }
  }

  /// What is sure of everything gives one class, whichever temperature softens it.
  @Test func certaintyStaysCertain() throws {
    var teacher = try randomNetwork("4 softmax:3", seed: 3)
    teacher.setParameters(
      ofLayerAt: 0,
      weights: Array(repeating: 0, count: 12),
      biases: [0, 2000, 0]
    )
    let targets = try dataset.withTargets(of: teacher, temperature: 3).targets
    #expect(targets == (0..<30).flatMap { _ in [Float(0), 1, 0] })
  }

  @Test func otherNetworksAreNoTeachers() throws {
    for line in ["4 linear:3", "5 softmax:3", "4 softmax:4"] {
      let network = try randomNetwork(line, seed: 1)
      #expect(throws: TrainingError.self) {
        try dataset.withTargets(of: network, temperature: 2)
      }
    }
  }
}
