import ArgumentParser
import Conformance
import Datasets
import Files
import FloatNetwork
import Foundation
import HalfwordRuntime
import ONNX
import Quantization

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Quantize a checkpoint to Q8.8 and write its image and C header.",
    discussion: """
      Dropout's factor 1 - p is folded into the weights that read dropped values. The same \
      checkpoint and options give the same bytes.

      Says what is proved of the image for every input: in which width its sums are exact, which units \
      can leave Q8.8, and how far its outputs can be from the float network's (Docs/proofs.md).
      """
  )

  @Argument(help: "The checkpoint, or a model in ONNX (.onnx).")
  var checkpoint: String

  @Option(name: .shortAndLong, help: "The image to write (.hwm).")
  var output: String

  @Option(name: .customLong("c-header"), help: "The C header to write, with the image as an array.")
  var header: String?

  @Option(help: "The float network to write in ONNX, as it is quantized: dropout folded in.")
  var onnx: String?

  @Option(help: "The quantized network to write in ONNX: its weights and biases as real numbers.")
  var onnxQuantized: String?

  @Option(help: "The prefix of the names in the C header; its file's name, unless given.")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "The inputs that the model is meant for, for example 0,1, as they are before import --fit scales "
        + "them; all that Q8.8 holds, unless given.",
      valueName: "smallest,largest"
    )
  )
  var inputRange: InputRange?

  @Option(help: "How many known answers to put into the image for the device's self-test.")
  var knownAnswers = 1

  @Option(
    help: ArgumentHelp(
      "The fractional bits of weights: 8 in every layer, or as many as each layer can have without "
        + "64-bit sums, which costs nothing.",
      valueName: "q8.8|auto"
    )
  )
  var weights = WeightChoice.q8_8

  @Flag(
    help: ArgumentHelp(
      "Scale hidden layers by powers of two, which changes no answer in float, so that their values "
        + "use the range of Q8.8: on --samples, or else as far as is proved."
    )
  )
  var calibrate = false

  @Flag(
    help: ArgumentHelp(
      "Look at the samples of --data: calibrate on those for training, count saturations on those "
        + "for the test."
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
      "Of a network trained with --standardize: whether the device gets the samples' own values, "
        + "the standardization folded into the first layer; the same, but whole numbers in an "
        + "int16_t as they are, not in Q8.8; or values that the application standardizes.",
      valueName: "raw|counts|standardized"
    )
  )
  var inputs = ModelInputs.raw

  @Flag(help: "Saturate weights that Q8.8 cannot hold, and count them.")
  var saturate = false

  @OptionGroup var project: ProjectOptions

  func validate() throws {
    if !(0...1_000).contains(knownAnswers) {
      throw ValidationError("--known-answers must be from 0 to 1000")
    }
  }

  func run() throws {
    let source = try Checkpoint(ofModelFile: checkpoint)
    let network = source.network
    try checkInputs(of: source)
    try checkFolder(ofFile: output)
    for file in [header, onnx, onnxQuantized].compactMap(\.self) { try checkFolder(ofFile: file) }
    try project.check()
    let deployed = try source.deployedNetwork(for: inputs)
    let scaling = source.scaling(for: inputs)
    let range = try inputRange?.modelValues(scaling) ?? .min ... .max
    let box =
      try inputBox.map {
        try ProofBox(contentsOfFile: $0, inputCount: network.inputCount, scaling: scaling)
      } ?? ProofBox(range, inputCount: network.inputCount)
    let exponents =
      try calibrate ? calibration(of: deployed, source, box) : deployed.layers.map { _ in 0 }
    let scaled = deployed.rescaled(by: exponents)
    var quantized = try quantizedNetwork(of: scaled, source)
    quantized.inputRange = range
    quantized.scaling = scaling
    let proof = try PairedNetwork(scaled, with: quantized).proof(for: box.ranges)
    // The image states one range for all inputs, so what is proved for others cannot be certified by it.
    if inputBox == nil { quantized.certifiedMargin = proof.certifiedLead }
    let image = try quantized.image(knownAnswers: quantized.knownAnswers(count: knownAnswers))
    func headerText(_ name: String) throws -> String {
      try CHeader(
        name: name,
        network: quantized,
        image: image,
        notes: provenance(of: source, exponents: exponents),
        classNames: source.classNames,
        standardization: inputs == .standardized ? source.standardization : nil,
        takesCounts: inputs == .counts
      ).text
    }
    let text = try header.map {
      try headerText(name ?? CHeader.identifier(from: fileStem($0)))
    }
    // What is written must open and verify on the device; a fault shows here, before there is a file.
    let model = try FixedPointModel(image: image)

    try write(Data(image), toFile: output)
    if let header, let text { try write(Data(text.utf8), toFile: header) }
    try writeONNX(of: source, quantized, provenance: provenance(of: source, exponents: exponents))
    print(layers(of: quantized, foldedBefore: network.isDropoutFolded))
    print(
      "\nFlash: \(model.imageSize) bytes for the image. RAM: \(model.workspaceSize) bytes of "
        + "workspace.\nIdentity: \(model.identityText)"
    )
    if let standardization = source.standardization {
      print(
        account(
          of: source.foldedStandardization(for: inputs) ?? standardization,
          weights: quantized.layers[0].weights
        )
      )
    }
    if quantized.saturatedCount > 0 {
      print(
        "\(quantized.saturatedCount) weights or biases did not fit Q8.8 and were saturated; run "
          + "halfword check to see what that costs."
      )
    }
    let findings = try ProofFindings(
      of: quantized,
      proof,
      box: box,
      saturations: samples ? SaturationCounts(of: quantized, on: dataset(.test, source)) : nil
    )
    print("\n" + findings.lines.joined(separator: "\n"))
    print("\n" + instructionLines(of: quantized))
    let written = [output, header, onnx, onnxQuantized].compactMap(\.self)
    print("Wrote \(written.joined(separator: " and ")).")
    let projectName = name ?? CHeader.identifier(from: fileStem(checkpoint))
    if let line = try project.write(header: headerText(projectName), name: projectName) {
      print(line)
    }
  }

  /// Writes the float network and the quantized one in ONNX, where that is asked for.
  private func writeONNX(
    of source: Checkpoint,
    _ quantized: QuantizedNetwork,
    provenance: [String]
  ) throws {
    let about = provenance.map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
    let properties = Dictionary(
      about.map {
        ($0[0].lowercased(), $0.count > 1 ? $0[1].trimmingCharacters(in: .whitespaces) : "")
      }
    ) { first, _ in first }
    let version = HalfwordCommand.versionText
    if let onnx {
      let network = try source.foldedNetwork(for: inputs)
      try write(network.onnx(properties: properties, version: version), toFile: onnx)
    }
    if let onnxQuantized {
      let bits = quantized.layers.map { "\($0.weightFractionBits)" }.joined(separator: " ")
      let more = ["quantized": "weights of \(bits) fractional bits, biases of 8, as real numbers"]
      // In the network's own units: the powers of two go back into the first and the last layer.
      let network = quantized.dequantized
      try write(
        (quantized.scaling?.inverse(network) ?? network).onnx(
          properties: properties.merging(more) { $1 },
          version: version
        ),
        toFile: onnxQuantized
      )
    }
  }

  /// Checks that the device can hold the inputs of the training samples.
  private func checkInputs(of source: Checkpoint) throws {
    // `import` has fitted the inputs to samples.
    if source.scaling(for: inputs) != nil { return }
    guard let standardization = source.standardization else {
      guard inputs == .raw else {
        throw FileError(
          file: checkpoint,
          reason: "was not trained with --standardize, so it takes raw inputs, not \(inputs)"
        )
      }
      return
    }
    switch inputs {
    case .raw: try standardization.checkRawInputsFit()
    case .counts: try standardization.checkRawInputsFit(below: 32_768)
    case .standardized: break
    }
  }

  /// By which power of two each layer is to be scaled.
  private func calibration(
    of network: Network,
    _ source: Checkpoint,
    _ box: ProofBox
  ) throws -> [Int] {
    let wanted: [Int]
    if samples {
      let dataset = try dataset(.train, source)
      wanted = network.calibration(
        on: (0..<dataset.count).lazy.map { Array(dataset.input(at: $0)) }
      )
    } else {
      let plain = try QuantizedNetwork(quantizing: network, weights: .automatic, saturate: true)
      let proof = try PairedNetwork(network, with: plain).proof(for: box.ranges)
      wanted = network.calibration(provedBy: proof.layers.map(\.preActivations))
    }
    return network.affordable(wanted, weights: weights.format)
  }

  /// The samples of a split, as the model takes them.
  private func dataset(_ split: Split, _ source: Checkpoint) throws -> Dataset {
    let names = source.classNames
    let samples = try data.samples(split, classes: names.isEmpty ? nil : ClassNames(names))
    var dataset = try samples.prepared(
      inputCount: source.network.inputCount,
      form: data.pixels.form(recordedIn: source.pixelsNote)
    )
    dataset.inputs = source.modelInputs(dataset.inputs, for: inputs)
    return dataset
  }

  /// The network in fixed point; where a weight does not fit because the standardization is in it,
  /// the error says what would fit.
  private func quantizedNetwork(of network: Network, _ source: Checkpoint) throws
    -> QuantizedNetwork
  {
    do {
      return try QuantizedNetwork(
        quantizing: network,
        weights: weights.format,
        saturate: saturate
      )
    } catch {
      guard case .doesNotFit(let misfit, _) = error, misfit.layer == 1,
        source.foldedStandardization(for: inputs) != nil
      else { throw error }
      throw FileError(
        file: checkpoint,
        reason: "\(error); the standardization is folded into this layer: --inputs standardized "
          + "leaves it to the application"
      )
    }
  }

  /// The network's line, how it was trained, and what was asked of the export.
  private func provenance(of source: Checkpoint, exponents: [Int]) -> [String] {
    let training = source.notes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      "Network   \(source.network.description)",
      "Training  " + (training.isEmpty ? "unknown" : training.joined(separator: ", ")),
      "Export    halfword \(HalfwordCommand.versionText)" + (saturate ? ", --saturate" : "")
        + (weights == .q8_8 ? "" : ", weights \(weights.rawValue)")
        + (calibrate
          ? ", layers scaled by " + exponents.map { "2^\($0)" }.joined(separator: ", ") : "")
        + ", inputs \(inputRange?.description ?? "any")"
        + (source.standardization == nil ? "" : ", \(inputs.rawValue)")
        + ", known answers \(knownAnswers)",
    ]
  }

  /// What became of the standardization, and what rounding costs where it is folded.
  private func account(of standardization: Standardization, weights: [Int16]) -> String {
    guard inputs != .standardized else {
      return "Inputs: standardized by the application, input by input (value - mean) / deviation; "
        + "the C header holds both."
    }
    let zeros = weights.count { $0 == 0 }
    let values = inputs == .raw ? "raw values" : "whole numbers as they are"
    return
      "Inputs: \(values); their standardization is folded into layer 1. Seen as standardized inputs, "
      + String(
        format:
          "rounding to Q8.8 moves an input by up to %.4f and a weight of layer 1 by up to %.4f; ",
        standardization.worstInputRounding,
        standardization.worstWeightRounding
      )
      + "\(zeros) of its \(weights.count) weights became 0. Where halfword check shows that too "
      + "much was lost, export with --inputs standardized."
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
      "Fraction",
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
        weightText(layer.weights.min() ?? 0, layer),
        weightText(layer.weights.max() ?? 0, layer),
        "\(layer.weightFractionBits) bits",
        "\(layer.accumulator.rawValue) bits",
        layer.foldedDropout == 0
          ? "none" : "\(layer.foldedDropout) folded" + (foldedBefore ? " before" : "")
      )
    }
    return table.text
  }
}

/// A weight with three decimals.
private func weightText(_ raw: Int16, _ layer: QuantizedLayer) -> String {
  String(format: "%.3f", Double(raw) / Double(1 << Int(layer.weightFractionBits)))
}

/// The words for `--weights`.
enum WeightChoice: String, ExpressibleByArgument, CaseIterable {
  case q8_8 = "q8.8"
  case automatic = "auto"

  var format: WeightFormat { self == .q8_8 ? .q8_8 : .automatic }
}

extension ModelInputs: ExpressibleByArgument {}

func activationText(_ activation: Activation) -> String {
  if case .maxout(let pieces) = activation { "maxout of \(pieces)" } else { activation.name }
}

/// A Q8.8 value with three decimals.
func valueText(_ raw: Int16) -> String {
  String(format: "%.3f", Double(raw) / 256)
}
