public import Datasets
public import FloatNetwork

/// Trains a network by mini-batch gradient descent.
///
/// ```swift
/// var generator = SeededGenerator(seed: 1)
/// let network = try Network(initializing: description, using: &generator)
/// let trainer = try Trainer(network, options: TrainingOptions(epochs: 20))
/// try trainer.train(on: { _ in digits }, heldOut: others)
/// trainer.network
/// ```
///
/// The same network, options and data give the same weights on the same machine; also where training
/// is paused, written to a checkpoint and resumed in another process. All memory is made before the
/// first mini-batch of an epoch; none is made in one.
public final class Trainer {
  /// How to train.
  public let options: TrainingOptions
  /// Epochs that are done.
  public internal(set) var completedEpochs = 0
  /// Whether there is a better epoch to be hoped for; asks for held-out samples.
  public internal(set) var earlyStopping: EarlyStopping
  /// Steps, that is mini-batches, that are done.
  public internal(set) var completedSteps = 0
  /// Of the epoch at work.
  var sums = EpochState.Sums()
  /// The weights of the best epoch, where training has patience and held-out samples.
  public internal(set) var bestNetwork: Network?

  let engine: Engine
  private let team: Team
  private let initialNetwork: Network
  private let testWorkspace: Workspace

  /// Prepares training from the weights of `network`.
  ///
  /// - Throws: `TrainingError` where an option is impossible, the cost does not go with the last
  ///   layer, or the network has its dropout folded.
  public init(_ network: Network, options: TrainingOptions) throws(TrainingError) {
    try options.check()
    try network.check(options.cost)
    try network.checkIsTrainable()
    try network.check(options.quantization)
    try network.check(weightBits: options.weightBits)
    let engine = Engine(network, options: options)
    self.options = options
    self.engine = engine
    initialNetwork = network.forgettingTrainedBits()
    team = Team(threadCount: options.threadCount) { engine.step(thread: $0) }
    testWorkspace = Workspace(network, isForTraining: false, sharing: engine.workspace)
    earlyStopping = EarlyStopping(patience: options.patience, criterion: options.stopping)
  }

  /// The network that training has reached; where it is for few bits, with the weights in these.
  public var network: Network {
    guard !options.weightBits.isEmpty else { return floatNetwork }
    return floatNetwork.quantized(by: engine.workspace.layers, bits: options.weightBits)
  }

  /// The network with the weights that training moves.
  var floatNetwork: Network {
    var network = initialNetwork
    for (index, layer) in engine.workspace.layers.enumerated() {
      network.setParameters(
        ofLayerAt: index,
        weights: layer.weights.floats.array,
        biases: layer.biases.array
      )
    }
    return network
  }

  /// Whether all epochs are done, or early stopping ended them.
  public var isFinished: Bool { completedEpochs >= options.epochs || earlyStopping.isOver }

  /// Lets training that early stopping ended go on, with as much patience as at the beginning.
  public func renewPatience() { earlyStopping.renew() }

  /// Runs the epochs that are left.
  ///
  /// - Parameters:
  ///   - trainingData: gives the samples of an epoch, which counts from 1; they may differ from
  ///     epoch to epoch, for example freshly distorted.
  ///   - heldOut: samples to evaluate on after each epoch; they are never trained on.
  ///   - progress: called after each mini-batch and each epoch.
  /// - Throws: `TrainingError` where data do not fit the network or the cost diverges; the weights
  ///   are then of no use.
  public func train(
    on trainingData: (_ epoch: Int) -> Dataset,
    heldOut: Dataset? = nil,
    progress: (TrainingEvent) -> Void = { _ in }
  ) throws(TrainingError) {
    // What is wrong with them should not be found only after an epoch.
    if let heldOut { try initialNetwork.check(heldOut) }
    while !isFinished {
      try trainEpoch(
        on: trainingData(completedEpochs + 1),
        heldOut: heldOut,
        progress: progress
      )
    }
  }

