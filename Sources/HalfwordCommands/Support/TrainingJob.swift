import Datasets
import Deployment
import Files
import FloatNetwork
import Quantization
import Training

/// One training: what it learns, how, and where it stands.
struct TrainingJob {
  let description: NetworkDescription
  let plan: TrainingPlan
  let samples: TrainingSamples
  let trainer: Trainer
  private let notes: [String: String]
  /// How many epochs were done before, where all of a training's were.
  private let finishedEpochs: Int?

  /// Reads the data and makes a trainer, a new one or that of a checkpoint.
  init(
    _ command: TrainCommand,
    words: NetworkWords,
    beginning: Checkpoint?,
    earlier: Checkpoint?
  ) throws {
    let all = try command.data.samples(.train)
    guard !all.isUnlabelled else {
      throw FileError(
        file: all.origin,
        reason: "has no labels to learn from; leave --label none out"
      )
    }
    description =
      try beginning.map { try words.checked($0.network.description, for: all) }
      ?? words.description(for: all)
    plan = TrainingPlan(
      command.training,
      validation: command.validation,
      standardize: command.standardize,
      isDigits: command.data.data == DataSource.digitsName,
      samples: all,
      network: description,
      beginning: beginning,
      earlier: earlier?.notes
    )
    let teacher = try command.teacher.map {
      try Teacher(file: $0, temperature: command.temperature, for: all)
    }
    samples = try TrainingSamples(
      all,
      of: command.data,
      plan: plan,
      inputCount: description.inputCount,
      distortion: command.distort,
      epochsPerDrawing: command.redraw,
      teacher: teacher,
      inherited: beginning?.standardization,
      scalesTargets: all.targets != nil && description.layers.last?.activation == .linear
        && command.quantizeAware?.rounds != true,
      includesTest: !command.skipTest
    )
    let network = try Self.network(description, of: command, beginning, scale: samples.outputScale)
    var options = command.training.options(for: description, plan: plan)
    try command.quantizeAware?.apply(to: &options, for: network)
    notes = command.notes(options, plan: plan, network: description, samples: all, beginning)
      .merging(teacher?.notes ?? [:]) { $1 }
    guard let earlier else {
      trainer = try Trainer(network, options: options)
      finishedEpochs = nil
      return
    }
    let resumed = try Self.resumed(earlier, options: options, notes: notes, file: command.output)
    trainer = resumed
    finishedEpochs = resumed.isFinished ? resumed.completedEpochs : nil
  }

  /// The weights to begin with.
  private static func network(
    _ description: NetworkDescription,
    of command: TrainCommand,
    _ beginning: Checkpoint?,
    scale: OutputScale?
  ) throws -> Network {
    if let beginning {
      let network = beginning.network.unfoldingTrainedDropout()
      return scale?.removed(from: network) ?? network
    }
    var generator = SeededGenerator(seed: command.training.seed)
    return try Network(
      initializing: description,
      by: command.training.initialization,
      using: &generator
    )
  }

  private static func resumed(
    _ earlier: Checkpoint,
    options: TrainingOptions,
    notes: [String: String],
    file: String
  ) throws -> Trainer {
    do {
      try earlier.notes.checkResumable(by: notes)
      let trainer = try Trainer(resuming: earlier, options: options)
      // More epochs than early stopping used are asked for because it shall go on.
      let epochs = earlier.notes["epochs"].flatMap { Int($0) } ?? 0
      if trainer.earlyStopping.isOver, options.epochs > epochs { trainer.renewPatience() }
      return trainer
    } catch {
      throw FileError(file: file, reason: "\(error)")
    }
  }

  /// Where training stands, with all that is known of the network.
  var checkpoint: Checkpoint {
    samples.described(trainer.checkpoint(notes: notes, outputScale: samples.outputScale))
  }

  /// What the trained network does with what was held back, and with the test part.
  func results() throws -> [String] {
    var lines: [String] = []
    if let finishedEpochs {
      lines.append(
        "It had finished before, after \(finishedEpochs) epochs; to go on, pass a larger --epochs."
      )
    }
    if let epoch = trainer.earlyStopping.bestEpoch { lines.append("Kept epoch \(epoch).") }
    let results = TrainingResults(
      network: checkpoint.network,
      cost: plan.cost,
      answer: plan.answer,
      outputNames: samples.outputNames
    )
    if let validation = samples.validation {
      lines += try results.lines("Validation", on: validation)
    }
    if let test = samples.test { lines += try results.lines("Test", on: test) }
    return lines + samples.remarks
  }
}

extension TrainCommand {
  /// The options that made the weights, so that a checkpoint tells how it came about.
  fileprivate func notes(
    _ options: TrainingOptions,
    plan: TrainingPlan,
    network: NetworkDescription,
    samples: LabeledSamples,
    _ beginning: Checkpoint?
  ) -> [String: String] {
    var notes = training.notes(options)
    notes["halfword"] = HalfwordCommand.versionText
    notes["network"] = "\(network)"
    if let from { notes["from"] = from }
    if let beginning {
      notes[TrainingIdentity.beginningNote] = TrainingIdentity.text(of: beginning.network)
    }
    if let quantizeAware { notes["quantize_aware"] = quantizeAware.text }
    notes["data"] = data.data
    notes[TrainingIdentity.samplesNote] = TrainingIdentity.text(of: samples)
    notes[Checkpoint.pixelsNote] = data.pixels.form().rawValue
    notes["distort"] = distort?.text ?? "usual"
    if redraw > 1 { notes["redraw"] = "\(redraw)" }
    notes["standardize"] = plan.standardizeNote
    if let validation = plan.holdBack.note { notes["validation"] = validation }
    if let targets = data.columns.targets { notes["targets"] = targets.text }
    if plan.answer != .largest { notes[Checkpoint.answerNote] = plan.answer.text }
    return notes
  }
}
