public import Datasets
public import FloatNetwork

/// Trains a network by mini-batch gradient descent.
///
/// ```swift
/// var generator = SeededGenerator(seed: 1)
/// let network = try Network(initializing: description, using: &generator)
/// var trainer = try Trainer(network, options: TrainingOptions(epochs: 20))
/// try trainer.train(on: { _ in digits }, heldOut: others)
/// trainer.network
/// ```
///
/// The same network, options and data give the same weights on the same machine.
public struct Trainer: Sendable {
  /// How to train.
  public let options: TrainingOptions
  /// Epochs that are done.
  public private(set) var completedEpochs = 0

  private let initialNetwork: Network
  private(set) var workspace: Workspace
  private var weightOptimizers: [any Optimizer]
  private var biasOptimizers: [any Optimizer]
  private var generator: SeededGenerator

  /// Prepares training from the weights of `network`.
  ///
  /// - Throws: `TrainingError` where an option is impossible, the cost does not go with the last
  ///   layer, or the network has its dropout folded.
  public init(_ network: Network, options: TrainingOptions) throws(TrainingError) {
    try options.check()
    try network.check(options.cost)
    try network.checkIsTrainable()
    self.options = options
    initialNetwork = network
    workspace = Workspace(network, isForTraining: true)
    weightOptimizers = network.layers.map {
      options.optimizer.makeOptimizer(parameterCount: $0.weights.count)
    }
    biasOptimizers = network.layers.map {
      options.optimizer.makeOptimizer(parameterCount: $0.biases.count)
    }
    generator = SeededGenerator(seed: options.seed ^ Self.seedSalt)
  }

  /// The network with the weights that training has reached.
  public var network: Network {
    var network = initialNetwork
    for (index, layer) in workspace.layers.enumerated() {
      network.setParameters(
        ofLayerAt: index,
        weights: layer.weights.values,
        biases: layer.biases
      )
    }
    return network
  }

  /// Runs the epochs that are left of `options.epochs`.
  ///
  /// - Parameters:
  ///   - trainingData: gives the samples of an epoch, which counts from 1; they may differ from
  ///     epoch to epoch, for example freshly distorted.
  ///   - heldOut: samples to evaluate on after each epoch; they are never trained on.
  ///   - progress: called after each mini-batch and each epoch.
  /// - Throws: `TrainingError` where data do not fit the network or the cost diverges; the weights
  ///   are then of no use.
  public mutating func train(
    on trainingData: (_ epoch: Int) -> Dataset,
    heldOut: Dataset? = nil,
    progress: (TrainingEvent) -> Void = { _ in }
  ) throws(TrainingError) {
    // What is wrong with them should not be found only after an epoch.
    if let heldOut { try initialNetwork.check(heldOut) }
    while completedEpochs < options.epochs {
      try trainEpoch(
        on: trainingData(completedEpochs + 1),
        heldOut: heldOut,
        progress: progress
      )
    }
  }

  /// Runs one epoch: each sample once, in a random order.
  ///
  /// For callers that want to look at `network` between epochs. Parameters and errors are those of
  /// `train(on:heldOut:progress:)`.
  @discardableResult
  public mutating func trainEpoch(
    on dataset: Dataset,
    heldOut: Dataset? = nil,
    progress: (TrainingEvent) -> Void = { _ in }
  ) throws(TrainingError) -> EpochSummary {
    try initialNetwork.check(dataset)
    var state = EpochState(
      epoch: completedEpochs + 1,
      options: options,
      sampleCount: dataset.count
    )
    workspace.reserve(rows: min(options.batchSize, dataset.count))
    var order = Array(0..<dataset.count)
    order.shuffle(using: &generator)
    for start in stride(from: 0, to: order.count, by: options.batchSize) {
      let end = min(order.count - start, options.batchSize) + start
      let cost = trainBatch(order[start..<end], of: dataset, learningRate: state.learningRate)
      state.add(cost, samples: end - start)
      guard cost.isFinite else { throw state.divergence }
      progress(.batch(state.progress))
    }
    guard parametersAreFinite else { throw state.divergence }
    completedEpochs += 1
    var summary = state.summary
    if let heldOut { summary.heldOut = try network.evaluate(on: heldOut, cost: options.cost) }
    progress(.epoch(summary))
    return summary
  }

  /// Takes one step on a mini-batch.
  ///
  /// - Returns: the sum of the cost over its samples, before the step.
  mutating func trainBatch(
    _ samples: ArraySlice<Int>,
    of dataset: Dataset,
    learningRate: Double
  ) -> Double {
    workspace.load(samples, of: dataset)
    workspace.sampleMasks(using: &generator)
    workspace.forward(in: .training)
    let cost = workspace.totalCost(options.cost)
    workspace.backward(options.cost)
    for index in workspace.layers.indices {
      workspace.layers[index].update(
        weightOptimizer: &weightOptimizers[index],
        biasOptimizer: &biasOptimizers[index],
        learningRate: Float(learningRate)
      )
    }
    return cost
  }

  private var parametersAreFinite: Bool {
    workspace.layers.allSatisfy { areFinite($0.weights.values) && areFinite($0.biases) }
  }

  /// Keeps the random numbers of training apart from those of an initialization with the same seed.
  private static let seedSalt: UInt64 = 0x7472_6169_6e69_6e67
}

extension LayerState {
  /// Moves the parameters against their gradients.
  fileprivate mutating func update(
    weightOptimizer: inout any Optimizer,
    biasOptimizer: inout any Optimizer,
    learningRate: Float
  ) {
    weightOptimizer.step(
      &weights.values,
      gradients: weightGradients.values,
      learningRate: learningRate
    )
    biasOptimizer.step(&biases, gradients: biasGradients, learningRate: learningRate)
  }
}
