/// How to train.
public struct TrainingOptions: Equatable, Sendable {
  /// How often training passes through the data; 0 trains nothing.
  public var epochs: Int
  /// Samples in a mini-batch, at least 1. The last of an epoch may have fewer.
  public var batchSize: Int
  /// What training makes small.
  public var cost: Cost
  /// How a gradient becomes a step.
  public var optimizer: OptimizerChoice
  /// The step's factor in the first epoch, above 0.
  public var learningRate: Double
  /// What the learning rate is multiplied by after each epoch, above 0; 1 keeps it.
  public var learningRateDecay: Double
  /// Decides the order of the samples and the dropout masks.
  public var seed: UInt64

  /// Gathers options; the defaults suit small classifiers.
  public init(
    epochs: Int = 10,
    batchSize: Int = 32,
    cost: Cost = .crossEntropy,
    optimizer: OptimizerChoice = .adam(),
    learningRate: Double = 0.001,
    learningRateDecay: Double = 1,
    seed: UInt64 = 1
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.cost = cost
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.seed = seed
  }

  /// Checks each option's range.
  func check() throws(TrainingError) {
    try require(epochs >= 0, "the number of epochs", epochs, "at least 0")
    try require(batchSize >= 1, "the batch size", batchSize, "at least 1")
    try requirePositive(learningRate, "the learning rate")
    try requirePositive(learningRateDecay, "the learning rate decay")
    switch optimizer {
    case .momentum(let momentum):
      try requireFraction(momentum, "the momentum")
    case .adam(let beta1, let beta2, let epsilon):
      try requireFraction(beta1, "Adam's beta1")
      try requireFraction(beta2, "Adam's beta2")
      try requirePositive(epsilon, "Adam's epsilon")
    }
  }
}

private func require(
  _ isPossible: Bool,
  _ name: String,
  _ value: some CustomStringConvertible,
  _ wanted: String
) throws(TrainingError) {
  guard isPossible else {
    throw .impossibleOption(name, found: value.description, wanted: wanted)
  }
}

/// Above 0 also in float32, which is what training computes with.
private func requirePositive(_ value: Double, _ name: String) throws(TrainingError) {
  try require(Float(value) > 0 && Float(value).isFinite, name, value, "above 0 and finite")
}

private func requireFraction(_ value: Double, _ name: String) throws(TrainingError) {
  try require(value >= 0 && Float(value) < 1, name, value, "at least 0 and below 1")
}
