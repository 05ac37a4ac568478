import Datasets
import FloatNetwork
import Training

/// One network trained from one seed.
struct TrainingRun {
  /// The network that training has reached; nil where it diverged.
  let network: Network?
  /// How it does on what it has seen.
  let train: Evaluation?
  /// How it does on what it has not.
  let test: Evaluation?

  /// Trains a network whose weights, and the order of whose samples, the options' seed decides.
  ///
  /// - Throws: `TrainingError` but for a divergence, which is a result.
  init(
    _ description: NetworkDescription,
    options: TrainingOptions,
    on train: Dataset,
    test: Dataset
  ) throws {
    var generator = SeededGenerator(seed: options.seed)
    let initial = try Network(initializing: description, using: &generator)
    network = try initial.trained(options: options, on: train)
    self.train = try network?.evaluate(on: train, cost: options.cost)
    self.test = try network?.evaluate(on: test, cost: options.cost)
  }

  /// The share of training samples that are wrong, in percent; not finite after a divergence.
  var trainError: Double { train.map { 100 * (1 - $0.accuracy) } ?? .infinity }
  /// The share of test samples that are wrong, in percent; not finite after a divergence.
  var testError: Double { test.map { 100 * (1 - $0.accuracy) } ?? .infinity }
}

extension Network {
  /// The network that training reaches from these weights; nil where it diverges.
  func trained(options: TrainingOptions, on dataset: Dataset) throws -> Network? {
    do {
      let trainer = try Trainer(self, options: options)
      try trainer.train(on: { _ in dataset })
      return trainer.network
    } catch TrainingError.diverged {
      return nil
    }
  }
}

extension NetworkDescription {
  /// Hidden layers of one kind and width, then softmax.
  init(
    inputs: Int,
    hiddenLayers: Int,
    width: Int,
    activation: Activation,
    classes: Int
  ) {
    self.init(
      inputCount: inputs,
      layers: Array(
        repeating: Layer(activation: activation, unitCount: width),
        count: hiddenLayers
      ) + [Layer(activation: .softmax, unitCount: classes)]
    )
  }

  /// Weights and biases.
  var parameterCount: Int {
    var count = 0
    var inputs = inputCount
    for layer in layers {
      count += layer.unitCount * layer.activation.pieces * (inputs + 1)
      inputs = layer.unitCount
    }
    return count
  }
}
