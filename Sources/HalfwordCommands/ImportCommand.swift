import ArgumentParser
import Files
import FloatNetwork
import Foundation
import ONNX

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a checkpoint of a multi-layer perceptron in ONNX.",
    discussion: """
      Reads what PyTorch, Keras and scikit-learn export of such networks (Docs/guide.md), and refuses \
      anything else by one line that names the node. Scaling, shifting and BatchNormalization become \
      part of the layers.

      The checkpoint holds the network in its own units; export chooses the powers of two and offsets \
      between them and the words of the device.
      """
  )

  @Argument(help: "The model (.onnx), or a checkpoint.")
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
      "End with the logits in place of a last softmax. The largest is the same, and logits that 16 bits "
        + "do not hold as they are can be scaled."
    )
  )
  var logits = false

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
    try checkpoint.write(to: URL(filePath: output))
    print("Network: \(checkpoint.network.description)")
    print("Wrote \(output).")
  }
}
