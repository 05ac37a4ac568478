import ArgumentParser
import Datasets
import Files
import FloatNetwork
import Foundation
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network in float and write it as a checkpoint (safetensors).",
    discussion: """
      A network is one line: the number of inputs, then layers as activation:units, for maxout \
      maxout:unitsxpieces; dropout:p before a layer drops its inputs in training.

      The test split is used once, after the last epoch.
      """
  )

  @Option(help: "The network, in one line.")
  var network = "256 maxout:64x2 dropout:0.25 relu:32 softmax:10"

  @OptionGroup var data: DataOptions

  @Option(name: .shortAndLong, help: "The checkpoint to write.")
  var output: String

  @Option(help: "How often training passes through the data; 600 for the digits, otherwise 20.")
  var epochs: Int?

  @Option(name: .customLong("batch"), help: "Samples in a mini-batch.")
  var batchSize = 32

  @Option(help: ArgumentHelp("How a gradient becomes a step.", valueName: "adam|momentum|sgd"))
  var optimizer = OptimizerName.adam

  @Option(help: "The step's factor; 0.001 for adam, otherwise 0.1, unless given.")
  var learningRate: Double?

  @Option(
    help: "What the learning rate is multiplied by after each epoch; it ends at 1/32, unless given."
  )
  var decay: Double?

  @Option(help: "The momentum of --optimizer momentum.")
  var momentum = 0.9

  @Option(
    help: ArgumentHelp("What training makes small.", valueName: "cross-entropy|squared-error")
  )
  var cost = CostName.crossEntropy

  @Option(
    help: ArgumentHelp(
      "How each epoch shifts, turns and scales pictures at random: \"small\" is "
        + "shift:0.06,rotate:5,scale:0.08,threshold:0.1, that is up to so large a part of the width, "
        + "so many degrees, such a part of the size, and for ink the threshold; small for pictures, "
        + "unless given.",
      valueName: "none|small|strengths"
    )
  )
  var distort: DistortionOption?

  @Option(
    help: ArgumentHelp(
      "Whether inputs are brought to mean 0 and deviation 1, each by itself or all alike; the "
        + "checkpoint keeps how, and export folds it into the first layer.",
      valueName: "none|each|all"
    )
  )
  var standardize = StandardizationName.none

  @Option(help: "Decides the first weights, the order of the samples, dropout and distortions.")
  var seed: UInt64 = 1

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func run() throws {
    let description = try NetworkDescription(parsing: network)
    try checkFolder(ofFile: output)
    // Errors of the data are errors of the user, so they must come before training does.
    let source = try TrainingData(data, for: description, standardize: standardize)
    if let distort, distort.distortion != .none { try source.checkIsPictures() }
    let distortion = (distort ?? .small).distortion

    var generator = SeededGenerator(seed: seed)
    var trainer = try Trainer(
      Network(initializing: description, using: &generator),
      options: options
    )
    var progress = ProgressLine(isQuiet: quiet)
    let started = Date()
    for _ in 0..<options.epochs {
      let samples = try source.epoch(distortion: distortion, using: &generator)
      try trainer.trainEpoch(on: samples) { show($0, on: &progress) }
    }
    progress.finish()

    let result = try trainer.network.evaluate(on: source.test, cost: cost.cost)
    try write(
      source.checkpoint(of: trainer.network, notes: notes).encoded(),
      toFile: output
    )
    print(
      "Trained \(description) on \(source.count) samples for \(options.epochs) epochs in "
        + String(format: "%.1f s.", Date().timeIntervalSince(started))
    )
    print(
      String(format: "Test accuracy in float: %.2f %% ", 100 * result.accuracy)
        + "(\(result.correctCount) of \(result.count))."
    )
    print("Wrote \(output).")
  }

  private func show(_ event: TrainingEvent, on progress: inout ProgressLine) {
    guard case .batch(let batch) = event else { return }
    let done = Double(batch.epoch - 1) + Double(batch.batch) / Double(batch.batches)
    progress.show(
      done / Double(batch.epochs),
      "epoch \(batch.epoch) of \(batch.epochs), cost "
        + String(format: "%.4f, %.0f samples/s", batch.meanCost, batch.samplesPerSecond)
    )
  }

  private var options: TrainingOptions {
    let choice: OptimizerChoice =
      switch optimizer {
      case .adam: .adam()
      case .momentum: .momentum(momentum)
      case .sgd: .momentum(0)
      }
    let epochs = epochs ?? (data.data == DataSource.digitsName ? 600 : 20)
    let wholeDecay = 1.0 / 32
    return TrainingOptions(
      epochs: epochs,
      batchSize: batchSize,
      cost: cost.cost,
      optimizer: choice,
      learningRate: learningRate ?? optimizer.usualLearningRate,
      learningRateDecay: decay ?? pow(wholeDecay, 1 / Double(max(1, epochs))),
      seed: seed
    )
  }

  /// The options that made the weights, so that a checkpoint tells how it came about.
  private var notes: [String: String] {
    [
      "halfword": HalfwordCommand.versionText, "data": data.data,
      Checkpoint.pixelsNote: data.pixels.form().rawValue, "epochs": "\(options.epochs)",
      "batch": "\(batchSize)",
      "optimizer": optimizer.rawValue, "momentum": "\(momentum)",
      "learning_rate": "\(options.learningRate)", "decay": "\(options.learningRateDecay)",
      "cost": cost.rawValue,
      "distort": (distort ?? .small).text, "standardize": standardize.rawValue, "seed": "\(seed)",
    ]
  }
}

/// The words for `--optimizer`.
enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
  case adam, momentum, sgd

  var usualLearningRate: Double { self == .adam ? 0.001 : 0.1 }
}

/// The words for `--cost`.
enum CostName: String, ExpressibleByArgument, CaseIterable {
  case crossEntropy = "cross-entropy"
  case squaredError = "squared-error"

  var cost: Cost { self == .crossEntropy ? .crossEntropy : .squaredError }
}

/// The words for `--standardize`.
enum StandardizationName: String, ExpressibleByArgument, CaseIterable {
  case none, each, all
}
