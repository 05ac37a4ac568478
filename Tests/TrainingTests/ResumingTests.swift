import Datasets
import FloatNetwork
import Testing

@testable import Training

/// Training that was paused, written and resumed gives the bits of one that was not.
@Suite struct ResumingTests {
  private static let optimizers: [OptimizerChoice] = [
    .gradientDescent, .momentum(MomentumSchedule(from: 0.5, to: 0.9, epochs: 3)), .nesterov(0.9),
    .adagrad(), .rmsprop(), .adadelta(), .adam(), .adaSecant(), .vsgd(),
  ]
  private let line = "6 dropout:0.2 maxout:8x2 dropout:0.5 relu:5 softmax:3"
  private let dataset = randomDataset(count: 50, inputCount: 6, classCount: 3, seed: 2)
  private let heldOut = randomDataset(count: 20, inputCount: 6, classCount: 3, seed: 3)

  private func options(_ optimizer: OptimizerChoice) -> TrainingOptions {
    TrainingOptions(
      epochs: 6,
      batchSize: 8,
      optimizer: optimizer,
      learningRate: 0.01,
      schedule: .cosine(),
      weightDecay: 0.001,
      maxNorms: [2],
      adversarialStep: 0.05,
      patience: 50,
      threadCount: 2
    )
  }

  @Test(arguments: optimizers, [1, 7, 8, 20])
  func theBitsAreThoseOfAnUninterruptedRun(_ optimizer: OptimizerChoice, batches: Int) throws {
    let options = options(optimizer)
    let network = try randomNetwork(line, seed: 1)
    let whole = try Trainer(network, options: options)
    var expected: [EpochSummary] = []
    try whole.train(on: { _ in dataset }, heldOut: heldOut) {
      if case .epoch(let summary) = $0 { expected.append(summary) }
    }

    var trainer = try Trainer(network, options: options)
    var summaries: [EpochSummary] = []
    var pauses = 0
    while !trainer.isFinished {
      var left = batches
      let summary = try trainer.trainEpoch(on: dataset, heldOut: heldOut) { event in
        if case .batch = event { left -= 1 }
      } shouldPause: {
        left == 0
      }
      if let summary { summaries.append(summary) }
      // As another process would see it.
      let bytes = try trainer.checkpoint(notes: [:]).encoded()
      trainer = try Trainer(resuming: Checkpoint(decoding: bytes), options: options)
      pauses += summary == nil ? 1 : 0
    }
    #expect(batches >= 8 || pauses > 5)
    #expect(trainer.network == whole.network)
    #expect(trainer.bestNetwork == whole.bestNetwork)
    #expect(trainer.earlyStopping == whole.earlyStopping)
    for (found, expected) in zip(summaries, expected) {
      #expect(found.meanCost == expected.meanCost && found.accuracy == expected.accuracy)
      #expect(found.learningRate == expected.learningRate && found.heldOut == expected.heldOut)
    }
    #expect(summaries.count == 6)
  }

  @Test func aCheckpointWithoutFittingStateIsRefused() throws {
    let network = try randomNetwork(line, seed: 1)
    let finished = Checkpoint(network: network)
    #expect {
      try Trainer(resuming: finished, options: options(.adam()))
    } throws: { "\($0)".contains("it holds no training state") }
    let trainer = try Trainer(network, options: options(.momentum(0.9)))
    try trainer.trainEpoch(on: dataset)
    let checkpoint = trainer.checkpoint(notes: [:])
    #expect {
      try Trainer(resuming: checkpoint, options: options(.adam()))
    } throws: { "\($0)".contains("was the optimizer another?") }
    var damaged = checkpoint
    damaged.state["batches_done"] = "many"
    #expect {
      try Trainer(resuming: damaged, options: options(.momentum(0.9)))
    } throws: { "\($0)".contains("has no batches_done") }
  }

  /// The checkpoint has outputs in the data's units, the state what training works with.
  @Test func theBitsAreTheSameWhereOutputsAreScaled() throws {
    let targets = Dataset(
      inputCount: 2,
      outputCount: 2,
      inputs: randomValues(40, seed: 4),
      targets: randomValues(40, seed: 5).map { 300 * $0 + 1000 }
    )
    let scale = try OutputScale(fitting: targets)
    let scaled = scale.standardized(targets)
    let options = TrainingOptions(epochs: 6, cost: .squaredError, patience: 50, stopping: .cost)
    let network = try randomNetwork("2 relu:5 linear:2", seed: 1)
    let whole = try Trainer(network, options: options)
    try whole.train(on: { _ in scaled }, heldOut: scaled)
    var trainer = try Trainer(network, options: options)
    while !trainer.isFinished {
      try trainer.trainEpoch(on: scaled, heldOut: scaled)
      let bytes = try trainer.checkpoint(notes: [:], outputScale: scale).encoded()
      trainer = try Trainer(resuming: Checkpoint(decoding: bytes), options: options)
    }
    #expect(trainer.network == whole.network && trainer.bestNetwork == whole.bestNetwork)
    let kept = try #require(whole.bestNetwork)
    let outputs = try kept.outputs(for: targets.inputs)
    let units = try scale.applied(to: kept).outputs(for: targets.inputs)
    // Fitted anew, the scale is what it is: the outputs differ by it alone.
    let wanted = scale.standardized(
      Dataset(inputCount: 2, outputCount: 2, inputs: targets.inputs, targets: units)
    )
    for (a, b) in zip(outputs, wanted.targets ?? []) { #expect(abs(a - b) < 1e-4) }
  }

  @Test(arguments: [1, 2, 3])
  func aThreadCountAlwaysGivesTheSameBits(_ threadCount: Int) throws {
    var options = options(.adam())
    options.threadCount = threadCount
    let networks = try (0..<3).map { _ in
      let trainer = try Trainer(randomNetwork(line, seed: 1), options: options)
      try trainer.train(on: { _ in dataset })
      return trainer.network
    }
    #expect(networks[0] == networks[1] && networks[0] == networks[2])
  }

  /// More threads than samples or rows, and parts that are empty.
  @Test func threadsThatHaveNothingToDoDoNoHarm() throws {
    var options = options(.gradientDescent)
    let networks = try [1, 7].map { count in
      options.threadCount = count
      let trainer = try Trainer(randomNetwork("2 tanh:3 softmax:2", seed: 1), options: options)
      try trainer.train(on: { _ in exclusiveOr })
      return trainer.network
    }
    for (a, b) in zip(networks[0].layers, networks[1].layers) {
      #expect(zip(a.weights, b.weights).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }
}
