import ArgumentParser
import Conformance
import Datasets
import Deployment
import Files
import FloatNetwork
import PlainText
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct DeployCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy",
    abstract: "From a model and samples to everything that a device needs, with a verdict.",
    discussion: """
      Reads the model, fits the numbers to the samples, proves what holds for every input, runs every \
      sample in float and in fixed point, and writes the image, C headers, vectors and a report into a \
      folder, all of them or none. Where all samples are whole numbers that 16 bits hold, the device takes \
      them as a sensor counts them, without floating point.

      Ends with a verdict: whether the answers are kept, how far the outputs are off in the network's own \
      units, and what may help where they are not. Exits with status 1 where they are not kept; the files \
      are written all the same, so that the report can be read.

      Of --data, all samples are looked at. A text file with one column an input has no labels; the \
      float network's answers then stand for them.
      """
  )

  @Argument(help: "The model in ONNX (.onnx), or a checkpoint.")
  var model: String

  @OptionGroup var data: DataOptions

  @OptionGroup(title: "Verdict") var verdict: VerdictOptions

  @Option(
    help: ArgumentHelp(
      "The core that the image is for: how to build for it is printed.",
      valueName: ProjectTarget.allCases.map(\.rawValue).joined(separator: "|")
    )
  )
  var target = ProjectTarget.cortexM4

  @Option(name: .shortAndLong, help: "The folder to write, which is made where there is none.")
  var output: String

  @Option(help: "The prefix of the names in the C header; the model's name, unless given.")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Which output of an ONNX graph the network shall compute, where it has several.",
      valueName: "name"
    )
  )
  var modelOutput: String?

  @OptionGroup var numbers: NumberOptions

  @Flag(
    help: ArgumentHelp(
      "End with the logits in place of a last softmax or sigmoid: the largest is the same, a sigmoid is 0.5 "
        + "where its logit is 0, logits are scaled to what they reach, and a run takes less time."
    )
  )
  var logits = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The inputs that the model is meant for, in the units of --data, for example 0,1: then more is "
        + "proved, and the device can refuse others.",
      valueName: "smallest,largest"
    )
  )
  var inputRange: InputRange?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What one count of a sensor is worth in the units of --data: one number, one for each input "
        + "separated by commas, by name such as pressure=0.5,humidity=0.01, or a file with a line for "
        + "each; as for export.",
      valueName: "number|numbers|file"
    )
  )
  var inputUnit: String?

  @Option(
    help: ArgumentHelp(
      "The same for each input: a file with a line for each. What is proved is proved for these.",
      valueName: "file"
    )
  )
  var inputBox: String?

  @Flag(help: "Saturate weights and biases that nothing makes fit, and count them.")
  var saturate = false

  func run() throws {
    let name = name ?? CHeader.identifier(from: fileStem(model))
    guard CHeader.identifier(from: name) == name else { throw CHeaderError(name: name) }
    try checkFiles(name)
    let source = try source()
    let loaded = try data.allSamples(for: source)
    var request = numbers.exportRequest
    request.numbers.saturate = saturate
    request.inputs = try inputForm(of: source, loaded)
    request.promise = try inputPromise(
      inputRange,
      box: inputBox,
      inputCount: source.network.inputCount
    )
    let samples = try data.preparedSamples(loaded, for: source, inputs: request.inputs)
    let guess = AnswerGuess(
      given: verdict.answer,
      recorded: source.recordedAnswer,
      for: source,
      truth: samples.truth
    )
    request.answer = guess.answer
    let export = try Export(of: source, samples: samples.rows, request, name: model)
    let evaluation = try evaluate(export, samples, guess.answer)
    print(
      export.text(
        inputNames: samples.inputNames ?? [],
        saturations: SaturationCounts(of: evaluation.comparison)
      )
    )
    print("\n\(guess.text)\n")
    print(evaluation.text(of: samples, outputUlp: export.quantized.outputUlp))
    let files = try DeviceFiles(export, evaluation, samples, name: name)
    var folder = StagedFolder(output)
    for file in files.files { folder.add(file.data, as: file.name) }
    try folder.write()
    print("\n\(instructionLines(of: export.quantized))")
    print("\n\(summary(files))\n")
    print(evaluation.verdict.text)
    try evaluation.verdict.failUnlessKept(file: model)
  }

  /// Refuses outputs that would replace what is read.
  private func checkFiles(_ name: String) throws {
    let given = [inputBox].compactMap(\.self)
    try checkOutputs(
      DeviceFiles.names(for: name).map { StagedFolder.path(of: $0, in: output) },
      inputs: [model] + data.files + given
    )
  }

  /// The network as it is to be deployed.
  private func source() throws -> Checkpoint {
    let source = try ModelSource(contentsOfFile: model, output: modelOutput, logits: logits)
    if let provenance = source.provenance { print("\(model): \(provenance).") }
    for remark in source.remarks { print("Note: \(remark).") }
    print("Network: \(source.checkpoint.network.description)\n")
    return try data.named(source.checkpoint)
  }

  /// Whether the device takes whole numbers.
  private func inputForm(of source: Checkpoint, _ samples: LabeledSamples) throws -> InputForm {
    if let inputUnit {
      let units = try InputUnits(
        argument: inputUnit,
        inputCount: source.network.inputCount,
        names: samples.inputNames ?? []
      )
      return InputForm(.counts, units: units.values)
    }
    guard numbers.weights != .plain, source.standardization == nil, !samples.isPictures,
      let rows = try? samples.prepared(shape: source.sampleShape, form: .gray),
      rows.holdsCounts(headroomBits: numbers.headroom)
    else { return InputForm(.raw) }
    print(
      "All values of \(data.data) are whole numbers that 16 bits hold, so the device takes them as they "
        + "are, as int32_t (--inputs counts).\n"
    )
    return InputForm(.counts)
  }

  private func evaluate(
    _ export: Export,
    _ samples: PreparedSamples,
    _ answer: Answer
  ) throws -> FixedPointEvaluation {
    let count = samples.modelInputs.count
    var progress = ProgressLine()
    let evaluation = try FixedPointEvaluation(
      of: export.model,
      with: export.network,
      pair: export.pair,
      on: samples,
      answer: answer,
      limits: verdict.limits,
      proved: (export.box, export.proof),
      samplesLimit: verdict.samplesLimit,
      progress: { done in
        progress.show(Double(done) / Double(max(1, count)), "sample \(done) of \(count)")
      }
    )
    progress.finish()
    return evaluation
  }

  private func summary(_ files: DeviceFiles) -> String {
    let width = files.explanations.map(\.name.count).max() ?? 0
    let lines = files.explanations.map {
      "  \($0.name.padded(to: width))  \($0.text)"
    }
    let installed = (try? ProjectParts.found())?.installedLibrary(for: target)
    return """
      In \(output):
      \(lines.joined(separator: "\n"))
      The library for it: \(installed?.path ?? "Tools/build-c-library \(target.rawValue)")
      """
  }
}
