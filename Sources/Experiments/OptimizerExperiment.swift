import Datasets
import FloatNetwork
import Training

/// Every optimizer on the same network, from the same initial weights, with the same mini-batches.
struct OptimizerExperiment: Experiment {
  static let name = "optimizers"
  static let claim =
    "Adaptive learning rates need less tuning: popular optimizers reach a low cost in fewer epochs "
    + "than plain gradient descent, over a wider range of rates."

  /// An optimizer by name.
  struct Candidate {
    let name: String
    let optimizer: OptimizerChoice

    var usualRate: Double { optimizer.usualLearningRate }
  }

  var candidates: [Candidate] = [
    Candidate(name: "gradient descent", optimizer: .gradientDescent),
    Candidate(name: "momentum", optimizer: .momentum(0.9)),
    Candidate(name: "Nesterov", optimizer: .nesterov(0.9)),
    Candidate(name: "Adagrad", optimizer: .adagrad()),
    Candidate(name: "RMSprop", optimizer: .rmsprop()),
    Candidate(name: "Adadelta", optimizer: .adadelta()),
    Candidate(name: "Adam", optimizer: .adam()),
    Candidate(name: "AdaSecant", optimizer: .adaSecant()),
    Candidate(name: "vSGD", optimizer: .vsgd()),
  ]
  var hiddenLayers = 2
  var width = 64
  var epochs = 20
  /// On many samples, training ends when it has seen so many.
  var largestSampleCount = 50_000
  /// What the usual rate is multiplied by.
  var factors = [0.03, 0.1, 0.3, 1, 3, 10, 30]
  var seeds: [UInt64] = [1, 2, 3]

  /// The epochs after which the cost is shown.
  private let shownEpochs = [1, 2, 3, 5, 10, 20, 50]
  /// A run has learned where its test error is at most this many points above the best of all.
  private let margin = 2.0

  init() {}

  func run(
    on data: ExperimentData,
    progress: (Double, String) -> Void
  ) throws -> ExperimentReport {
    var records = ResultTable(
      Self.name,
      heading: [
        "optimizer", "learning_rate", "factor", "seed", "epoch", "training_cost",
        "test_error_percent",
      ]
    )
    let epochs = data.epochs(epochs, seeing: largestSampleCount)
    var results: [[[Run]]] = []
    let total = Double(candidates.count * factors.count)
    for candidate in candidates {
      var row: [[Run]] = []
      for factor in factors {
        let done = Double(results.count * factors.count + row.count)
        progress(done / total, "\(candidate.name), usual rate times \(short(factor))")
        let runs = try seeds.map {
          try run(candidate, factor: factor, seed: $0, epochs: epochs, data)
        }
        for (seed, run) in zip(seeds, runs) {
          for (epoch, cost) in run.costs.enumerated() {
            records.add([
              .text(candidate.name), .number(candidate.usualRate * factor, decimals: 6),
              .number(factor, decimals: 2), .integer(Int(seed)), .integer(epoch + 1),
              .magnitude(cost),
              .number(epoch + 1 == epochs ? run.testError : .infinity, decimals: 2),
            ])
          }
        }
        row.append(runs)
      }
      results.append(row)
    }
    return ExperimentReport(
      tables: [costTable(results, epochs: epochs), errorTable(results, epochs: epochs)],
      findings: findings(results),
      records: records
    )
  }

  /// One training.
  private struct Run {
    /// The training cost after each epoch; infinite from a divergence on.
    let costs: [Double]
    /// At the end, in percent; infinite after a divergence.
    let testError: Double
  }

  private func run(
    _ candidate: Candidate,
    factor: Double,
    seed: UInt64,
    epochs: Int,
    _ data: ExperimentData
  ) throws -> Run {
    let description = NetworkDescription(
      inputs: data.train.inputCount,
      hiddenLayers: hiddenLayers,
      width: width,
      activation: .relu,
      classes: data.train.classCount
    )
    var generator = SeededGenerator(seed: seed)
    let trainer = try Trainer(
      Network(initializing: description, using: &generator),
      options: TrainingOptions(
        epochs: epochs,
        optimizer: candidate.optimizer,
        learningRate: candidate.usualRate * factor,
        seed: seed
      )
    )
    var costs: [Double] = []
    do {
      for _ in 0..<epochs {
        try trainer.trainEpoch(on: data.train)
        let cost = try trainer.network.evaluate(on: data.train, cost: .crossEntropy).meanCost
        // Finite weights may still give outputs that are not.
        costs.append(cost.isFinite ? cost : .infinity)
      }
      let test = try trainer.network.evaluate(on: data.test, cost: .crossEntropy)
      return Run(costs: costs, testError: 100 * (1 - test.accuracy))
    } catch TrainingError.diverged {
      let lost = Array(repeating: Double.infinity, count: epochs - costs.count)
      return Run(costs: costs + lost, testError: .infinity)
    }
  }

