import ArgumentParser
import Conformance
import Datasets
import Deployment
import FloatNetwork
import Files
import PlainText
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold an image to the float network it came from, on every test sample.",
    discussion: """
      Runs each sample in fixed point and in Float64, and ends with a verdict: whether the answers are \
      kept, how far the outputs are off in the network's own units, and what may help where they are not. \
      The library must give what the numbers define, bit for bit. For each run a bound is worked out from \
      what the rounding of the weights does to it (Docs/proofs.md), and whether the run alone proves the \
      float network's answer. Exits with status 1 where the verdict is NOT KEPT: a limit is broken, an \
      output is not what the numbers define, the float network breaks a bound or a certificate, or a \
      weight is not the nearest to the checkpoint's.
      """
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint or the ONNX model that the image was exported from.")
  var against: String

  @OptionGroup var data: DataOptions

  @OptionGroup(title: "Verdict") var verdict: VerdictOptions

  @Option(help: "The accuracy that both must reach, in percent; none unless given.")
  var minAccuracy: Double?

  @Flag(help: "List every sample whose answer changed, not only the first ten.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "A file to write with a line for each sample: both answers, whether they differ and are certified, the largest "
        + "error, its bound, and the outputs of both networks, in the network's own units.",
      valueName: "file.csv"
    )
  )
  var table: String?

  func validate() throws {
    if let minAccuracy, !(minAccuracy >= 0) {
      throw ValidationError("--min-accuracy must be a number from 0 up, not \(minAccuracy)")
    }
  }

  func run() throws {
    if let table {
      try checkOutputs([table], inputs: [model, against] + data.files)
      try checkFolder(ofFile: table)
    }
    let deployed = try DeployedModel(modelFile: model, checkpointFile: against)
    let samples = try data.preparedSamples(for: deployed)
    let guess = try deployed.answerGuess(given: verdict.answer, samples)
    var rows = table.map { _ in SampleTable(of: deployed.model.network, answer: guess.answer) }
    let evaluation = try FixedPointEvaluation(
      of: deployed,
      on: samples,
      answer: guess.answer,
      limits: verdict.limits,
      samplesLimit: verdict.samplesLimit,
      judge: brokenAccuracy,
      observe: { rows?.add($0, label: samples.label(ofSample: $0.sample)) }
    )
    if let table, let rows { try write(Data(rows.text.utf8), toFile: table) }
    print(guess.text)
    print(
      evaluation.text(
        of: samples,
        outputUlp: deployed.model.network.outputUlp,
        accuracyLimit: minAccuracy,
        listsAll: all
      )
    )
    print("  \(origin(of: deployed))")
    print("\n\(evaluation.verdict.text)")
    try evaluation.verdict.failUnlessKept(file: model)
  }

  /// Whether the image is what `export` makes of the checkpoint.
  private func origin(of deployed: DeployedModel) -> String {
    let identity = deployed.model.identityText
    guard deployed.isExport else {
      return "The image (\(identity)) is not the export of this checkpoint: other weights come out."
    }
    let kind = deployed.inputs.kind
    let isChoice = kind != .raw || deployed.checkpoint?.standardization != nil
    let inputs = isChoice ? ", for \(kind) inputs" : ""
    return "The image is the export of this checkpoint (\(identity))\(inputs)."
  }

  private func brokenAccuracy(_ comparison: Comparison) -> [String] {
    guard let minAccuracy else { return [] }
    guard comparison.answer != .values, comparison.truth != .unknown else {
      return [
        "--min-accuracy asks for an accuracy, but the samples do not say which answer is right"
      ]
    }
    let least = min(comparison.floatAccuracy, comparison.fixedAccuracy)
    guard least < minAccuracy else { return [] }
    return [
      "an accuracy is \(least.fixed(2)) %, at least \(minAccuracy.fixed(2)) % is asked for"
    ]
  }
}

extension Verdict {
  /// - Throws: `FileError` with the reasons where the answers are not kept.
  func failUnlessKept(file: String) throws(FileError) {
    guard !isKept else { return }
    throw FileError(file: file, reason: "not kept: \(reasons.joined(separator: "; "))")
  }
}

extension FixedPointEvaluation {
  /// Evaluates a model against its checkpoint, with a progress line.
  ///
  /// - Throws: as `FixedPointEvaluation.init`, and where the checkpoint is of a network of other sizes.
  init(
    of deployed: DeployedModel,
    on samples: PreparedSamples,
    answer: Answer,
    limits: VerdictLimits,
    samplesLimit: Int? = nil,
    judge: (Comparison) -> [String] = { _ in [] },
    observe: (SampleRun) -> Void = { _ in }
  ) throws {
    let count = samples.modelInputs.count
    var progress = ProgressLine()
    try self.init(
      of: deployed.model,
      with: deployed.floatNetwork(),
      on: samples,
      answer: answer,
      limits: limits,
      samplesLimit: samplesLimit,
      judge: judge,
      observe: observe,
      progress: { done in
        progress.show(Double(done) / Double(max(1, count)), "sample \(done) of \(count)")
      }
    )
    progress.finish()
  }
}

extension DeployedModel {
  /// What is read from the outputs: as given, as recorded, or guessed.
  func answerGuess(given: Answer?, _ samples: PreparedSamples) throws -> AnswerGuess {
    AnswerGuess(
      given: given,
      recorded: recordedAnswer,
      for: try requiredCheckpoint(),
      truth: samples.truth
    )
  }
}
