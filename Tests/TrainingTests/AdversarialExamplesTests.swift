import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct AdversarialExamplesTests {
  @Test func eachInputMovesByTheSignOfItsGradient() {
    let inputs = FloatBuffer([1, -2, 0.5, 3, 4])
    let gradients = FloatBuffer([0.001, -100, 0, .infinity, .nan])
    let examples = FloatBuffer(count: 5)
    AdversarialExamples.make(
      from: inputs.floats,
      gradients: gradients.floats,
      step: 0.25,
      into: examples.floats
    )
    #expect(examples.floats.array == [1.25, -2.25, 0.5, 3.25, 4])
  }

  /// One layer and two classes: the cost grows with a linear function of the inputs, so no corner of
  /// the box around a sample costs more than its example, and the others less.
  @Test func noOtherCornerOfTheBoxCostsMoreWhereTheNetworkIsLinear() throws {
    let step: Float = 0.125
    let network = try randomNetwork("6 softmax:2", seed: 3)
    let dataset = randomDataset(count: 9, inputCount: 6, classCount: 2, seed: 4)
    let workspace = Workspace(network, isForTraining: true)
    let examples = makeExamples(of: dataset, in: workspace, step: step)
    #expect(examples == 9..<18)
    let reference = ReferenceNetwork(network)
    let batch = ReferenceBatch(workspace)
    for sample in 0..<9 {
      func cost(_ input: [Double]) -> Double {
        var one = batch
        (one.inputs, one.targets, one.masks) = (
          [input], [batch.targets[sample]], [batch.masks[sample]]
        )
        return reference.meanCost(.crossEntropy, one)
      }
      let example = batch.inputs[9 + sample]
      #expect(batch.targets[9 + sample] == batch.targets[sample])
      for corner in 0..<64 {
        let input = batch.inputs[sample].indices.map { index in
          let value = Float(batch.inputs[sample][index])
          return Double(corner >> index & 1 == 0 ? value - step : value + step)
        }
        #expect(input == example || cost(input) < cost(example))
      }
    }
  }

  /// Each input moves in the direction in which the reference's cost grows, by central differences,
  /// under the sample's own dropout masks; one that is dropped stays.
  @Test(arguments: ["maxout:4x3", "relu:5", "tanh:4"])
  func theCostGrowsTowardsTheExample(_ word: String) throws {
    let network = try randomNetwork("7 dropout:0.4 \(word) dropout:0.3 softmax:3", seed: 5)
    let dataset = randomDataset(count: 20, inputCount: 7, classCount: 3, seed: 6)
    let workspace = Workspace(network, isForTraining: true)
    _ = makeExamples(of: dataset, in: workspace, step: 0.125)
    let reference = ReferenceNetwork(network)
    let batch = ReferenceBatch(workspace)
    var stayed = 0
    for sample in 0..<20 {
      #expect(batch.masks[20 + sample] == batch.masks[sample])
      for index in 0..<7 {
        let h = 1e-6
        func cost(_ shift: Double) -> Double {
          var one = batch
          one.inputs = [batch.inputs[sample]]
          one.inputs[0][index] += shift
          (one.targets, one.masks) = ([batch.targets[sample]], [batch.masks[sample]])
          return reference.meanCost(.crossEntropy, one)
        }
        let gradient = (cost(h) - cost(-h)) / (2 * h)
        let moved = batch.inputs[20 + sample][index] - batch.inputs[sample][index]
        if batch.masks[sample][0][index] == 0 {
          #expect(moved == 0)
          stayed += 1
        } else if abs(gradient) > 1e-5 {
          #expect(moved * gradient > 0 && abs(abs(moved) - 0.125) < 1e-6)
        }
      }
    }
    #expect(stayed > 20)
  }

  /// A step of plain descent is the one that the samples and their examples, put into one data set,
  /// give without adversarial training.
  @Test func samplesAndExamplesCountOneHalfEach() throws {
    let network = try randomNetwork("6 maxout:4x2 softmax:3", seed: 7)
    let dataset = randomDataset(count: 10, inputCount: 6, classCount: 3, seed: 8)
    let workspace = Workspace(network, isForTraining: true)
    _ = makeExamples(of: dataset, in: workspace, step: 0.25)
    let both = Dataset(
      inputCount: 6,
      classCount: 3,
      inputs: workspace.inputs.values,
      labels: dataset.labels + dataset.labels
    )
    var options = TrainingOptions(
      epochs: 1,
      batchSize: TrainingOptions.wholeBatch,
      optimizer: .gradientDescent,
      learningRate: 0.5
    )
    func trained(on dataset: Dataset) throws -> (Network, EpochSummary?) {
      let trainer = try Trainer(network, options: options)
      var found: EpochSummary?
      try trainer.train(on: { _ in dataset }, heldOut: nil) {
        if case .epoch(let summary) = $0 { found = summary }
      }
      return (trainer.network, found)
    }
    let (plain, ofSamples) = try trained(on: dataset)
    let (expected, _) = try trained(on: both)
    options.adversarialStep = 0.25
    for threadCount in 1...3 {
      options.threadCount = threadCount
      let (network, summary) = try trained(on: dataset)
      // What is reported is that of the samples.
      #expect(summary?.accuracy == ofSamples?.accuracy)
      #expect(abs((summary?.meanCost ?? 0) - (ofSamples?.meanCost ?? 1)) < 1e-6)
      for (index, layer) in network.layers.enumerated() {
        #expect(largestDifference(layer, expected.layers[index]) < 1e-6)
        #expect(largestDifference(layer, plain.layers[index]) > 1e-3)
      }
    }
  }

  @Test func aStepBelow0IsRefused() throws {
    let network = try randomNetwork("2 softmax:2", seed: 1)
    for step in [-0.1, .infinity, .nan] {
      #expect(throws: TrainingError.self) {
        try Trainer(network, options: TrainingOptions(adversarialStep: step))
      }
    }
  }

  /// Loads all samples, with masks, and makes their examples.
  private func makeExamples(
    of dataset: Dataset,
    in workspace: Workspace,
    step: Float
  ) -> Range<Int> {
    let samples = 0..<dataset.count
    workspace.reserve(rows: 2 * dataset.count)
    workspace.setRowCount(2 * dataset.count)
    for sample in samples { workspace.load(sample, of: dataset, at: sample) }
    workspace.sampleMasks(key: 9, samples: samples)
    workspace.forward(in: .training, samples: samples)
    workspace.backward(
      Cost.crossEntropy.function(.softmax, outputCount: dataset.classCount),
      samples: samples
    )
    return workspace.makeAdversarialExamples(of: samples, step: step)
  }

  private func largestDifference(_ a: NetworkLayer, _ b: NetworkLayer) -> Float {
    zip(a.weights + a.biases, b.weights + b.biases).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