  private func costTable(_ results: [[[Run]]], epochs: Int) -> ResultTable {
    let shown = shownEpochs.filter { $0 <= epochs }
    var table = ResultTable(
      "Training cost after so many epochs at the usual rate, mean of \(seeds.count) seeds",
      heading: ["Optimizer", "Rate"] + shown.map { "\($0)" }
    )
    guard let usual = factors.firstIndex(of: 1) else { return table }
    for (candidate, row) in zip(candidates, results) {
      table.add(
        [.text(candidate.name), .text(short(candidate.usualRate))]
          + shown.map { epoch in
            .number(Sample(row[usual].map { $0.costs[epoch - 1] }).mean, decimals: 4)
          }
      )
    }
    return table
  }

  private func errorTable(_ results: [[[Run]]], epochs: Int) -> ResultTable {
    var table = ResultTable(
      "Test error in percent after \(epochs) epochs, the usual rate times",
      heading: ["Optimizer"] + factors.map { short($0) }
    )
    for (candidate, row) in zip(candidates, results) {
      table.add(
        [.text(candidate.name)]
          + row.map { .number(Sample($0.map(\.testError)).mean, decimals: 2) }
      )
    }
    return table
  }

  private func findings(_ results: [[[Run]]]) -> [String] {
    let errors = results.map { row in row.map { Sample($0.map(\.testError)).mean } }
    let best = errors.joined().min() ?? .infinity
    let goodCounts = errors.map { row in row.count { $0 <= best + margin } }
    let each = candidates.indices.map { index in
      "\(candidates[index].name): at \(goodCounts[index]) of \(factors.count) rates within "
        + "\(short(margin)) points of the best test error (\(percent(best))); its own best is "
        + "\(percent(errors[index].min() ?? .infinity))."
    }
    return each + [speedFinding(results), rangeFinding(goodCounts)].compactMap(\.self)
  }

  /// Which optimizers are ahead of plain gradient descent, each at its usual rate.
  private func speedFinding(_ results: [[[Run]]]) -> String? {
    guard let usual = factors.firstIndex(of: 1),
      let plain = candidates.firstIndex(where: { $0.optimizer == .gradientDescent })
    else { return nil }
    let costs = results.map { row in Sample(row[usual].map { $0.costs.last ?? .infinity }).mean }
    let ahead = candidates.indices.filter { costs[$0] < costs[plain] }.map { candidates[$0].name }
    return "At the usual rates, the training cost at the end is below that of gradient descent for "
      + "\(ahead.count) of \(candidates.count - 1): \(ahead.isEmpty ? "none" : ahead.joined(separator: ", "))."
  }

  /// How many rates do for those that adapt the rate of each parameter, and for the others.
  private func rangeFinding(_ goodCounts: [Int]) -> String {
    func share(_ isAdaptive: Bool) -> Double {
      let chosen = candidates.indices.filter { candidates[$0].isAdaptive == isAdaptive }
      let count = chosen.reduce(0) { $0 + goodCounts[$1] }
      return 100 * Double(count) / Double(max(1, chosen.count * factors.count))
    }
    let (adaptive, others) = (share(true), share(false))
    let clearly = 10.0
    let verdict =
      adaptive > others + clearly
      ? "wider with them, as the claim says"
      : adaptive < others - clearly
        ? "narrower with them" : "about as wide; the claim is not supported"
    return
      "Of the rates tried, \(short(adaptive)) % do for the optimizers that adapt the rate of each "
      + "parameter and \(short(others)) % for the others, so the range is \(verdict)."
  }
}

extension OptimizerExperiment.Candidate {
  /// Whether each parameter has a rate of its own.
  fileprivate var isAdaptive: Bool {
    switch optimizer {
    case .gradientDescent, .momentum, .nesterov: false
    case .adagrad, .rmsprop, .adadelta, .adam, .adaSecant, .vsgd: true
    }
  }
}
