import ArgumentParser
import Datasets
import Deployment
import Files
import FloatNetwork
import PlainText
import Quantization
import Training

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network in float and write it as a checkpoint (safetensors).",
    discussion: """
      A network is one line of layers as activation:units, for maxout maxout:unitsxpieces; \
      dropout:p before a layer drops its inputs in training. Inputs and the output layer follow from \
      the data: softmax for classes, linear for --targets. A line that begins with the number of \
      inputs, such as "256 relu:32 softmax:10", says everything itself.

      Unless --epochs is given, one in ten samples of each class is held back, training stops when the \
      cost on these goes down no more, and the best epoch's network is kept.

      The checkpoint is written after an epoch, about once a second, and when Ctrl-C ends the training \
      after the mini-batch at work; --resume goes on from it. The test split is used once, after the \
      last epoch.
      """
  )

  @Option(
    help: ArgumentHelp(
      "The network, in one line, for example \"relu:16 relu:8\"; for tables relu:32, for pictures "
        + "maxout:64x2 dropout:0.25 relu:32 on 16x16 pixels, unless given.",
      valueName: "layers"
    )
  )
  var network: String?

  @OptionGroup var data: DataOptions

  @Option(name: .shortAndLong, help: "The checkpoint to write.")
  var output: String

  @OptionGroup(title: "Training") var training: TrainingArguments

  @Option(
    help: ArgumentHelp(
      "How each epoch shifts, turns and scales pictures at random: \"small\" is "
        + "shift:0.06,rotate:5,scale:0.08,threshold:0.1, that is up to so large a part of the width, "
        + "so many degrees, such a part of the size, and for ink the threshold. slant leans strokes up "
        + "to so many degrees, elastic draws pictures out of shape, by points that move up to such a "
        + "part of the width. small for pictures, unless given.",
      valueName: "none|small|strengths"
    )
  )
  var distort: DistortionOption?

  @Option(
    help: ArgumentHelp(
      "How many epochs learn from the same distorted pictures: of small networks most time goes into "
        + "drawing them.",
      valueName: "epochs"
    )
  )
  var redraw = 1

  @Option(
    help: ArgumentHelp(
      "Whether inputs are brought to mean 0 and deviation 1, each by itself or all alike; the "
        + "checkpoint keeps how, and export folds it into the first layer. automatic is each for "
        + "tables, none for pictures, and with --from what that checkpoint was trained with.",
      valueName: "automatic|none|each|all"
    )
  )
  var standardize = StandardizationName.automatic

  @Option(
    help: ArgumentHelp(
      "How many of the training samples, the last ones, are kept back to validate with; one in ten of "
        + "each class without --epochs, otherwise none, unless given.",
      valueName: "count"
    )
  )
  var validation: Int?

  @Flag(help: "Leave the test split alone.")
  var skipTest = false

  @Flag(
    help: """
      Go on from the checkpoint in --output, where there is one, to the bits of a training that was \
      never interrupted; from one that is finished with more --epochs. The other options must be the \
      same; --epochs and --patience may differ.
      """
  )
  var resume = false

  @Option(
    help:
      "Begin with the weights, and the network, of this checkpoint, for example to fine-tune it."
  )
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Train for the numbers that export will be asked for, so that rounding costs less accuracy. "
        + "Bits (4, 8, or 16 for none; one number for all layers, or one a layer, such as 8,4,4) "
        + "round the weights, and the checkpoint holds them rounded. fitted and q8.8 round weights, "
        + "biases and values as in 16-bit fixed point, best as fine-tuning, with --from and a low "
        + "learning rate. Of standardized inputs, both are for export --inputs standardized.",
      valueName: "bits,...|fitted|q8.8"
    )
  )
  var quantizeAware: QuantizeAwareOption?

  @Option(
    help: ArgumentHelp(
      "Learn what the network of this checkpoint answers, not the labels (knowledge distillation, "
        + "Hinton et al. 2015): a small network then comes closer to a large one.",
      valueName: "checkpoint"
    )
  )
  var teacher: String?

  @Option(
    help: ArgumentHelp(
      "How much the teacher's less likely classes count: its answers are softmax(z/temperature).",
      valueName: "number"
    )
  )
  var temperature = 3.0

  @Option(help: ArgumentHelp("Write the course of the training as CSV.", valueName: "file"))
  var history: String?

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    let isAutomatic = training.epochs == nil && data.data != DataSource.digitsName
    if training.patience != nil, validation == 0 || validation == nil && !isAutomatic && !resume {
      throw ValidationError("--patience needs --validation")
    }
    guard redraw >= 1 else {
      throw ValidationError("--redraw must be at least 1, not \(redraw)")
    }
    guard temperature > 0, temperature.isFinite else {
      throw ValidationError("--temperature must be a number above 0, not \(temperature)")
    }
  }

  func run() throws {
    let interruption = Interruption()
    let outputs = [output] + [history].compactMap(\.self)
    try checkOutputs(outputs, inputs: data.files + [from, teacher].compactMap(\.self))
    for file in outputs { try checkFolder(ofFile: file) }
    let words = try NetworkWords(network)
    let beginning = try from.map { try Checkpoint(contentsOf: URL(filePath: $0)) }
    let earlier = try earlierCheckpoint()
    let job = try TrainingJob(self, words: words, beginning: beginning, earlier: earlier)
    let started = Date()
    try train(job, until: interruption)
    try write(job.checkpoint.encoded(), toFile: output)
    let seconds = "\(Date().timeIntervalSince(started).fixed(1)) s."
    print(
      "Trained \(job.description) on \(job.samples.count) samples for "
        + "\(job.trainer.completedEpochs) epochs in \(seconds)"
    )
    for line in try job.results() { print(line) }
    print("Wrote \(output).")
  }

  /// What is to be resumed; nil for nothing.
  private func earlierCheckpoint() throws -> Checkpoint? {
    guard resume, FileManager.default.fileExists(atPath: output) else { return nil }
    return try Checkpoint(contentsOf: URL(filePath: output))
  }

  private func train(_ job: TrainingJob, until interruption: Interruption) throws {
    let trainer = job.trainer
    var progress = ProgressLine(isQuiet: quiet)
    var course = try history.map {
      try TrainingHistory(file: $0, completedEpochs: trainer.completedEpochs)
    }
    var written = Date.distantPast
    while !trainer.isFinished {
      let summary = try trainer.trainEpoch(
        on: job.samples.epoch(trainer.completedEpochs + 1, seed: training.seed),
        heldOut: job.samples.scaledValidation,
        progress: { show($0, of: job, on: &progress) },
        shouldPause: { interruption.isRequested }
      )
      if let summary { course?.add(summary, hasClasses: job.plan.answer.isClass) }
      let isDue = Date().timeIntervalSince(written) >= Self.secondsBetweenCheckpoints
      guard isDue || trainer.isFinished || interruption.isRequested else { continue }
      try course?.write()
      guard !trainer.isFinished || interruption.isRequested else { break }
      try write(job.checkpoint.encoded(), toFile: output)
      written = Date()
      if interruption.isRequested {
        progress.finish()
        print(
          "Stopped after \(trainer.completedSteps) mini-batches; \(output) holds all of it. "
            + "The same command with --resume goes on."
        )
        throw ExitCode(Interruption.exitStatus)
      }
    }
    progress.finish()
  }

  /// Epochs of small tables take less time than writing a file.
  private static let secondsBetweenCheckpoints = 1.0

  private func show(_ event: TrainingEvent, of job: TrainingJob, on progress: inout ProgressLine) {
    guard case .batch(let batch) = event else { return }
    let done = Double(batch.epoch - 1) + Double(batch.batch) / Double(batch.batches)
    let accuracy =
      job.plan.answer.isClass ? "accuracy \((100 * batch.accuracy).fixed(2)) %, " : ""
    progress.show(
      done / Double(batch.epochs),
      "epoch \(batch.epoch) of \(batch.epochs), cost "
        + "\(batch.meanCost.fixed(4)), " + accuracy
        + "\(batch.samplesPerSecond.fixed(0)) samples/s"
    )
  }
}
