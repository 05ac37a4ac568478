import Datasets
import FloatNetwork
import Training

/// The size of the gradient, layer by layer.
struct VanishingGradientExperiment: Experiment {
  static let name = "vanishing-gradients"
  static let claim =
    "In a deep sigmoid network the gradients near the input are much smaller than near the output, "
    + "so those layers hardly learn; with ReLU they are not."

  var hiddenLayers = 8
  var width = 32
  var activations: [Activation] = [.sigmoid, .tanh, .relu]
  var epochs = 20
  var learningRate = 0.1
  var seeds: [UInt64] = [1, 2, 3, 4, 5]

  init() {}

  func run(
    on data: ExperimentData,
    progress: (Double, String) -> Void
  ) throws -> ExperimentReport {
    var records = ResultTable(
      Self.name,
      heading: [
        "activation", "seed", "layer", "initial_gradient_norm", "relative_weight_change",
        "training_error_percent", "test_error_percent",
      ]
    )
    var results: [(activation: Activation, runs: [Run])] = []
    let total = Double(activations.count * seeds.count)
    for activation in activations {
      var runs: [Run] = []
      for seed in seeds {
        let done = results.count * seeds.count + runs.count
        progress(Double(done) / total, "\(activation.name), seed \(seed)")
        runs.append(try run(activation, seed: seed, data))
      }
      for (seed, run) in zip(seeds, runs) {
        for layer in run.norms.indices {
          records.add([
            .text(activation.name), .integer(Int(seed)), .integer(layer + 1),
            .magnitude(run.norms[layer]), .magnitude(run.changes[layer]),
            .number(run.training.trainError, decimals: 2),
            .number(run.training.testError, decimals: 2),
          ])
        }
      }
      results.append((activation, runs))
    }
    return ExperimentReport(
      tables: [
        layerTable("Norm of dC/dW before training, geometric mean of the seeds", results, \.norms),
        layerTable(
          "Change of W by \(epochs) epochs of gradient descent, relative to its norm",
          results,
          \.changes
        ), errorTable(results),
      ],
      findings: results.map(finding),
      records: records
    )
  }

  /// One network: its gradients at the start, and what training then did.
  private struct Run {
    /// ‖dC/dW‖ of each layer over the whole training set.
    let norms: [Double]
    /// ‖W after − W before‖ / ‖W before‖ of each layer.
    let changes: [Double]
    let training: TrainingRun
  }

  private func run(_ activation: Activation, seed: UInt64, _ data: ExperimentData) throws -> Run {
    let description = NetworkDescription(
      inputs: data.train.inputCount,
      hiddenLayers: hiddenLayers,
      width: width,
      activation: activation,
      classes: data.train.classCount
    )
    var generator = SeededGenerator(seed: seed)
    let initial = try Network(initializing: description, using: &generator)
    let gradients = try initial.gradients(of: .crossEntropy, on: data.train)
    let training = try TrainingRun(
      description,
      options: TrainingOptions(
        epochs: epochs,
        optimizer: .gradientDescent,
        learningRate: learningRate,
        seed: seed
      ),
      on: data.train,
      test: data.test
    )
    let changes = initial.layers.indices.map { layer -> Double in
      guard let trained = training.network else { return .infinity }
      let before = initial.layers[layer].weights
      let after = trained.layers[layer].weights
      return norm(zip(before, after).map { $1 - $0 }) / norm(before)
    }
    return Run(norms: gradients.map { norm($0.weights) }, changes: changes, training: training)
  }

  private func layerTable(
    _ title: String,
    _ results: [(activation: Activation, runs: [Run])],
    _ values: (Run) -> [Double]
  ) -> ResultTable {
    var table = ResultTable(title, heading: ["Layer"] + results.map(\.activation.name))
    for layer in 0...hiddenLayers {
      table.add(
        [.integer(layer + 1)]
          + results.map { .magnitude(geometricMean($0.runs.map { values($0)[layer] })) }
      )
    }
    return table
  }

  private func errorTable(_ results: [(activation: Activation, runs: [Run])]) -> ResultTable {
    var table = ResultTable(
      "Error in percent after it, \(seeds.count) seeds",
      heading: ["Activation", "Training, median", "Test, median", "Test, best", "Test, worst"]
    )
    for (activation, runs) in results {
      let test = Sample(runs.map(\.training.testError))
      table.add([
        .text(activation.name),
        .number(Sample(runs.map(\.training.trainError)).median, decimals: 2),
        .number(test.median, decimals: 2), .number(test.smallest, decimals: 2),
        .number(test.largest, decimals: 2),
      ])
    }
    return table
  }

  /// How the first hidden layer's gradient compares with the last one's.
  private func finding(_ activation: Activation, _ runs: [Run]) -> String {
    let ratio = geometricMean(runs.map { $0.norms[0] / $0.norms[hiddenLayers - 1] })
    let error = Sample(runs.map(\.training.testError))
    let much = 10.0
    let word =
      ratio < 1 / much
      ? "it vanishes" : ratio > much ? "it explodes" : "it neither vanishes nor explodes"
    return
      "\(activation.name): the gradient of hidden layer 1 is \(short(ratio)) times that of hidden "
      + "layer \(hiddenLayers), so \(word); test error after training \(percent(error.median)), from "
      + "\(percent(error.smallest)) to \(percent(error.largest))."
  }
}

/// √Σ v², in Float64.
func norm(_ values: [Float]) -> Double {
  values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
