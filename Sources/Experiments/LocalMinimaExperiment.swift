import Datasets
import FloatNetwork
import Training

/// The same network from different initial points.
struct LocalMinimaExperiment: Experiment {
  static let name = "local-minima"
  static let claim =
    "Gradient descent never guarantees global minima: different initial points reach different "
    + "minima, so different results."

  /// Exclusive or: hidden sigmoid units, starts, steps on all four cases at once.
  var exclusiveOrUnits = [2, 3, 4, 8]
  var exclusiveOrStarts = 100
  var exclusiveOrSteps = 3000
  /// The given data: a narrow network, which has little room to go around obstacles.
  var width = 16
  var epochs = 100
  /// On many samples, training ends when it has seen so many.
  var largestSampleCount = 100_000
  var seeds: [UInt64] = Array(1...10)

  init() {}

  func run(
    on data: ExperimentData,
    progress: (Double, String) -> Void
  ) throws -> ExperimentReport {
    var records = ResultTable(
      Self.name,
      heading: [
        "problem", "units", "seed", "training_cost", "training_error_percent", "test_error_percent",
      ]
    )
    let (exclusiveOr, stuck) = try exclusiveOrTable(&records) { progress($0 / 2, $1) }
    let (starts, finding) = try startsTable(data, &records) { progress(0.5 + $0 / 2, $1) }
    return ExperimentReport(
      tables: [exclusiveOr, starts],
      findings: [stuck, finding],
      records: records
    )
  }

  // MARK: Exclusive or

  static let exclusiveOr = Dataset(
    inputCount: 2,
    classCount: 2,
    inputs: [0, 0, 0, 1, 1, 0, 1, 1],
    labels: [0, 1, 1, 0]
  )

  private func exclusiveOrTable(
    _ records: inout ResultTable,
    _ progress: (Double, String) -> Void
  ) throws -> (ResultTable, String) {
    var table = ResultTable(
      "Exclusive or, \(exclusiveOrStarts) starts of \(exclusiveOrSteps) steps: where gradient descent ends",
      heading: [
        "Hidden units", "All four right", "Smallest cost", "Median", "Largest",
        "Gradient where a case is wrong, median",
      ]
    )
    var shares: [Double] = []
    for (index, units) in exclusiveOrUnits.enumerated() {
      progress(Double(index) / Double(exclusiveOrUnits.count), "exclusive or, \(units) units")
      let runs = try (1...UInt64(exclusiveOrStarts)).map { seed in
        try TrainingRun(
          NetworkDescription(
            inputs: 2,
            hiddenLayers: 1,
            width: units,
            activation: .sigmoid,
            classes: 2
          ),
          options: TrainingOptions(
            epochs: exclusiveOrSteps,
            batchSize: 4,
            optimizer: .momentum(0.9),
            learningRate: 0.1,
            seed: seed
          ),
          on: Self.exclusiveOr,
          test: Self.exclusiveOr
        )
      }
      for (index, run) in runs.enumerated() {
        records.add(record("exclusive or", units, UInt64(index + 1), run))
      }
      let right = runs.count { $0.train?.correctCount == 4 }
      shares.append(Double(right) / Double(runs.count))
      let costs = Sample(runs.map { $0.train?.meanCost ?? .infinity })
      table.add([
        .integer(units), .text("\(right) of \(runs.count)"), .magnitude(costs.smallest),
        .magnitude(costs.median), .magnitude(costs.largest), try stuckGradient(runs),
      ])
    }
    let first = shares.first ?? 0
    let last = shares.last ?? 0
    let finding =
      "Exclusive or: of \(exclusiveOrStarts) starts \(short(100 * (1 - first))) % end where a case is "
      + "still wrong with \(exclusiveOrUnits.first ?? 0) hidden units, \(short(100 * (1 - last))) % with "
      + "\(exclusiveOrUnits.last ?? 0); "
      + (first < 1
        ? "so the initial point decides" + (last > first ? ", less so in a wider network." : ".")
        : "so here every start reaches a solution, and the claim is not seen.")
    return (table, finding)
  }

