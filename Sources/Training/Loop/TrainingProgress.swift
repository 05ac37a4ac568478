/// What training tells about its progress. Epochs and mini-batches count from 1.
public enum TrainingEvent: Equatable, Sendable {
  /// After each mini-batch.
  case batch(BatchProgress)
  /// After each epoch.
  case epoch(EpochSummary)
}

/// How far an epoch has come.
public struct BatchProgress: Equatable, Sendable {
  /// The epoch at work.
  public var epoch: Int
  /// How many epochs the options ask for.
  public var epochs: Int
  /// The mini-batch that is done.
  public var batch: Int
  /// Mini-batches in this epoch.
  public var batches: Int
  /// The mean cost over the epoch's samples so far, each as it was when its mini-batch came.
  public var meanCost: Double
  /// The share of these samples that was right, each as it was when its mini-batch came.
  public var accuracy: Double
  /// Training speed since the epoch began.
  public var samplesPerSecond: Double
}

/// What an epoch has brought.
public struct EpochSummary: Equatable, Sendable {
  /// The epoch that is done.
  public var epoch: Int
  /// How many epochs the options ask for.
  public var epochs: Int
  /// The mean cost over the epoch's samples, each as it was when its mini-batch came, with dropout.
  public var meanCost: Double
  /// The share of these samples that was right, each as it was when its mini-batch came.
  public var accuracy: Double
  /// The learning rate of its first step.
  public var learningRate: Double
  /// Training speed, evaluation not counted.
  public var samplesPerSecond: Double
  /// How the network does on the held-out samples, where there are any.
  public var heldOut: Evaluation?
}
