import ArgumentParser
import Deployment
import Files
import FloatNetwork

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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
      "End with the logits in place of a last softmax or sigmoid. The largest is the same, a sigmoid is 0.5 "
        + "where its logit is 0, and logits are scaled to what they reach."
    )
  )
  var logits = false

  func run() throws {
    try checkOutputs([output], inputs: [model])
    try checkFolder(ofFile: output)
    let source = try ModelSource(contentsOfFile: model, output: modelOutput, logits: logits)
    if let provenance = source.provenance { print("\(model): \(provenance).") }
    for remark in source.remarks { print("Note: \(remark).") }
    try source.checkpoint.write(to: URL(filePath: output))
    print("Network: \(source.checkpoint.network.description)")
    print("Wrote \(output).")
  }
}