  /// Runs one epoch, or what is left of it: each sample once, in a random order.
  ///
  /// For callers that want to look at `network` between epochs. Parameters and errors are those of
  /// `train(on:heldOut:progress:)`.
  ///
  /// - Parameter shouldPause: asked after each mini-batch. A paused epoch goes on with the next call,
  ///   which must be given the same data.
  /// - Returns: nil where the epoch was paused.
  @discardableResult
  public func trainEpoch(
    on dataset: Dataset,
    heldOut: Dataset? = nil,
    progress: (TrainingEvent) -> Void = { _ in },
    shouldPause: () -> Bool = { false }
  ) throws(TrainingError) -> EpochSummary? {
    try initialNetwork.check(dataset)
    var state = EpochState(
      epoch: completedEpochs + 1,
      options: options,
      sampleCount: dataset.count,
      from: sums
    )
    state.firstLearningRate = learningRate(epochs: 0, steps: completedSteps - sums.batch)
    let epochKey = SeededGenerator.key(options.seed ^ Self.seedSalt, UInt64(state.epoch))
    engine.begin(
      dataset,
      order: Self.order(of: dataset.count, key: epochKey),
      isResumed: sums.batch > 0
    )
    defer { engine.end() }
    while state.sums.batch < state.batches {
      let start = state.sums.batch * options.batchSize
      try trainBatch(
        start..<start + min(options.batchSize, dataset.count - start),
        epochKey: epochKey,
        state: &state
      )
      progress(.batch(state.progress))
      if shouldPause() { return nil }
    }
    guard parametersAreFinite else { throw state.divergence }
    completedEpochs += 1
    sums = EpochState.Sums()
    var summary = state.summary
    if let heldOut { summary.heldOut = try evaluate(heldOut) }
    progress(.epoch(summary))
    return summary
  }

  /// Takes one step on a mini-batch.
  private func trainBatch(
    _ range: Range<Int>,
    epochKey: UInt64,
    state: inout EpochState
  ) throws(TrainingError) {
    let share = Double(state.sums.batch) / Double(state.batches)
    state.learningRate = learningRate(epochs: share, steps: completedSteps)
    engine.set(
      range,
      maskKey: SeededGenerator.key(epochKey, UInt64(state.sums.batch)),
      moment: StepMoment(
        step: completedSteps + 1,
        learningRate: Float(state.learningRate),
        momentum: Float(options.optimizer.momentum.momentum(epoch: state.epoch))
      )
    )
    team.run()
    let result = engine.result
    state.add(result.cost, correctCount: result.correctCount, samples: range.count)
    guard result.cost.isFinite else { throw state.divergence }
    completedSteps += 1
    sums = state.sums
  }

  /// - Parameter epochs: what is done of the epoch at work, below 1.
  private func learningRate(epochs: Double, steps: Int) -> Double {
    options.schedule.rate(
      first: options.learningRate,
      epochs: Double(completedEpochs) + epochs,
      of: options.epochs,
      steps: steps
    )
  }

  /// Evaluates the network as it is, and remembers it where it is the best.
  private func evaluate(_ heldOut: Dataset) throws(TrainingError) -> Evaluation {
    try initialNetwork.check(heldOut)
    let evaluation = testWorkspace.evaluate(on: heldOut, cost: options.cost)
    if options.patience != nil, earlyStopping.add(evaluation, epoch: completedEpochs) {
      bestNetwork = network
    }
    return evaluation
  }

  private var parametersAreFinite: Bool {
    engine.workspace.layers.allSatisfy {
      Elementwise.areFinite($0.weights.floats) && Elementwise.areFinite($0.biases)
    }
  }

  private static func order(of count: Int, key: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: key)
    var order = Array(0..<count)
    order.shuffle(using: &generator)
    return order
  }

  /// Keeps the random numbers of training apart from those of an initialization with the same seed.
  private static let seedSalt: UInt64 = 0x7472_6169_6e69_6e67
}