  /// The norm of the gradient where training ended with a case still wrong: a small one says that it
  /// had stopped and was not only slow.
  private func stuckGradient(_ runs: [TrainingRun]) throws -> ResultTable.Cell {
    let norms = try runs.filter { $0.train?.correctCount != 4 }.compactMap(\.network).map {
      norm(
        try $0.gradients(of: .crossEntropy, on: Self.exclusiveOr).flatMap { $0.weights + $0.biases }
      )
    }
    return norms.isEmpty ? .text("none wrong") : .magnitude(Sample(norms).median)
  }

  private func record(
    _ problem: String,
    _ units: Int,
    _ seed: UInt64,
    _ run: TrainingRun
  ) -> [ResultTable.Cell] {
    [
      .text(problem), .integer(units), .integer(Int(seed)),
      .magnitude(run.train?.meanCost ?? .infinity), .number(run.trainError, decimals: 2),
      .number(run.testError, decimals: 2),
    ]
  }

  // MARK: The given data

  private func startsTable(
    _ data: ExperimentData,
    _ records: inout ResultTable,
    _ progress: (Double, String) -> Void
  ) throws -> (ResultTable, String) {
    let description = NetworkDescription(
      inputs: data.train.inputCount,
      hiddenLayers: 1,
      width: width,
      activation: .sigmoid,
      classes: data.train.classCount
    )
    var runs: [TrainingRun] = []
    for (index, seed) in seeds.enumerated() {
      progress(Double(index) / Double(seeds.count), "\(description), seed \(seed)")
      let run = try TrainingRun(
        description,
        options: TrainingOptions(
          epochs: data.epochs(epochs, seeing: largestSampleCount),
          learningRate: 0.003,
          seed: seed
        ),
        on: data.train,
        test: data.test
      )
      runs.append(run)
      records.add(record("data", width, seed, run))
    }
    let costs = Sample(runs.map { $0.train?.meanCost ?? .infinity })
    let errors = Sample(runs.map(\.testError))
    let middle = Sample(try middleCosts(runs.compactMap(\.network), data))
    var table = ResultTable(
      "\(description) from \(seeds.count) initial points",
      heading: ["", "Smallest", "Median", "Largest"]
    )
    for (name, sample, decimals) in [
      ("training cost", costs, 4), ("test error, percent", errors, 2),
      ("training cost halfway between two ends", middle, 4),
    ] {
      table.add([
        .text(name), .number(sample.smallest, decimals: decimals),
        .number(sample.median, decimals: decimals), .number(sample.largest, decimals: decimals),
      ])
    }
    let finding =
      "\(seeds.count) starts end at training costs from \(short(costs.smallest)) to "
      + "\(short(costs.largest)) and test errors from \(percent(errors.smallest)) to "
      + "\(percent(errors.largest)); halfway between two of them the cost is \(short(middle.median)), "
      + (middle.median > 2 * costs.largest
        ? "so they are different places (maybe by no more than the order of their units)."
        : "so nothing separates them.")
    return (table, finding)
  }

  /// The training cost in the middle of the straight line from one end to the next.
  private func middleCosts(_ networks: [Network], _ data: ExperimentData) throws -> [Double] {
    try zip(networks, networks.dropFirst()).map { first, second in
      var middle = first
      for index in first.layers.indices {
        let (one, other) = (first.layers[index], second.layers[index])
        middle.setParameters(
          ofLayerAt: index,
          weights: zip(one.weights, other.weights).map { ($0 + $1) / 2 },
          biases: zip(one.biases, other.biases).map { ($0 + $1) / 2 }
        )
      }
      return try middle.evaluate(on: data.train, cost: .crossEntropy).meanCost
    }
  }
}
