import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct EvaluationTests {
  private static let lines = [
    "7 linear:3", "7 relu:9 sigmoid:3", "7 dropout:0.2 maxout:5x3 dropout:0.5 tanh:6 softmax:3",
    "7 softmax:4 dropout:0.5 relu:3",
  ]

  /// More samples than one mini-batch of evaluation holds, and no multiple of it.
  private static let sampleCount = 301

  @Test(arguments: lines, [false, true])
  func batchedOutputsAreThoseOfTheReference(_ line: String, isDropoutFolded: Bool) throws {
    var network = try randomNetwork(line, seed: 1)
    network.isDropoutFolded = isDropoutFolded
    let inputs = randomValues(Self.sampleCount * 7, seed: 2)
    let outputs = try network.outputs(for: inputs)
    #expect(outputs.count == Self.sampleCount * 3)
    for sample in 0..<Self.sampleCount {
      let expected = network.referenceOutput(
        for: inputs[sample * 7..<(sample + 1) * 7].map(Double.init)
      )
      for (found, expected) in zip(outputs[(sample * 3)...], expected) {
        #expect(abs(Double(found) - expected) < 1e-5)
      }
    }
  }

  @Test(arguments: lines)
  func costAndAccuracyAreThoseOfTheReference(_ line: String) throws {
    let network = try randomNetwork(line, seed: 3)
    let dataset = randomDataset(count: Self.sampleCount, inputCount: 7, classCount: 3, seed: 4)
    let workspace = Workspace(network, isForTraining: false)
    workspace.load(dataset)
    var correct = 0
    for sample in 0..<Self.sampleCount {
      let y = network.referenceOutput(for: workspace.inputs.doubles(inRow: sample))
      if y.firstIndex(of: y.max() ?? 0) == dataset.labels[sample] { correct += 1 }
    }
    let batch = ReferenceBatch(workspace, isMasked: false)
    for cost in Cost.allCases where cost == .squaredError || line.hasSuffix("softmax:3") {
      let evaluation = try network.evaluate(on: dataset, cost: cost)
      let expected = ReferenceNetwork(network, scalesInputs: true).meanCost(cost, batch)
      #expect(abs(evaluation.meanCost - expected) < 1e-5)
      #expect(evaluation.correctCount == correct)
      #expect(evaluation.count == Self.sampleCount)
    }
    #expect((1..<Self.sampleCount).contains(correct))
  }

  @Test func noSamplesGiveNoOutputs() throws {
    #expect(try randomNetwork("7 linear:3", seed: 1).outputs(for: []) == [])
  }

  @Test func crossEntropyStaysFiniteWhereSoftmaxUnderflows() throws {
    // z = (200, 0): y₁ = e⁻²⁰⁰ is 0 in float32, but −ln y₁ = 200.
    let layer = try NetworkLayer(
      inputCount: 1,
      unitCount: 2,
      activation: .softmax,
      weights: [200, 0],
      biases: [0, 0]
    )
    let network = try Network(layers: [layer])
    let dataset = Dataset(inputCount: 1, classCount: 2, inputs: [1], labels: [1])
    let evaluation = try network.evaluate(on: dataset, cost: .crossEntropy)
    #expect(evaluation.meanCost == 200)
    #expect(evaluation.accuracy == 0)
  }

  @Test func theLargestOutputIsFoundBeforeSoftmaxRounds() throws {
    // z = (0, 10⁻⁸): both y are 0.5 in float32.
    let layer = try NetworkLayer(
      inputCount: 1,
      unitCount: 2,
      activation: .softmax,
      weights: [0, 1e-8],
      biases: [0, 0]
    )
    let network = try Network(layers: [layer])
    #expect(try network.outputs(for: [1]) == [0.5, 0.5])
    let dataset = Dataset(inputCount: 1, classCount: 2, inputs: [1], labels: [1])
    #expect(try network.evaluate(on: dataset, cost: .crossEntropy).correctCount == 1)
  }
}
