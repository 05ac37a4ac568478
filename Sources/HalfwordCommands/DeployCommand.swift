import ArgumentParser
import Conformance
import Datasets
import Files
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization

struct DeployCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy",
    abstract: "From a model to everything that a device needs, checked on data, in one command.",
    discussion: """
      Does what import, export, check, samples, conform and report do one after the other, and prints \
      each as a command, so that any of them can be run again with other options. Where all samples are \
      whole numbers that 16 bits hold, the device takes them as a sensor counts them, without floating \
      point.

      Of --data, all samples are looked at. A text file with one column an input has no labels; the \
      float network's answers then stand for them.
      """
  )

  @Argument(help: "The model in ONNX (.onnx), or a checkpoint.")
  var model: String

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "The core that the image is for: its instructions are counted, and how to build for it is "
        + "printed.",
      valueName: DeploymentTarget.allCases.map(\.rawValue).joined(separator: "|")
    )
  )
  var target = DeploymentTarget.cortexM4

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
      "End with the logits in place of a last softmax: the largest is the same, logits that 16 "
        + "bits do not hold as they are are scaled, and a run takes less time."
    )
  )
  var logits = false

  @Option(
    help: ArgumentHelp(
      "The inputs that the model is meant for, in the units of --data, for example 0,1: then more is "
        + "proved, the device can refuse others, and the image can certify classes.",
      valueName: "smallest,largest"
    )
  )
  var inputRange: InputRange?

  @Option(
    help: ArgumentHelp(
      "What one count of a sensor is worth in the units of --data: one number, one for each input "
        + "separated by commas, or a file with a line for each; as for export.",
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
    try makeFolder(output)
    let name = name ?? CHeader.identifier(from: fileStem(model))
    guard CHeader.identifier(from: name) == name else { throw CHeaderError(name: name) }
    let files = DeployedFiles(folder: output, name: name)
    let source = try Checkpoint(ofModelFile: model, output: modelOutput)
    let label = try label(inputCount: source.network.inputCount)
    let samples = sampleOptions(label)

    try step(ImportCommand.self, importArguments(files))
    try step(
      ExportCommand.self,
      [files.checkpoint, "-o", files.image, "--c-header", files.header, "--name", name]
        + ["--samples"] + samples + (try numberArguments(source, label))
        + (inputRange.map { ["--input-range=\($0)"] } ?? [])
        + (inputBox.map { ["--input-box", $0] } ?? [])
        + (saturate ? ["--saturate"] : [])
    )
    try step(CheckCommand.self, [files.image, "--against", files.checkpoint] + samples)
    try step(
      SamplesCommand.self,
      [files.image, "--against", files.checkpoint, "-o", files.vectorHeader] + samples
        + ["--name", "\(name)_vectors", "--count", "\(Self.vectorCount)"]
        + ["--vectors", files.vectors]
    )
    try step(ConformCommand.self, ["--vectors", files.vectors])
    try step(
      ReportCommand.self,
      [files.image, "--against", files.checkpoint, "--html", files.page, "--json", files.report]
        + samples
    )
    print(try summary(files, name))
  }

  /// Runs a command after printing it.
  private func step<Command: ParsableCommand>(
    _ type: Command.Type,
    _ arguments: [String]
  ) throws {
    let words = [type._commandName] + arguments.map(shellWord)
    print("\n$ halfword \(words.joined(separator: " "))")
    var command = try type.parse(arguments)
    try command.run()
  }

  private func importArguments(_ files: DeployedFiles) -> [String] {
    var arguments = [model, "-o", files.checkpoint]
    if logits { arguments.append("--logits") }
    if let modelOutput { arguments += ["--model-output", modelOutput] }
    return arguments
  }

  /// How the numbers are chosen, and whether the device takes whole numbers.
  private func numberArguments(
    _ source: Checkpoint,
    _ label: TableFormat.LabelColumn
  ) throws -> [String] {
    var arguments: [String] = []
    if numbers.weights != .fitted { arguments += ["--weights", numbers.weights.rawValue] }
    if numbers.sums != .automatic { arguments += ["--sums", numbers.sums.rawValue] }
    if numbers.headroom != NumberRequest().headroomBits {
      arguments += ["--headroom", "\(numbers.headroom)"]
    }
    if let inputUnit {
      arguments += ["--input-unit", inputUnit]
    } else if try samplesAreCounts(source, label) {
      print(
        "All values of \(data.data) are whole numbers that 16 bits hold, so the device takes them as they "
          + "are, as int32_t (--inputs counts)."
      )
      arguments += ["--inputs", "counts"]
    }
    return arguments
  }

  /// Whether the data are a table of whole numbers, more than the 0 and 1 of flags and pixels, of which 16
  /// bits hold every one once an offset is taken away.
  private func samplesAreCounts(
    _ source: Checkpoint,
    _ label: TableFormat.LabelColumn
  ) throws -> Bool {
    guard numbers.weights == .fitted, source.standardization == nil else { return false }
    var all = data
    all.testData = data.testData ?? data.data
    all.label = label
    let samples = try all.samples(.test)
    guard !samples.isPictures,
      let rows = try? samples.prepared(inputCount: source.network.inputCount, form: .gray)
    else { return false }
    guard rows.inputs.allSatisfy({ $0 == $0.rounded() && abs($0) <= 0x1p24 }),
      rows.inputs.contains(where: { $0 != 0 && $0 != 1 })
    else { return false }
    let room = Float(Int(UInt16.max) >> numbers.headroom)
    return (0..<rows.inputCount).allSatisfy { input in
      let values = stride(from: input, to: rows.inputs.count, by: rows.inputCount)
        .lazy.map { rows.inputs[$0] }
      return (values.max() ?? 0) - (values.min() ?? 0) <= room
    }
  }

  /// The options that name all samples of `--data`, without labels where it has none.
  private func sampleOptions(_ label: TableFormat.LabelColumn) -> [String] {
    var options = ["--data", data.data, "--test-data", data.testData ?? data.data]
    options += ["--label", label.text]
    if let form = data.pixels.givenForm { options += ["--pixels", form.rawValue] }
    if let separator = data.separator { options += ["--separator", separator.rawValue] }
    if data.header != .automatic { options += ["--header", data.header.rawValue] }
    if let fullInk = data.fullInk { options += ["--full-ink", "\(fullInk)"] }
    return options
  }

  /// The column with the label; none where the data have none.
  private func label(inputCount: Int) throws -> TableFormat.LabelColumn {
    try data.label == .last && isUnlabelled(inputCount: inputCount) ? .none : data.label
  }

  /// Whether the data are a table with one column an input.
  private func isUnlabelled(inputCount: Int) throws -> Bool {
    let source = DataSource(
      data.data,
      options: .init(
        table: TableFormat(separator: data.separator, header: data.header, label: .none)
      )
    )
    guard let samples = try? source.samples(.test, isDivided: false), !samples.isPictures,
      let rows = try? samples.prepared(inputCount: inputCount, form: .gray)
    else { return false }
    return rows.inputCount == inputCount
  }

  private func summary(_ files: DeployedFiles, _ name: String) throws -> String {
    let model = try HalfwordCommands.model(fromFile: files.image)
    let instructions = InstructionModel.cores.first { $0.target == target.architecture }
      .map { "\($0.model.count(for: model.network)) instructions a run" }
    return """

      For \(target.core): \(model.imageSize) bytes of flash for the image, \(model.workspaceSize) \
      bytes of RAM as workspace\(instructions.map { ", \($0)" } ?? "").
      In \(files.folder):
        \(name).h             the image as a C array, its sizes, and how values become inputs
        \(name).hwm           the image alone
        \(name)_vectors.h     inputs and the bits that the device must give for them
        \(name)_vectors.hwv   the same and each layer's bits, for halfword conform and Tools/run-vectors
        \(name).html, .json   the report
        \(name).safetensors   the network in float
      The library for the core: Tools/build-c-library \(target.architecture)
      """
  }

  /// So many vectors go into the header.
  private static let vectorCount = 32
}

