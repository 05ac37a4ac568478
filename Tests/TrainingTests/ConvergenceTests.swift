import Datasets
import FloatNetwork
import Testing

@testable import Training

/// Every optimizer reaches the same cost on the same problem: exclusive or, which no network without
/// a hidden layer learns, full batch, the constants of its paper.
@Suite struct ConvergenceTests {
  private static let statedCost = 0.05
  private static let epochs = 600

  private static let optimizers: [(OptimizerChoice, Double)] = [
    (.gradientDescent, 1), (.momentum(0.9), 0.1), (.nesterov(0.9), 0.1), (.adagrad(), 0.1),
    (.rmsprop(), 0.01), (.adadelta(), 1), (.adam(), 0.05), (.adaSecant(), 0.3), (.vsgd(), 1),
  ]

  @Test(arguments: optimizers)
  func reachesTheStatedCost(_ optimizer: OptimizerChoice, _ learningRate: Double) throws {
    let network = try randomNetwork("2 tanh:8 softmax:2", seed: 1)
    let before = try network.evaluate(on: exclusiveOr, cost: .crossEntropy).meanCost
    let trainer = try Trainer(
      network,
      options: TrainingOptions(
        epochs: Self.epochs,
        batchSize: TrainingOptions.wholeBatch,
        optimizer: optimizer,
        learningRate: learningRate
      )
    )
    try trainer.train(on: { _ in exclusiveOr })
    let after = try trainer.network.evaluate(on: exclusiveOr, cost: .crossEntropy)
    #expect(before > 0.5)
    #expect(after.meanCost < Self.statedCost, "\(optimizer): \(after.meanCost)")
    #expect(after.accuracy == 1)
  }

  @Test func noHiddenLayerDoesNot() throws {
    let trainer = try Trainer(
      randomNetwork("2 softmax:2", seed: 1),
      options: TrainingOptions(epochs: Self.epochs, batchSize: 4, learningRate: 0.05)
    )
    try trainer.train(on: { _ in exclusiveOr })
    // ln 2: both classes are as likely.
    #expect(
      try trainer.network.evaluate(on: exclusiveOr, cost: .crossEntropy).meanCost > 0.69
    )
  }
}
