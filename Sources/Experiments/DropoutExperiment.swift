import Datasets
import FloatNetwork
import Training

/// Dropout against none, on little data.
struct DropoutExperiment: Experiment {
  static let name = "dropout"
  static let claim =
    "Dropout makes the training error worse and the test error better, most so on little data "
    + "(Srivastava et al., Dropout, JMLR 2014)."

  /// Training samples of each class.
  var samplesPerClass = [5, 10, 20, 50]
  var width = 256
  var inputDropout = 0.2
  var hiddenDropout = 0.5
  var epochs = 150
  var seeds: [UInt64] = [1, 2, 3, 4, 5]

  init() {}

  func run(
    on data: ExperimentData,
    progress: (Double, String) -> Void
  ) throws -> ExperimentReport {
    var table = ResultTable(
      "Error in percent, mean of \(seeds.count) seeds (each with other samples)",
      heading: [
        "Samples a class", "Training without", "with dropout", "Test without", "with dropout",
        "Test changes by", "Standard error",
      ]
    )
    var records = ResultTable(
      Self.name,
      heading: [
        "samples_per_class", "dropout", "seed", "training_error_percent", "test_error_percent",
      ]
    )
    var findings: [String] = []
    for (index, count) in samplesPerClass.enumerated() {
      var runs: [Bool: [TrainingRun]] = [false: [], true: []]
      for (repetition, seed) in seeds.enumerated() {
        let done = Double(index * seeds.count + repetition)
        progress(
          done / Double(samplesPerClass.count * seeds.count),
          "\(count) samples a class, seed \(seed)"
        )
        for isDropping in [false, true] {
          let run = try run(isDropping: isDropping, count: count, seed: seed, data)
          runs[isDropping]?.append(run)
          records.add([
            .integer(count), .text(isDropping ? "yes" : "no"), .integer(Int(seed)),
            .number(run.trainError, decimals: 2), .number(run.testError, decimals: 2),
          ])
        }
      }
      let (without, with) = (runs[false] ?? [], runs[true] ?? [])
      // The same samples with and without, so their differences are the fair comparison.
      let change = Sample(zip(without, with).map { $1.testError - $0.testError })
      table.add([
        .integer(count), .number(Sample(without.map(\.trainError)).mean, decimals: 2),
        .number(Sample(with.map(\.trainError)).mean, decimals: 2),
        .number(Sample(without.map(\.testError)).mean, decimals: 2),
        .number(Sample(with.map(\.testError)).mean, decimals: 2), .number(change.mean, decimals: 2),
        .number(change.standardError, decimals: 2),
      ])
      findings.append(finding(count, change))
    }
    return ExperimentReport(tables: [table], findings: findings, records: records)
  }

  private func run(
    isDropping: Bool,
    count: Int,
    seed: UInt64,
    _ data: ExperimentData
  ) throws -> TrainingRun {
    var network = NetworkDescription(
      inputs: data.train.inputCount,
      hiddenLayers: 2,
      width: width,
      activation: .relu,
      classes: data.train.classCount
    )
    if isDropping {
      for layer in network.layers.indices {
        network.layers[layer].inputDropout = layer == 0 ? inputDropout : hiddenDropout
      }
    }
    return try TrainingRun(
      network,
      options: TrainingOptions(epochs: epochs, seed: seed),
      on: data.someOfEachClass(count, seed: seed),
      test: data.test
    )
  }

  private func finding(_ count: Int, _ change: Sample) -> String {
    let figures =
      "\(count) samples a class: dropout changes the test error by \(short(change.mean)) points "
      + "(standard error \(short(change.standardError)))"
    switch change.difference(from: Sample([0])) {
    case .lower: return figures + "; it helps."
    case .higher: return figures + "; it harms."
    case .unclear: return figures + "; that is no clear difference."
    }
  }
}
