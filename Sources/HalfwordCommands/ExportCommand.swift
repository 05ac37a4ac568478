import ArgumentParser
import Conformance
import Files
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Quantize a checkpoint to Q8.8 and write its image and C header.",
    discussion: """
      Dropout's factor 1 - p is folded into the weights that read dropped values. The same \
      checkpoint and options give the same bytes.
      """
  )

  @Argument(help: "The checkpoint.")
  var checkpoint: String

  @Option(name: .shortAndLong, help: "The image to write (.hwm).")
  var output: String

  @Option(name: .customLong("c-header"), help: "The C header to write, with the image as an array.")
  var header: String?

  @Option(help: "The prefix of the names in the C header; its file's name, unless given.")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "The inputs that the model is meant for, for example 0,1; all that Q8.8 holds, unless given.",
      valueName: "smallest,largest"
    )
  )
  var inputRange = InputRange(.min ... .max)

  @Option(help: "How many known answers to put into the image for the device's self-test.")
  var knownAnswers = 1

  @Flag(help: "Saturate weights that Q8.8 cannot hold, and count them.")
  var saturate = false

  @OptionGroup var project: ProjectOptions

  func validate() throws {
    if !(0...1_000).contains(knownAnswers) {
      throw ValidationError("--known-answers must be from 0 to 1000")
    }
  }

  func run() throws {
    let source = try Checkpoint(contentsOf: URL(filePath: checkpoint))
    let network = source.network
    try checkFolder(ofFile: output)
    if let header { try checkFolder(ofFile: header) }
    try project.check()
    let folded = network.isDropoutFolded ? network : try network.foldingDropout()
    var quantized = try QuantizedNetwork(quantizing: folded, saturate: saturate)
    quantized.inputRange = inputRange.values
    let image = try quantized.image(knownAnswers: quantized.knownAnswers(count: knownAnswers))
    let text = try header.map { file in
      let stem = fileStem(file)
      return try CHeader(
        name: name ?? CHeader.identifier(from: stem),
        network: quantized,
        image: image,
        notes: provenance(of: source)
      ).text
    }
    // What is written must open and verify on the device; a fault shows here, before there is a file.
    let model = try FixedPointModel(image: image)

    try write(Data(image), toFile: output)
    if let header, let text { try write(Data(text.utf8), toFile: header) }
    print(layers(of: quantized, foldedBefore: network.isDropoutFolded))
    print(
      "\nFlash: \(model.imageSize) bytes for the image. RAM: \(model.workspaceSize) bytes of "
        + "workspace.\nIdentity: \(model.identityText)"
    )
    if quantized.saturatedCount > 0 {
      print(
        "\(quantized.saturatedCount) weights or biases did not fit Q8.8 and were saturated; run "
          + "halfword check to see what that costs."
      )
    }
    print("\n" + instructionLines(of: quantized) + "\n")
    print("Wrote \([output, header].compactMap(\.self).joined(separator: " and ")).")
    let projectName = name ?? CHeader.identifier(from: fileStem(checkpoint))
    let projectHeader = try CHeader(
      name: projectName,
      network: quantized,
      image: image,
      notes: provenance(of: source)
    )
    if let line = try project.write(header: projectHeader.text, name: projectName) { print(line) }
  }

  /// The network's line, how it was trained, and what was asked of the export.
  private func provenance(of source: Checkpoint) -> [String] {
    let training = source.notes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      "Network   \(source.network.description)",
      "Training  " + (training.isEmpty ? "unknown" : training.joined(separator: ", ")),
      "Export    halfword \(HalfwordCommand.versionText)" + (saturate ? ", --saturate" : "")
        + ", inputs \(inputRange)"
        + ", known answers \(knownAnswers)",
    ]
  }

  private func layers(of network: QuantizedNetwork, foldedBefore: Bool) -> String {
    var table = Table(
      "Layer",
      "Activation",
      "Inputs",
      "Units",
      "Weights",
      "Smallest",
      "Largest",
      "Sums",
      "Dropout"
    )
    for (index, layer) in network.layers.enumerated() {
      table.add(
        "\(index + 1)",
        activationText(layer.activation),
        "\(layer.inputCount)",
        "\(layer.unitCount)",
        "\(layer.weights.count)",
        valueText(layer.weights.min() ?? 0),
        valueText(layer.weights.max() ?? 0),
        "\(layer.accumulator.rawValue) bits",
        layer.foldedDropout == 0
          ? "none" : "\(layer.foldedDropout) folded" + (foldedBefore ? " before" : "")
      )
    }
    return table.text
  }
}

private func fileStem(_ path: String) -> String {
  URL(filePath: path).deletingPathExtension().lastPathComponent
}

func activationText(_ activation: Activation) -> String {
  if case .maxout(let pieces) = activation { "maxout of \(pieces)" } else { activation.name }
}

/// A Q8.8 value with three decimals.
func valueText(_ raw: Int16) -> String {
  String(format: "%.3f", Double(raw) / 256)
}
