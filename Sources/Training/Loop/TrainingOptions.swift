/// How to train.
public struct TrainingOptions: Equatable, Sendable {
  /// How often training passes through the data; 0 trains nothing.
  public var epochs: Int
  /// Samples in a mini-batch, at least 1; `wholeBatch` is full-batch gradient descent. The last of
  /// an epoch may have fewer.
  public var batchSize: Int
  /// What training makes small.
  public var cost: Cost
  /// How a gradient becomes a step.
  public var optimizer: OptimizerChoice
  /// The step's factor at first, above 0.
  public var learningRate: Double
  /// How the learning rate goes on.
  public var schedule: LearningRateSchedule
  /// What the learning rate is multiplied by for a layer's weights (not its biases), one factor a
  /// layer; the last counts for the layers that follow, none is 1.
  public var layerRates: [Double]
  /// λ, at least 0.
  public var weightDecay: Double
  /// The largest length of a row of weights, one a layer; the last counts for the layers that
  /// follow. None, or 0, sets no limit.
  public var maxNorms: [Double]
  /// ε, how far an adversarial example's inputs are from its sample's, at least 0; with 0 there are
  /// none. Each mini-batch is then twice as long, see `AdversarialExamples`.
  public var adversarialStep: Double
  /// The fixed-point numbers that training is to be aware of, if it is.
  public var quantization: QuantizationAwareness?
  /// The bits of each layer's weights that training is for, one number a layer; none trains floats.
  public var weightBits: [Int]
  /// Epochs without a better result on held-out samples after which training stops.
  public var patience: Int?
  /// What makes a result better.
  public var stopping: EarlyStopping.Criterion
  /// How many threads share a mini-batch, at least 1.
  public var threadCount: Int
  /// Decides the order of the samples and the dropout masks.
  public var seed: UInt64

  /// The batch size that takes all samples at once.
  public static let wholeBatch = Int.max

  /// Gathers options; the defaults suit small classifiers.
  public init(
    epochs: Int = 10,
    batchSize: Int = 32,
    cost: Cost = .crossEntropy,
    optimizer: OptimizerChoice = .adam(),
    learningRate: Double = 0.001,
    schedule: LearningRateSchedule = .constant,
    layerRates: [Double] = [],
    weightDecay: Double = 0,
    maxNorms: [Double] = [],
    adversarialStep: Double = 0,
    quantization: QuantizationAwareness? = nil,
    weightBits: [Int] = [],
    patience: Int? = nil,
    stopping: EarlyStopping.Criterion = .answers,
    threadCount: Int = 1,
    seed: UInt64 = 1
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.cost = cost
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.layerRates = layerRates
    self.weightDecay = weightDecay
    self.maxNorms = maxNorms
    self.adversarialStep = adversarialStep
    self.quantization = quantization
    self.weightBits = weightBits
    self.patience = patience
    self.stopping = stopping
    self.threadCount = threadCount
    self.seed = seed
  }

  /// The factor of a layer's weights; layers count from 0.
  func layerRate(_ layer: Int) -> Float {
    layerRates.isEmpty ? 1 : Float(layerRates[min(layer, layerRates.count - 1)])
  }

  /// The limit of a layer's rows, nil where there is none.
  func maxNorm(_ layer: Int) -> Float? {
    guard !maxNorms.isEmpty else { return nil }
    let limit = Float(maxNorms[min(layer, maxNorms.count - 1)])
    return limit > 0 ? limit : nil
  }
}
