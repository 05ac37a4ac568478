public import ArgumentParser
import Conformance
import Datasets
public import Deployment
import Files
import FloatNetwork
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Quantize a checkpoint to fixed point and write its image and C header.",
    discussion: """
      Chooses a power of two and an offset for each input, powers of two for hidden units and outputs, \
      and for each unit as many fractional bits of weights as its sums allow: on --samples, or else for \
      the ranges of the inputs that training recorded or --input-range gives. Dropout's factor 1 - p is \
      folded into the weights that read dropped values. The same checkpoint and options give the same \
      bytes.

      Says what is proved of the image for every input: in which width its sums are exact, which units \
      can leave Q8.8, and how far its outputs can be from the float network's (Docs/proofs.md).
      """
  )

  @Argument(help: "The checkpoint, or a model in ONNX (.onnx).")
  var checkpoint: String

  @Option(name: .shortAndLong, help: "The image to write (.hwm).")
  var output: String

  @OptionGroup var cFiles: CFileOptions

  @Option(help: "The float network to write in ONNX, as it is quantized: dropout folded in.")
  var onnx: String?

  @Option(help: "The quantized network to write in ONNX: its weights and biases as real numbers.")
  var onnxQuantized: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The inputs that the model is meant for, for example 0,1: their words are chosen for these, more "
        + "is proved, and the device can refuse others.",
      valueName: "smallest,largest"
    )
  )
  var inputRange: InputRange?

  @Option(help: "How many known answers to put into the image for the device's self-test.")
  var knownAnswers = 1

  @OptionGroup var numbers: NumberOptions

  @Flag(
    help: ArgumentHelp(
      "Look at the samples of --data: choose the numbers by those for training, count saturations on "
        + "those for the test."
    )
  )
  var samples = false

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "A file with a line for each input, its smallest and its largest value, as in 0,1: what is "
        + "proved is proved for these, in place of --input-range.",
      valueName: "file"
    )
  )
  var inputBox: String?

  @Option(
    help: ArgumentHelp(
      "Whether the device gets the samples' own values; the same as whole numbers, such as a sensor "
        + "counts, which it converts without floating point; or, of a network trained with "
        + "--standardize, values that the application standardizes. In the first two the "
        + "standardization is folded into the first layer.",
      valueName: "raw|counts|standardized"
    )
  )
  var inputs = ModelInputs.raw

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What one count of a sensor is worth in the units of the samples, for example 0.061: one number, "
        + "one for each input separated by commas, by name such as pressure=0.5,humidity=0.01, or a file "
        + "with a line for each. It is folded into the first layer, and stands for --inputs counts.",
      valueName: "number|numbers|file"
    )
  )
  var inputUnit: String?

  @Flag(help: "Saturate weights and biases that their format cannot hold, and count them.")
  var saturate = false

  @Option(
    help: ArgumentHelp(
      "What is read from the outputs, which the image then records: the numbers are chosen so that it stays "
        + "the same.",
      valueName: "largest|smallest|threshold:number|values"
    )
  )
  var answer: Answer?

  @OptionGroup var project: ProjectOptions

  func validate() throws {
    if !(0...1_000).contains(knownAnswers) {
      throw ValidationError("--known-answers must be from 0 to 1000")
    }
  }

  func run() throws {
    let outputs = [output] + cFiles.files + [onnx, onnxQuantized].compactMap(\.self)
    try checkOutputs(
      outputs,
      inputs: [checkpoint] + (samples ? data.files : []) + [inputBox].compactMap(\.self)
    )
    for file in outputs { try checkFolder(ofFile: file) }
    try project.check()
    let source = try data.named(Checkpoint(ofModelFile: checkpoint))
    var training: PreparedSamples?
    if samples {
      // The unit of an input may be given by its name, which stands in the data.
      training = try data.preparedSamples(.train, for: source, inputs: InputForm(.raw))
    }
    let request = try request(for: source, inputNames: training?.inputNames ?? [])
    training = try training.map { try $0.taken(as: request.inputs, by: source) }
    let export = try Export(
      of: source,
      samples: training?.rows ?? [],
      request,
      name: checkpoint
    )
    let contents = try cFiles.contents(of: export.code)
    try write(Data(export.model.imageBytes), toFile: output)
    for (file, data) in contents { try write(data, toFile: file) }
    if let onnx { try write(export.onnx(), toFile: onnx) }
    if let onnxQuantized { try write(export.quantizedONNX(), toFile: onnxQuantized) }
    let test =
      try samples
      ? data.preparedSamples(.test, for: source, inputs: request.inputs, saysNotes: false) : nil
    print(
      export.text(
        inputNames: test?.inputNames ?? [],
        saturations: test.map { SaturationCounts(of: export.quantized, on: $0.modelInputs) }
      )
    )
    print("\n" + instructionLines(of: export.quantized))
    print("Wrote \(outputs.joined(separator: " and ")).")
    let projectName = cFiles.name ?? CHeader.identifier(from: fileStem(checkpoint))
    if let line = try project.write(export.code, name: projectName) {
      print(line)
    }
  }

  /// What is asked for, in the terms of the pipeline.
  private func request(
    for source: Checkpoint,
    inputNames: [String]
  ) throws -> ExportRequest {
    let inputCount = source.network.inputCount
    var request = numbers.exportRequest
    request.inputs = InputForm(inputs)
    if let inputUnit {
      guard inputs != .standardized else {
        throw ValidationError("--input-unit is for whole numbers, not for --inputs standardized")
      }
      request.inputs = InputForm(
        .counts,
        units: try InputUnits(argument: inputUnit, inputCount: inputCount, names: inputNames)
          .values
      )
    }
    request.numbers.saturate = saturate
    request.promise = try inputPromise(inputRange, box: inputBox, inputCount: inputCount)
    request.knownAnswerCount = knownAnswers
    request.answer = answer
    return request
  }
}

/// What a person promises of the inputs; a box comes before a range.
func inputPromise(
  _ range: InputRange?,
  box: String?,
  inputCount: Int
) throws -> InputPromise? {
  if let box { return try InputPromise(contentsOfFile: box, inputCount: inputCount) }
  return range.map { InputPromise($0, inputCount: inputCount) }
}

extension InputRange: ExpressibleByArgument {
  /// Reads an option's value.
  public init?(argument: String) { self.init(parsing: argument) }
}

extension ModelInputs: ExpressibleByArgument {}
