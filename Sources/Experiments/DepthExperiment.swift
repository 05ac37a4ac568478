import Datasets
import FloatNetwork
import Training

/// Deep and thin against shallow and fat, at equal numbers of parameters.
struct DepthExperiment: Experiment {
  static let name = "depth"
  static let claim =
    "Deep and thin beats shallow and fat at equal parameters (the tutorial cites Seide, Li & Yu, "
    + "Interspeech 2011: 7 layers of 2,000 units 17.1 % word errors, 1 of 16,000 units 22.1 %)."

  /// How many hidden layers the networks have; the first is what the others are compared with.
  var hiddenLayerCounts = [1, 2, 3, 5, 7]
  /// The width of a single hidden layer, whose network gives the number of parameters.
  var shallowWidth = 128
  var activations: [Activation] = [.relu, .sigmoid]
  var epochs = 60
  /// On many samples, training ends when it has seen so many.
  var largestSampleCount = 100_000
  var seeds: [UInt64] = [1, 2, 3, 4, 5]

  init() {}

  func run(
    on data: ExperimentData,
    progress: (Double, String) -> Void
  ) throws -> ExperimentReport {
    var table = ResultTable(
      "Error in percent: mean of \(seeds.count) seeds and standard deviation",
      heading: [
        "Activation", "Hidden layers", "Units each", "Parameters", "Training", "Test", "Deviation",
      ]
    )
    var records = ResultTable(
      Self.name,
      heading: [
        "activation", "hidden_layers", "units", "parameters", "seed", "training_error_percent",
        "test_error_percent",
      ]
    )
    var findings: [String] = []
    let total = Double(activations.count * hiddenLayerCounts.count)
    var done = 0.0
    for activation in activations {
      var results: [(layers: Int, test: Sample)] = []
      for layers in hiddenLayerCounts {
        let network = network(layers: layers, activation: activation, data: data)
        progress(done / total, "\(network)")
        let runs = try seeds.map { seed in
          try TrainingRun(
            network,
            options: TrainingOptions(
              epochs: data.epochs(epochs, seeing: largestSampleCount),
              seed: seed
            ),
            on: data.train,
            test: data.test
          )
        }
        done += 1
        for (seed, run) in zip(seeds, runs) {
          records.add(
            columns(network, activation) + [
              .integer(Int(seed)), .number(run.trainError, decimals: 2),
              .number(run.testError, decimals: 2),
            ]
          )
        }
        let test = Sample(runs.map(\.testError))
        results.append((layers, test))
        table.add(
          columns(network, activation) + [
            .number(Sample(runs.map(\.trainError)).mean, decimals: 2),
            .number(test.mean, decimals: 2), .number(test.deviation, decimals: 2),
          ]
        )
      }
      findings.append(finding(activation, results))
    }
    return ExperimentReport(tables: [table], findings: findings, records: records)
  }

  private func columns(
    _ network: NetworkDescription,
    _ activation: Activation
  ) -> [ResultTable.Cell] {
    [
      .text(activation.name), .integer(network.layers.count - 1),
      .integer(network.layers[0].unitCount), .integer(network.parameterCount),
    ]
  }

  /// The network of so many hidden layers whose parameters are nearest to the shallow one's.
  func network(layers: Int, activation: Activation, data: ExperimentData) -> NetworkDescription {
    func candidate(_ layers: Int, _ width: Int) -> NetworkDescription {
      NetworkDescription(
        inputs: data.train.inputCount,
        hiddenLayers: layers,
        width: width,
        activation: activation,
        classes: data.train.classCount
      )
    }
    let budget = candidate(1, shallowWidth).parameterCount
    let widths = 1...shallowWidth
    let width = widths.min { first, second in
      abs(candidate(layers, first).parameterCount - budget)
        < abs(candidate(layers, second).parameterCount - budget)
    }
    return candidate(layers, width ?? shallowWidth)
  }

  private func finding(
    _ activation: Activation,
    _ results: [(layers: Int, test: Sample)]
  ) -> String {
    guard let shallow = results.first, let deepest = results.last,
      let best = results.dropFirst().min(by: { $0.test.mean < $1.test.mean })
    else { return "\(activation.name): nothing to compare." }
    let figures =
      "\(activation.name): \(shallow.layers) hidden layer \(percent(shallow.test.mean)), the best "
      + "deeper network (\(best.layers)) \(percent(best.test.mean)), the deepest "
      + "(\(deepest.layers)) \(percent(deepest.test.mean))"
    switch best.test.difference(from: shallow.test) {
    case .lower: return figures + "; the best of the deeper ones supports the claim."
    case .higher: return figures + "; even the best of the deeper ones speaks against the claim."
    case .unclear:
      return figures
        + "; the best of the deeper ones is less than two standard errors off, so this "
        + "does not support the claim."
    }
  }
}
