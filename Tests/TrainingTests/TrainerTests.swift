import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct TrainerTests {
  private static let line = "6 dropout:0.2 maxout:8x2 dropout:0.5 relu:5 softmax:3"

  private func trained(options: TrainingOptions) throws -> Network {
    let dataset = randomDataset(count: 50, inputCount: 6, classCount: 3, seed: 2)
    let trainer = try Trainer(randomNetwork(Self.line, seed: 1), options: options)
    try trainer.train(on: { _ in dataset })
    return trainer.network
  }

  @Test func theSameSeedGivesTheSameWeightsAndAnotherOthers() throws {
    let options = TrainingOptions(epochs: 3, batchSize: 8, seed: 4)
    let first = try trained(options: options)
    #expect(try trained(options: options) == first)
    var others = options
    others.seed = 5
    #expect(try trained(options: others) != first)
  }

  @Test func noEpochsLeaveTheNetworkAsItWas() throws {
    #expect(try trained(options: TrainingOptions(epochs: 0)) == randomNetwork(Self.line, seed: 1))
  }

  private static let learners: [(String, Cost, OptimizerChoice, Double)] = [
    ("2 tanh:8 softmax:2", .crossEntropy, .adam(), 0.05),
    ("2 maxout:4x2 softmax:2", .crossEntropy, .momentum(0.9), 0.1),
    ("2 relu:8 linear:2", .squaredError, .momentum(0.9), 0.05),
    ("2 sigmoid:8 sigmoid:2", .squaredError, .adam(), 0.05),
    ("2 tanh:8 softmax:2", .squaredError, .gradientDescent, 0.5),
  ]

  @Test(arguments: learners)
  func learnsExclusiveOr(
    _ line: String,
    _ cost: Cost,
    _ optimizer: OptimizerChoice,
    _ learningRate: Double
  ) throws {
    let trainer = try Trainer(
      randomNetwork(line, seed: 1),
      options: TrainingOptions(
        epochs: 1000,
        batchSize: 4,
        cost: cost,
        optimizer: optimizer,
        learningRate: learningRate
      )
    )
    try trainer.train(on: { _ in exclusiveOr })
    let evaluation = try trainer.network.evaluate(on: exclusiveOr, cost: cost)
    #expect(evaluation.accuracy == 1)
    #expect(evaluation.meanCost < 0.05)
  }

  /// With one mini-batch an epoch and plain descent, the step is −ε · decay^(epoch − 1) · g.
  @Test func theLearningRateDecaysAfterEachEpoch() throws {
    let network = try randomNetwork("2 linear:2", seed: 1)
    let trainer = try Trainer(
      network,
      options: TrainingOptions(
        epochs: 3,
        batchSize: 4,
        cost: .squaredError,
        optimizer: .gradientDescent,
        learningRate: 0.1,
        schedule: .steps(factor: 0.5, epochs: 1)
      )
    )
    for rate in [0.1, 0.05, 0.025] {
      let workspace = Workspace(trainer.network, isForTraining: true)
      workspace.load(exclusiveOr)
      let before = ReferenceNetwork(trainer.network)
      let gradient = before.gradients(.squaredError, ReferenceBatch(workspace))[0].weights
      let summary = try #require(try trainer.trainEpoch(on: exclusiveOr))
      #expect(abs(summary.learningRate - rate) < 1e-12)
      for (index, after) in trainer.network.layers[0].weights.enumerated() {
        let expected = before.layers[0].weights[index] - rate * gradient[index]
        #expect(abs(Double(after) - expected) < 1e-6)
      }
    }
  }

  @Test func eachEpochAsksForItsDataAndTellsItsProgress() throws {
    let network = try randomNetwork("6 relu:4 softmax:3", seed: 1)
    let heldOut = randomDataset(count: 9, inputCount: 6, classCount: 3, seed: 9)
    let trainer = try Trainer(network, options: TrainingOptions(epochs: 3, batchSize: 8))
    var asked: [Int] = []
    var batches: [[Int]] = []
    var summaries: [EpochSummary] = []
    var lastMeanCost = 0.0
    // Epochs may differ in size: 20 samples are 3 mini-batches, 40 are 5, 60 are 8.
    try trainer.train(
      on: { epoch in
        asked.append(epoch)
        return randomDataset(
          count: 20 * epoch,
          inputCount: 6,
          classCount: 3,
          seed: UInt64(epoch)
        )
      },
      heldOut: heldOut
    ) { event in
      switch event {
      case .batch(let progress):
        batches.append([progress.epoch, progress.batch, progress.batches])
        #expect(progress.epochs == 3 && progress.samplesPerSecond > 0)
        lastMeanCost = progress.meanCost
      case .epoch(let summary):
        #expect(summary.meanCost == lastMeanCost)
        summaries.append(summary)
      }
    }
    #expect(asked == [1, 2, 3])
    #expect(
      batches
        == [(1, 3), (2, 5), (3, 8)].flatMap { epoch, count in
          (1...count).map { [epoch, $0, count] }
        }
    )
    #expect(summaries.map(\.epoch) == [1, 2, 3])
    let expected = try trainer.network.evaluate(on: heldOut, cost: .crossEntropy)
    #expect(summaries.last?.heldOut == expected)
  }

  @Test func eachSampleIsSeenOnceAnEpochInAnotherOrder() throws {
    // With learning rate about 0 the mean cost of an epoch is that of the data, if each sample
    // counts once.
    let network = try randomNetwork("6 relu:4 softmax:3", seed: 1)
    let dataset = randomDataset(count: 21, inputCount: 6, classCount: 3, seed: 2)
    let trainer = try Trainer(
      network,
      options: TrainingOptions(
        epochs: 2,
        batchSize: 4,
        optimizer: .gradientDescent,
        learningRate: 1e-30
      )
    )
    var runs: [[Double]] = [[], []]
    try trainer.train(on: { _ in dataset }) { event in
      if case .batch(let progress) = event { runs[progress.epoch - 1].append(progress.meanCost) }
    }
    let expected = try network.evaluate(on: dataset, cost: .crossEntropy).meanCost
    for run in runs { #expect(abs((run.last ?? 0) - expected) < 1e-6) }
    #expect(runs[0].first != runs[1].first)
  }

  @Test func eachMiniBatchHasNewMasks() throws {
    let dataset = randomDataset(count: 8, inputCount: 6, classCount: 3, seed: 2)
    let trainer = try Trainer(
      randomNetwork(Self.line, seed: 1),
      options: TrainingOptions(batchSize: 8)
    )
    var masks: Set<[Float]> = []
    for _ in 0..<5 {
      try trainer.trainEpoch(on: dataset)
      for layer in trainer.engine.workspace.layers where layer.dropsInputs {
        #expect(layer.mask.values.contains(0) && layer.mask.values.contains(1))
        masks.insert(layer.mask.values)
      }
    }
    #expect(masks.count == 10)
  }
}
