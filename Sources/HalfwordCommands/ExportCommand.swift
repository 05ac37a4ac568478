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
      "The inputs that the model is meant for, for example 0,1: their words are chosen for these, more "
        + "is proved, the device can refuse others, and the image can certify classes.",
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
    help: ArgumentHelp(
      "What one count of a sensor is worth in the units of the samples, for example 0.061: one number, "
        + "one for each input separated by commas, or a file with a line for each. It is folded into the "
        + "first layer, and stands for --inputs counts.",
      valueName: "number|numbers|file"
    )
  )
  var inputUnit: String?

  @Flag(help: "Saturate weights and biases that their format cannot hold, and count them.")
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
    let form = try inputForm(of: source)
    try checkFolder(ofFile: output)
    for file in [header, onnx, onnxQuantized].compactMap(\.self) { try checkFolder(ofFile: file) }
    try project.check()
    let deployed = try source.deployedNetwork(for: form)
    let box = try givenBox(of: source, form)
    let choice = try choice(for: deployed, source, form, box: box?.box)
    var quantized = choice.network
    quantized.record = record(choice.network.record, form, fingerprint: deployed.fingerprint)
    let proved =
      box.map { ProofBox($0.box, of: quantized, text: $0.text) }
      ?? ProofBox(everythingOf: quantized)
    if inputRange != nil, inputBox == nil { quantized.inputRange = proved.hull }
    // The image states one range of words for all inputs, so what is proved for less is not for it.
    let stated = ProofBox(of: quantized, text: proved.text)
    let pair = try PairedNetwork(deployed, with: quantized)
    let proof = pair.proof(for: proved.ranges)
    if inputBox == nil {
      quantized.certifiedMargin =
        (stated.ranges == proved.ranges ? proof : pair.proof(for: stated.ranges)).certifiedLead
    }
    let image = try quantized.image(knownAnswers: quantized.knownAnswers(count: knownAnswers))
    func headerText(_ name: String) throws -> String {
      try CHeader(
        name: name,
        network: quantized,
        image: image,
        notes: provenance(of: source, form),
        classNames: source.classNames,
        standardization: form.kind == .standardized ? source.standardization : nil,
        takesCounts: form.kind == .counts
      ).text
    }
    let text = try header.map {
      try headerText(name ?? CHeader.identifier(from: fileStem($0)))
    }
    // What is written must open and verify on the device; a fault shows here, before there is a file.
    let model = try FixedPointModel(image: image)

    try write(Data(image), toFile: output)
    if let header, let text { try write(Data(text.utf8), toFile: header) }
    try writeONNX(of: deployed, quantized, provenance: provenance(of: source, form))
    print(layers(of: quantized, foldedBefore: network.isDropoutFolded))
    print("\n" + choice.text(inputNames: []))
    print(
      "\nFlash: \(model.imageSize) bytes for the image. RAM: \(model.workspaceSize) bytes of "
        + "workspace.\nIdentity: \(model.identityText)"
    )
    if let account = inputAccount(of: source, form) { print(account) }
    if quantized.saturatedCount > 0 {
      print(
        "\(quantized.saturatedCount) weights or biases did not fit and were saturated; run "
          + "halfword check to see what that costs."
      )
    }
    let findings = try ProofFindings(
      of: quantized,
      proof,
      box: proved,
      saturations: samples ? SaturationCounts(of: quantized, on: dataset(.test, source, form)) : nil
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

  /// The ranges that the person gave, and in words what they are.
  private func givenBox(
    of source: Checkpoint,
    _ form: InputForm
  ) throws -> (box: InputBox, text: String)? {
    let count = source.network.inputCount
    let given: (box: InputBox, text: String)?
    if let inputBox {
      given = (
        try InputBox(contentsOfFile: inputBox, inputCount: count),
        "every input inside the ranges of \(inputBox)"
      )
    } else {
      given = inputRange.map {
        (
          InputBox($0, inputCount: count),
          "every input from \($0.description.replacing(",", with: " to "))"
        )
      }
    }
    guard let given, form.kind != .raw else { return given }
    let ends = [given.box.ranges.map(\.lowerBound), given.box.ranges.map(\.upperBound)].map {
      source.modelInputs($0.map { Float($0) }, for: form)
    }
    return (
      InputBox(ranges: zip(ends[0], ends[1]).map { Double($0)...Double($1) }), given.text
    )
  }

  /// The numbers, chosen or plain.
  private func choice(
    for network: Network,
    _ source: Checkpoint,
    _ form: InputForm,
    box: InputBox?
  ) throws -> NumberChoice {
    var request = numbers.request
    request.box = box
    request.recordedBox = source.inputBox(for: form)
    request.saturate = saturate
    let training = try samples ? dataset(.train, source, form) : nil
    let values = training.map { data in (0..<data.count).map { Array(data.input(at: $0)) } } ?? []
    do {
      return try numbers.weights == .plain
        ? NumberChoice(plain: network, samples: values, request, takesCounts: form.kind == .counts)
        : NumberChoice(for: network, samples: values, request)
    } catch {
      throw FileError(file: checkpoint, reason: "\(error)")
    }
  }

  private func record(
    _ record: ExportRecord?,
    _ form: InputForm,
    fingerprint: String
  ) -> ExportRecord {
    var record = record ?? ExportRecord()
    record.network = fingerprint
    if form.kind != .raw { record.inputs = form.kind.rawValue }
    record.inputUnits = form.units
    return record
  }

  /// Writes the float network and the quantized one in ONNX, where that is asked for.
  private func writeONNX(
    of network: Network,
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
      try write(network.onnx(properties: properties, version: version), toFile: onnx)
    }
    if let onnxQuantized {
      let bits = quantized.layers.map(\.fractionText).joined(separator: ", ")
      let more = ["quantized": "weights with fractional bits by layer: \(bits); as real numbers"]
      try write(
        quantized.dequantized.onnx(
          properties: properties.merging(more) { $1 },
          version: version
        ),
        toFile: onnxQuantized
      )
    }
  }

  /// Which values the device gets.
  private func inputForm(of source: Checkpoint) throws -> InputForm {
    var form = InputForm(inputs)
    if let inputUnit {
      guard inputs != .standardized else {
        throw ValidationError("--input-unit is for whole numbers, not for --inputs standardized")
      }
      form = InputForm(
        .counts,
        units: try InputUnits(argument: inputUnit, inputCount: source.network.inputCount).values
      )
    }
    guard let standardization = source.standardization else {
      guard inputs != .standardized else {
        throw FileError(
          file: checkpoint,
          reason:
            "was not trained with --standardize, so it takes raw inputs, not standardized ones"
        )
      }
      return form
    }
    guard numbers.weights == .plain else { return form }
    switch form.kind {
    case .raw: try standardization.checkRawInputsFit()
    case .counts: try standardization.checkRawInputsFit(below: 32_768)
    case .standardized: break
    }
    return form
  }

  /// The samples of a split, as the model takes them.
  private func dataset(_ split: Split, _ source: Checkpoint, _ form: InputForm) throws -> Dataset {
    let names = source.classNames
    let samples = try data.samples(split, classes: names.isEmpty ? nil : ClassNames(names))
    var dataset = try samples.prepared(
      inputCount: source.network.inputCount,
      form: data.pixels.form(recordedIn: source.pixelsNote)
    )
    dataset.inputs = source.modelInputs(dataset.inputs, for: form)
    return dataset
  }

  /// The network's line, how it was trained, and what was asked of the export.
  private func provenance(of source: Checkpoint, _ form: InputForm) -> [String] {
    let training = source.notes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      "Network   \(source.network.description)",
      "Training  " + (training.isEmpty ? "unknown" : training.joined(separator: ", ")),
      "Export    halfword \(HalfwordCommand.versionText)" + (saturate ? ", --saturate" : "")
        + (numbers.weights == .plain ? ", --weights q8.8" : "")
        + ", inputs \(inputRange?.description ?? "any")"
        + (form.kind == .raw ? "" : ", \(form.kind.rawValue)")
        + ", known answers \(knownAnswers)",
    ]
  }

  /// What became of a standardization or a unit; nil where there is none.
  private func inputAccount(of source: Checkpoint, _ form: InputForm) -> String? {
    switch form.kind {
    case .standardized:
      "Inputs: standardized by the application, input by input (value - mean) / deviation; the C header "
        + "holds both."
    case .counts:
      "Inputs: whole numbers; "
        + (form.units == nil ? "" : "what one count is worth is folded into layer 1, and ")
        + "the header's conversion takes integers only."
    case .raw:
      source.standardization == nil
        ? nil : "Inputs: raw values; their standardization is folded into layer 1."
    }
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
      let weights = layer.realWeights
      table.add(
        "\(index + 1)",
        activationText(layer.activation),
        "\(layer.inputCount)",
        "\(layer.unitCount)",
        "\(layer.weights.count)",
        weightText(weights.min() ?? 0),
        weightText(weights.max() ?? 0),
        layer.fractionText,
        layer.sums.text,
        layer.foldedDropout == 0
          ? "none" : "\(layer.foldedDropout) folded" + (foldedBefore ? " before" : "")
      )
    }
    return table.text
  }
}

/// A weight with three decimals.
private func weightText(_ weight: Double) -> String { String(format: "%.3f", weight) }

extension ModelInputs: ExpressibleByArgument {}

func activationText(_ activation: Activation) -> String {
  if case .maxout(let pieces) = activation { "maxout of \(pieces)" } else { activation.name }
}