/// A core that the library is built for.
enum DeploymentTarget: String, ExpressibleByArgument, CaseIterable {
  case cortexM0 = "cortex-m0"
  case cortexM3 = "cortex-m3"
  case cortexM4 = "cortex-m4"
  case riscv32 = "riscv32"

  /// As `Tools/build-c-library` calls it.
  var architecture: String {
    switch self {
    case .cortexM0: "armv6m"
    case .cortexM3: "armv7m"
    case .cortexM4: "armv7em"
    case .riscv32: "riscv32"
    }
  }

  /// As it is called in texts.
  var core: String {
    switch self {
    case .cortexM0: "Cortex-M0"
    case .cortexM3: "Cortex-M3"
    case .cortexM4: "Cortex-M4"
    case .riscv32: "RV32IMC"
    }
  }
}

/// Where a deployment puts its files.
private struct DeployedFiles {
  let folder: String
  let name: String

  var checkpoint: String { path("\(name).safetensors") }
  var image: String { path("\(name).hwm") }
  var header: String { path("\(name).h") }
  var vectorHeader: String { path("\(name)_vectors.h") }
  var vectors: String { path("\(name)_vectors.hwv") }
  var page: String { path("\(name).html") }
  var report: String { path("\(name).json") }

  private func path(_ file: String) -> String {
    URL(filePath: folder).appending(path: file).relativePath
  }
}

/// A word as a shell takes it.
private func shellWord(_ word: String) -> String {
  let plain = word.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="):
      true
    default: false
    }
  }
  return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
