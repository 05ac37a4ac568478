import ArgumentParser
import Datasets
import Deployment
import Files
import FloatNetwork
import Foundation
import Quantization
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network in float and write it as a checkpoint (safetensors).",
    discussion: """
      A network is one line: the number of inputs, then layers as activation:units, for maxout \
      maxout:unitsxpieces; dropout:p before a layer drops its inputs in training.

      The checkpoint is written after each epoch, and when Ctrl-C ends the training after the \
      mini-batch at work; --resume goes on from it. The test split is used once, after the last \
      epoch.
      """
  )

  @Option(help: "The network, in one line.")
  var network = "256 maxout:64x2 dropout:0.25 relu:32 softmax:10"

  @OptionGroup var data: DataOptions

  @Option(name: .shortAndLong, help: "The checkpoint to write.")
  var output: String

  @OptionGroup(title: "Training") var training: TrainingArguments

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

  @Option(
    help: "How many of the training samples, the last ones, are kept back to validate with."
  )
  var validation = 0

  @Flag(help: "Leave the test split alone.")
  var skipTest = false

  @Flag(
    help: """
      Go on from the checkpoint in --output, where there is one, to the bits of a training that was \
      never interrupted. The other options must be the same; --epochs and --patience may differ.
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
      "Train with weights, biases and values rounded as in fixed point, so that rounding costs less "
        + "accuracy; say which weights export will be asked for. Best as fine-tuning, with --from "
        + "and a low learning rate; of standardized inputs, for export --inputs standardized.",
      valueName: "fitted|q8.8"
    )
  )
  var quantizeAware: WeightChoice?

  @Option(help: ArgumentHelp("Write the course of the training as CSV.", valueName: "file"))
  var history: String?

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if training.patience != nil, validation == 0 {
      throw ValidationError("--patience needs --validation")
    }
  }

  func run() throws {
    let interruption = Interruption()
    let beginning = try from.map { try Checkpoint(contentsOf: URL(filePath: $0)).network }
    let description = try beginning?.description ?? NetworkDescription(parsing: network)
    for file in [output] + [history].compactMap(\.self) { try checkFolder(ofFile: file) }
    let samples = try TrainingSamples(
      data,
      for: description,
      distortion: distort,
      standardize: standardize,
      validationCount: validation,
      includesTest: !skipTest
    )
    let trainer = try makeTrainer(description, beginning: beginning)
    let started = Date()
    try train(trainer, on: samples, until: interruption)
    let trained = trainer.bestNetwork ?? trainer.network
    let result = try samples.test.map { try trained.evaluate(on: $0, cost: training.cost) }
    try write(
      samples.described(Checkpoint(network: trained, notes: notes(trainer.options))).encoded(),
      toFile: output
    )
    print(
      "Trained \(description) on \(samples.count) samples for \(trainer.completedEpochs) epochs in "
        + String(format: "%.1f s.", Date().timeIntervalSince(started))
    )
    if let best = trainer.earlyStopping.best, let epoch = trainer.earlyStopping.bestEpoch {
      print("Kept epoch \(epoch): " + Self.text("Validation", best))
    } else if let validation = samples.validation {
      print(Self.text("Validation", try trained.evaluate(on: validation, cost: training.cost)))
    }
    if let result { print(Self.text("Test", result)) }
    for remark in samples.remarks { print(remark) }
    print("Wrote \(output).")
  }

  /// A new trainer, or that of the checkpoint.
  private func makeTrainer(
    _ description: NetworkDescription,
    beginning: Network?
  ) throws -> Trainer {
    var generator = SeededGenerator(seed: training.seed)
    let network =
      try beginning
      ?? Network(initializing: description, by: training.initialization, using: &generator)
    var options = options(for: description)
    if let quantizeAware {
      // So that the same command resumes with the same bits, they are those of the beginning.
      let bits = try quantizeAware.fractionBits(of: network.foldingDropoutOnce())
      options.quantization = QuantizationAwareness(fractionBits: bits)
    }
    if resume, FileManager.default.fileExists(atPath: output) {
      let checkpoint = try Checkpoint(contentsOf: URL(filePath: output))
      do {
        try check(checkpoint.notes, against: notes(options))
        return try Trainer(resuming: checkpoint, options: options)
      } catch {
        throw FileError(file: output, reason: "\(error)")
      }
    }
    return try Trainer(network, options: options)
  }

  private func train(
    _ trainer: Trainer,
    on samples: TrainingSamples,
    until interruption: Interruption
  ) throws {
    var progress = ProgressLine(isQuiet: quiet)
    var course = try history.map {
      try TrainingHistory(file: $0, completedEpochs: trainer.completedEpochs)
    }
    while !trainer.isFinished {
      let summary = try trainer.trainEpoch(
        on: samples.epoch(trainer.completedEpochs + 1, seed: training.seed),
        heldOut: samples.validation,
        progress: { show($0, on: &progress) },
        shouldPause: { interruption.isRequested }
      )
      if let summary { try course?.add(summary) }
      guard !trainer.isFinished || interruption.isRequested else { break }
      try write(
        samples.described(trainer.checkpoint(notes: notes(trainer.options))).encoded(),
        toFile: output
      )
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

  private func show(_ event: TrainingEvent, on progress: inout ProgressLine) {
    guard case .batch(let batch) = event else { return }
    let done = Double(batch.epoch - 1) + Double(batch.batch) / Double(batch.batches)
    progress.show(
      done / Double(batch.epochs),
      "epoch \(batch.epoch) of \(batch.epochs), cost "
        + String(
          format: "%.4f, accuracy %.2f %%, %.0f samples/s",
          batch.meanCost,
          100 * batch.accuracy,
          batch.samplesPerSecond
        )
    )
  }

  private static func text(_ name: String, _ result: Evaluation) -> String {
    String(format: "\(name) accuracy in float: %.2f %% ", 100 * result.accuracy)
      + "(\(result.correctCount) of \(result.count))."
  }

  private func options(for network: NetworkDescription) -> TrainingOptions {
    training.options(
      for: network,
      usualEpochs: data.data == DataSource.digitsName ? 600 : 20
    )
  }

  /// The options that made the weights, so that a checkpoint tells how it came about.
  private func notes(_ options: TrainingOptions) -> [String: String] {
    var notes = training.notes(options)
    notes["halfword"] = HalfwordCommand.versionText
    notes["network"] = network
    if let from { notes["from"] = from }
    if let quantizeAware { notes["quantize_aware"] = quantizeAware.rawValue }
    notes["data"] = data.data
    notes[Checkpoint.pixelsNote] = data.pixels.form().rawValue
    notes["distort"] = distort?.text ?? "usual"
    notes["standardize"] = standardize.rawValue
    if validation > 0 { notes["validation"] = "\(validation)" }
    return notes
  }

  /// Checks that a checkpoint was written with the options of now.
  private func check(_ earlier: [String: String], against now: [String: String]) throws {
    for name in Set(now.keys).union(earlier.keys).subtracting(TrainingArguments.endNotes).sorted()
    where now[name] != earlier[name] {
      throw ResumeError(option: name, earlier: earlier[name], now: now[name])
    }
  }
}

/// An option of a resumed training differs from that of its checkpoint.
struct ResumeError: Error, CustomStringConvertible {
  let option: String
  let earlier: String?
  let now: String?

  var description: String {
    "was trained with \(option) \(earlier ?? "none"), not \(now ?? "none"); resume with the same "
      + "options, or leave out --resume"
  }
}
