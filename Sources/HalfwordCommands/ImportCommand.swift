public import ArgumentParser
import Datasets
import Files
import FloatNetwork
import Foundation
import ONNX
public import Quantization

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a checkpoint of a multi-layer perceptron in ONNX.",
    discussion: """
      Reads what PyTorch, Keras and scikit-learn export of such networks (Docs/guide.md), and refuses \
      anything else by one line that names the node. Scaling, shifting and BatchNormalization become \
      part of the layers.

      Q8.8 holds values from -128 to 127.996. With --fit, inputs and outputs that lie outside on some \
      samples, or are too small to be seen, are scaled by powers of two, which changes no answer of \
      the float network; the C header then has macros that convert.
      """
  )

  @Argument(help: "The model (.onnx), or a checkpoint, to fit it to samples.")
  var model: String

  @Option(name: .shortAndLong, help: "The checkpoint to write (.safetensors).")
  var output: String

  @Option(
    help: ArgumentHelp(
      "Which output of the graph the network shall compute, where it has several.",
      valueName: "name"
    )
  )
  var modelOutput: String?

  @Flag(
    help: ArgumentHelp(
      "End with the logits in place of a last softmax. The largest is the same, and logits beyond Q8.8 "
        + "can be scaled."
    )
  )
  var logits = false

  @Option(
    help: ArgumentHelp(
      "Delimited text with samples, as --label says, whose values the model must be able to hold.",
      valueName: "file"
    )
  )
  var fit: String?

  @Option(
    help: ArgumentHelp(
      "Of --fit, the column with the label, which is no input.",
      valueName: "last|number|name|one-hot:classes|none"
    )
  )
  var label = TableFormat.LabelColumn.none

  @Option(
    help: ArgumentHelp(
      "Of --fit, what is scaled: inputs and outputs that Q8.8 cannot hold, or that are below 1/16 "
        + "throughout; all, to use the range of Q8.8; or none.",
      valueName: "needed|full|none"
    )
  )
  var scale = ModelScaling.Need.needed

  func run() throws {
    try checkFolder(ofFile: output)
    var checkpoint: Checkpoint
    if URL(filePath: model).pathExtension.lowercased() == "onnx" {
      let imported = try ImportedModel(contentsOfFile: model, output: modelOutput)
      checkpoint = Checkpoint(imported, file: model)
      print("\(model): \(imported.provenance).")
      for remark in imported.remarks { print("Note: \(remark).") }
    } else {
      checkpoint = try Checkpoint(ofModelFile: model)
    }
    if logits {
      guard let network = checkpoint.network.endingWithLogits else {
        throw FileError(file: model, reason: "--logits: the last layer is no softmax")
      }
      checkpoint.network = network
      checkpoint.notes["logits"] = "in place of a softmax"
    }
    if let fit { try scaleToFit(&checkpoint, samplesIn: fit) }
    try checkpoint.write(to: URL(filePath: output))
    print("Network: \(checkpoint.network.description)")
    if let scaling = checkpoint.scaling { print("Scaled: \(scaling.account)") }
    print("Wrote \(output).")
  }

  private func scaleToFit(_ checkpoint: inout Checkpoint, samplesIn file: String) throws {
    let source = DataSource(file, options: .init(table: TableFormat(label: label)))
    let samples = try source.samples(.test, isDivided: false)
    let dataset = try samples.prepared(inputCount: checkpoint.network.inputCount, form: .gray)
    let network = try checkpoint.foldedNetwork(for: .raw)
    do {
      let scaling = try ModelScaling(
        fitting: network,
        on: (0..<dataset.count).lazy.map { Array(dataset.input(at: $0)) },
        need: scale
      )
      checkpoint.notes[Checkpoint.scalingNote] = scaling.isIdentity ? nil : scaling.text
    } catch {
      throw FileError(file: file, reason: "\(error)")
    }
  }
}

extension ModelScaling.Need: ExpressibleByArgument {}

extension ModelScaling {
  /// What is scaled, for a person.
  var account: String {
    let exponents = Set(inputExponents)
    let inputs =
      exponents == [0]
      ? "inputs as they are"
      : exponents.count == 1
        ? "an input is the value times 2^\(-inputExponents[0])"
        : "an input is the value times a power of two of its own, 2^\(-(exponents.max() ?? 0)) to "
          + "2^\(-(exponents.min() ?? 0))"
    return "\(inputs); "
      + (outputExponent == 0
        ? "outputs as they are." : "a value is the output times 2^\(outputExponent).")
  }
}
