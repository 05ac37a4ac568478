import ArgumentParser
import FloatNetwork
import Training

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a network is trained, as written on the command line.
struct TrainingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How often training passes through the data; 600 for the digits, otherwise as often as it helps, "
        + "unless given."
    )
  )
  var epochs: Int?

  @Option(
    name: .customLong("batch"),
    help: ArgumentHelp(
      "Samples in a mini-batch; \"all\" is full-batch gradient descent.",
      valueName: "count|all"
    )
  )
  var batchSize = BatchSize(count: 32)

  @Option(
    help: ArgumentHelp(
      "What training makes small; squared-error for --targets, unless the network ends with sigmoids "
        + "and all targets are from 0 to 1, otherwise cross-entropy, unless given.",
      valueName: "cross-entropy|squared-error"
    )
  )
  var cost: Cost?

  @Option(
    help: ArgumentHelp(
      "How a gradient becomes a step.",
      valueName: OptimizerName.allCases.map(\.rawValue).joined(separator: "|")
    )
  )
  var optimizer = OptimizerName.adam

  @Option(help: "The step's factor at first; unless given, one that suits the optimizer.")
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "The momentum of --optimizer momentum and nesterov; with three numbers it rises from the "
        + "first to the second over that many epochs.",
      valueName: "momentum[,last,epochs]"
    )
  )
  var momentum: MomentumSchedule = 0.9

  @Option(
    help: ArgumentHelp(
      "How the learning rate goes on. The numbers are factors of the first rate at the end "
        + "(exponential, linear, cosine), a factor and every how many epochs it acts (steps), or a "
        + "divisor a step and the lowest rate (per-step). linear may begin after a share of the "
        + "training. exponential:0.03125, but constant for tables without --epochs, unless given.",
      valueName:
        "constant|inverse-root|exponential:F|linear[:F[,S]]|cosine[:F]|steps:F,N|per-step:D,F"
    )
  )
  var schedule: LearningRateSchedule?

  @Option(
    help: ArgumentHelp(
      "Factors of the learning rate for each layer's weights; the last counts for the rest.",
      valueName: "factor,..."
    )
  )
  var layerRates = NumberList([])

  @Option(
    help: ArgumentHelp(
      "What is added to the gradient of each weight, times the weight; 0.01 for tables with labels "
        + "without --epochs, otherwise 0, unless given."
    )
  )
  var weightDecay: Double?

  @Option(
    help: ArgumentHelp(
      "The largest length of a row of weights, for each layer; the last counts for the rest.",
      valueName: "norm,..."
    )
  )
  var maxNorm = NumberList([])

  @Option(
    help: ArgumentHelp(
      "Also train on each sample with every input moved by this much in the direction that makes its "
        + "cost larger (adversarial training, Goodfellow et al. 2015); 0 does not.",
      valueName: "step"
    )
  )
  var adversarial = 0.0

  @Option(
    help: ArgumentHelp(
      "The first weights: auto is He for ReLU and maxout, Glorot for the others; uniform takes the "
        + "largest weight of each layer.",
      valueName: "auto|glorot|he|uniform:limit,..."
    )
  )
  var initialization = WeightInitialization.automatic

  @Option(
    help:
      "Stop after so many epochs without a better result on what is held back, and keep the best."
  )
  var patience: Int?

  @Option(
    help: "How many threads share a mini-batch; unless given, as many as are of use, at most 4."
  )
  var threads: Int?

  @Option(help: "Decides the first weights, the order of the samples, dropout and distortions.")
  var seed: UInt64 = 1

  /// - Parameters:
  ///   - network: what is to be trained.
  ///   - plan: what the command line leaves open.
  func options(for network: NetworkDescription, plan: TrainingPlan) -> TrainingOptions {
    TrainingOptions(
      epochs: plan.epochs,
      batchSize: batchSize.count,
      cost: plan.cost,
      optimizer: optimizer.choice(momentum: momentum),
      learningRate: learningRate ?? optimizer.usualLearningRate,
      schedule: plan.schedule,
      layerRates: layerRates.numbers,
      weightDecay: plan.weightDecay,
      maxNorms: maxNorm.numbers,
      adversarialStep: adversarial,
      patience: plan.patience,
      stopping: plan.stopping,
      threadCount: threads ?? usualThreadCount(for: network),
      seed: seed
    )
  }

  /// One thread for every so many operations of a mini-batch: with less to do, threads would wait for
  /// each other more than they work.
  private func usualThreadCount(for network: NetworkDescription) -> Int {
    var inputCount = network.inputCount
    var weightCount = 0.0
    for layer in network.layers {
      weightCount += Double(inputCount) * Double(layer.unitCount * layer.activation.pieces)
      inputCount = layer.unitCount
    }
    // Forward, back to the weights and back to the inputs: a product and a sum each.
    let operationsPerWeightAndSample = 6.0
    let operationsPerThread = 2e7
    let operations = operationsPerWeightAndSample * weightCount * Double(batchSize.count)
    let useful = Int(min(operations / operationsPerThread, Self.mostThreads))
    return max(1, min(useful, ProcessInfo.processInfo.activeProcessorCount))
  }

  private static let mostThreads = 4.0

  /// The options that make the weights, as text.
  func notes(_ options: TrainingOptions) -> [String: String] {
    var notes = [
      "epochs": "\(options.epochs)", "batch": "\(batchSize)", "optimizer": optimizer.rawValue,
      "learning_rate": "\(options.learningRate)", "schedule": "\(options.schedule)",
      "cost": options.cost.rawValue,
      "initialization": "\(initialization)", "threads": "\(options.threadCount)",
      "seed": "\(seed)",
    ]
    if optimizer.hasMomentum { notes["momentum"] = "\(momentum)" }
    if options.weightDecay > 0 { notes["weight_decay"] = "\(options.weightDecay)" }
    if !maxNorm.numbers.isEmpty { notes["max_norm"] = "\(maxNorm)" }
    if adversarial > 0 { notes["adversarial"] = "\(adversarial)" }
    if !layerRates.numbers.isEmpty { notes["layer_rates"] = "\(layerRates)" }
    if let patience = options.patience { notes["patience"] = "\(patience)" }
    return notes
  }

  /// The notes that may differ where training is resumed: they say when it ends.
  static let endNotes: Set = ["epochs", "patience"]
}
