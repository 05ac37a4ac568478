import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct RegularizationTests {
  private func trained(
    _ network: Network,
    _ options: TrainingOptions,
    on dataset: Dataset = exclusiveOr,
    heldOut: Dataset? = nil
  ) throws -> Trainer {
    let trainer = try Trainer(network, options: options)
    try trainer.train(on: { _ in dataset }, heldOut: heldOut)
    return trainer
  }

  @Test func maxNormShortensOnlyRowsThatAreTooLong() {
    let rows = FloatBuffer([3, 4, 0.3, 0.4, 0, -2])
    MaxNorm.apply(1, to: rows.floats, ofLength: 2)
    for (found, expected) in zip(rows.floats.array, [0.6, 0.8, 0.3, 0.4, 0, -1] as [Float]) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  /// Each maxout piece is a row of its own, and each layer has a limit of its own.
  @Test func noRowIsLongerThanItsLayersLimit() throws {
    let options = TrainingOptions(
      epochs: 20,
      batchSize: 4,
      optimizer: .momentum(0.9),
      learningRate: 0.5,
      maxNorms: [0.5, 0.75, 0]
    )
    let network = try randomNetwork("2 maxout:4x3 tanh:5 softmax:2", seed: 1)
    let layers = try trained(network, options).network.layers
    let longest = layers.map(longestRow)
    #expect(abs(longest[0] - 0.5) < 1e-5 && abs(longest[1] - 0.75) < 1e-5 && longest[2] > 1)
  }

  /// One step of plain descent, with and without: the difference is −η·λ·w, and none for biases.
  @Test func weightDecayPullsWeightsAndNotBiases() throws {
    let network = try randomNetwork("2 tanh:3 softmax:2", seed: 1)
    var options = TrainingOptions(
      epochs: 1,
      batchSize: 4,
      optimizer: .gradientDescent,
      learningRate: 0.1
    )
    let without = try trained(network, options).network
    options.weightDecay = 0.25
    let with = try trained(network, options).network
    for (index, layer) in network.layers.enumerated() {
      for (weight, (a, b)) in zip(
        layer.weights,
        zip(with.layers[index].weights, without.layers[index].weights)
      ) { #expect(abs((a - b) + 0.1 * 0.25 * weight) < 1e-6) }
      #expect(with.layers[index].biases == without.layers[index].biases)
    }
  }

  @Test func aLayersRateScalesItsWeightsStepsOnly() throws {
    let network = try randomNetwork("2 tanh:3 softmax:2", seed: 1)
    var options = TrainingOptions(
      epochs: 1,
      batchSize: 4,
      optimizer: .gradientDescent,
      learningRate: 0.1
    )
    let plain = try trained(network, options).network
    options.layerRates = [1, 4]
    let scaled = try trained(network, options).network
    #expect(plain.layers[0] == scaled.layers[0])
    #expect(plain.layers[1].biases == scaled.layers[1].biases)
    for (start, (a, b)) in zip(
      network.layers[1].weights,
      zip(plain.layers[1].weights, scaled.layers[1].weights)
    ) { #expect(abs((b - start) - 4 * (a - start)) < 1e-6) }
  }

  /// Labels that are noise cannot be learned for other samples: the validation cost soon rises.
  @Test func earlyStoppingKeepsTheBestEpoch() throws {
    let dataset = randomDataset(count: 30, inputCount: 6, classCount: 3, seed: 2)
    let heldOut = randomDataset(count: 30, inputCount: 6, classCount: 3, seed: 3)
    let network = try randomNetwork("6 relu:20 softmax:3", seed: 1)
    let options = TrainingOptions(epochs: 500, batchSize: 10, learningRate: 0.02, patience: 7)
    let trainer = try trained(network, options, on: dataset, heldOut: heldOut)
    let stopping = trainer.earlyStopping
    let best = try #require(stopping.bestEpoch)
    #expect(trainer.completedEpochs == best + 7 && trainer.completedEpochs < 500)
    #expect(trainer.isFinished && stopping.isOver)
    let kept = try #require(trainer.bestNetwork)
    #expect(try kept.evaluate(on: heldOut, cost: .crossEntropy) == stopping.best)
    // It is the network of that epoch.
    var shorter = options
    shorter.epochs = best
    shorter.patience = nil
    #expect(try trained(network, shorter, on: dataset).network == kept)
  }

  @Test func earlyStoppingTakesTheLowerCostOfEquallyManyRightAnswers() {
    var stopping = EarlyStopping(patience: 2)
    let evaluations: [(Double, Int)] = [(2, 5), (3, 6), (2.5, 6), (1, 5), (2.5, 6)]
    let best = evaluations.enumerated().map { index, pair in
      stopping.add(
        Evaluation(meanCost: pair.0, correctCount: pair.1, count: 10),
        epoch: index + 1
      )
    }
    #expect(best == [true, true, true, false, false])
    #expect(stopping.bestEpoch == 3 && stopping.isOver)
  }
}

/// The length of a layer's longest row of weights.
private func longestRow(_ layer: NetworkLayer) -> Double {
  var longest = 0.0
  for row in 0..<layer.rowCount {
    var square = 0.0
    for weight in layer.weights[row * layer.inputCount..<(row + 1) * layer.inputCount] {
      square += Double(weight) * Double(weight)
    }
    longest = max(longest, square.squareRoot())
  }
  return longest
}
