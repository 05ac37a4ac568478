import ArgumentParser
import Conformance
import Datasets
import Deployment
import Files
import FloatNetwork
import HalfwordRuntime
import PlainText
import Proofs
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show why an image differs from its float network, and a library from the image.",
    discussion: """
      Splits the error of each layer by its causes, lists every sample whose answer changed, and looks \
      into one sample: what each layer gives in Float64, in fixed point on this machine, and by another \
      library or on a target, and where they part.
      """
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint that the image was exported from.")
  var against: String

  @OptionGroup var data: DataOptions

  @Option(
    help: "The sample to look into; unless given, the first whose answer changed, or the worst."
  )
  var sample: Int?

  @Option(help: "A shared library that implements halfword.h, to compare with this one.")
  var library: String?

  @Option(
    help: "A file of lines layer,unit,value in ulps for the sample, as a target prints them."
  )
  var targetTrace: String?

  @Option(help: "A file to write the traces to: layer,unit,float64,host and, where given, target.")
  var traces: String?

  @Option(help: "How many units and products to print of each.")
  var count = 5

  func validate() throws {
    if library != nil && targetTrace != nil {
      throw ValidationError("give --library or --target-trace, not both")
    }
    if count < 1 { throw ValidationError("--count must be at least 1") }
  }

  func run() throws {
    if let traces {
      try checkOutputs(
        [traces],
        inputs: [model, against] + data.files + [targetTrace].compactMap(\.self)
      )
    }
    let deployed = try DeployedModel(modelFile: model, checkpointFile: against)
    let fixed = deployed.model
    let source = try deployed.floatNetwork()
    let samples = try data.preparedSamples(for: deployed)
    let dataset = samples.modelInputs
    let answer = try deployed.answerGuess(given: nil, samples).answer
    if let sample, !(0..<dataset.count).contains(sample) {
      throw FileError(
        file: data.data,
        reason: "has samples 0 to \(dataset.count - 1) in its test split, none of number \(sample)"
      )
    }
    if let traces { try checkFolder(ofFile: traces) }
    let networks = try ComparedNetworks(source, fixed.network)
    let survey = survey(networks, samples, answer)
    print(survey.text)
    let chosen = sample ?? survey.changed.first?.sample ?? survey.worst.sample
    let run = SampleRun(
      chosen,
      input: Array(dataset.input(at: chosen)),
      networks,
      answer: answer,
      hasBounds: true
    )
    try explain(run, networks, samples, answer)
  }

  /// What is to be said of all samples.
  private struct Survey {
    var shares: CauseShares
    var changed: [(sample: Int, text: String)] = []
    var worst = (sample: 0, error: 0.0)
    var text = ""
  }

  private func survey(
    _ networks: ComparedNetworks,
    _ samples: PreparedSamples,
    _ answer: Answer
  ) -> Survey {
    let fixed = networks.fixed
    let dataset = samples.modelInputs
    var survey = Survey(shares: CauseShares(layerCount: fixed.layers.count))
    var progress = ProgressLine()
    SampleRun.forEach(of: dataset, networks, answer: answer) { run in
      progress.show(
        Double(run.sample) / Double(dataset.count),
        "sample \(run.sample) of \(dataset.count)"
      )
      survey.shares.add(run.causes)
      if run.largestErrorUlps > survey.worst.error {
        survey.worst = (run.sample, run.largestErrorUlps)
      }
      let right = samples.label(ofSample: run.sample).map { [$0] }
      if let change = ChangedSample(run.sample, run.float, run.fixed, answer, right: right) {
        survey.changed.append((run.sample, change.text(in: samples)))
      }
    }
    progress.finish()
    var table = Table(
      "Layer",
      "RMS error",
      "Inputs",
      "Weights",
      "Saturation",
      "Activations",
      "Tables"
    )
    for layer in fixed.layers.indices {
      let parts = ErrorCauses.Cause.allCases.map {
        survey.shares.part($0, layer: layer).fixed(4)
      }
      table.add(
        "\(layer + 1)",
        "\(survey.shares.rootMeanSquare(layer: layer).fixed(4)) ulp",
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        parts[4]
      )
    }
    survey.text =
      "What the error of each layer's outputs is made of, over \(dataset.count) samples (the parts add "
      + "up):\n\n" + table.text + "\n\n"
      + (survey.changed.isEmpty
        ? "No answer changed."
        : "\(survey.changed.count) answers changed:\n"
          + survey.changed.map { "  \($0.text)" }.joined(separator: "\n"))
    return survey
  }

  private func explain(
    _ run: SampleRun,
    _ networks: ComparedNetworks,
    _ samples: PreparedSamples,
    _ answer: Answer
  ) throws {
    let (sample, network, fixed) = (run.sample, networks.network, networks.fixed)
    let float = LayerOutputs(of: network, for: run.input.map(Double.init), in: fixed)
    let host = LayerOutputs(of: run.trace)
    let target = try target(fixed, run.words)
    let label = samples.label(ofSample: sample).map { ", which is \($0)" } ?? ""
    let certificate =
      answer == .values
      ? "" : run.isCertifiedByHost ? ", certified by the host" : ", not certified by the host"
    print("\n\(samples.name(ofSample: sample, isFirstWord: true))\(label)\(certificate):")
    let bound = run.bounds.map {
      " of at most \(($0.largestBound * fixed.outputUlp).significant(3))"
    }
    print(
      "\n  Outputs: largest error \((run.largestErrorUlps * fixed.outputUlp).significant(3))"
        + (bound ?? "") + ", in the network's own units."
    )
    for layer in fixed.layers.indices {
      let activation = activationText(fixed.layers[layer].activation)
      let form = fixed.layers[layer].form
      let kind = form.kind == .dense ? "" : "\(form.kind.name) to \(form.output), "
      print(
        "\n  Layer \(layer + 1), \(kind)\(activation); \(errorText(of: layer, run)); in ulps:\n"
      )
      print(units(of: layer, fixed, run.causes, float, host, target))
    }
    let place: (layer: Int, value: Int)
    if let target, let difference = target.firstDifference(from: host) {
      let shape = fixed.shape(ofTensor: difference.layer + 1)
      print(
        "\nThe target parts from the definition of the numbers in layer \(difference.layer + 1), "
          + "\(shape.name(ofValue: difference.value)): it gives "
          + "\(whole(target.layers[difference.layer][difference.value])), right is "
          + "\(whole(host.layers[difference.layer][difference.value]))."
      )
      place = difference
    } else {
      if target != nil {
        print("\nThe target gives the same bits in all \(host.layers.joined().count) units.")
      }
      place = run.causes.largestError
      let shape = fixed.shape(ofTensor: place.layer + 1)
      print(
        "\nFixed point and float part the most in layer \(place.layer + 1), "
          + "\(shape.name(ofValue: place.value)), in ulps of what the layer gives."
      )
    }
    print(products(at: place, run, network, fixed, float))
    if let traces { try writeTraces(traces, float, host, target) }
  }

  /// The largest error of a layer's units, and what it may be.
  private func errorText(of layer: Int, _ run: SampleRun) -> String {
    let error =
      (0..<run.causes.valueCount(ofLayer: layer))
      .map { abs(run.causes.error(layer: layer, value: $0)) }.max() ?? 0
    let bound = run.bounds.flatMap { $0.unitBounds[layer].max() }
    return "largest error \(error.significant(3))"
      + (bound.map { " of at most \($0.significant(3))" }
        ?? ", no bound, as an input is saturated")
  }

  private func target(_ fixed: QuantizedNetwork, _ quantized: [Int16]) throws -> LayerOutputs? {
    if let library {
      return try LayerOutputs(of: fixed, for: quantized, by: LibraryUnderTest(path: library))
    }
    guard let targetTrace else { return nil }
    let text = String(
      decoding: try contents(ofFile: targetTrace, limit: 1 << 26),
      as: UTF8.self
    )
    do {
      return try LayerOutputs(parsing: text, of: fixed)
    } catch {
      throw FileError(file: targetTrace, reason: "\(error)")
    }
  }

  /// The units of a layer whose errors are the largest, with what the errors are made of.
  private func units(
    of layer: Int,
    _ fixed: QuantizedNetwork,
    _ causes: ErrorCauses,
    _ float: LayerOutputs,
    _ host: LayerOutputs,
    _ target: LayerOutputs?
  ) -> String {
    var table = Table(
      "Unit",
      "Float64",
      "Host",
      "Target",
      "Error",
      "Inputs",
      "Weights",
      "Saturation",
      "Activations",
      "Tables"
    )
    let errors = (0..<causes.valueCount(ofLayer: layer)).map {
      abs(causes.error(layer: layer, value: $0))
    }
    for unit in errors.indices.sorted(by: { errors[$0] > errors[$1] }).prefix(count) {
      let parts = causes.parts(ofLayer: layer, value: unit).map { $0.fixed(3, isSigned: true) }
      table.add(
        fixed.shape(ofTensor: layer + 1).shortName(ofValue: unit),
        float.layers[layer][unit].fixed(3),
        whole(host.layers[layer][unit]),
        target.map { whole($0.layers[layer][unit]) } ?? "none",
        causes.error(layer: layer, value: unit).fixed(3, isSigned: true),
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        parts[4]
      )
    }
    return table.text
  }

  /// The largest products of the sum that decides a value.
  private func products(
    at place: (layer: Int, value: Int),
    _ run: SampleRun,
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ float: LayerOutputs
  ) -> String {
    let sum = RowProducts(
      layer: place.layer,
      value: place.value,
      of: network,
      fixed,
      input: run.input,
      float: float,
      trace: run.trace
    )
    var table = Table(
      "Input",
      "Weight",
      "in fixed point",
      "Value",
      "in fixed point",
      "Product",
      "in fixed point"
    )
    for product in sum.products.prefix(count) {
      table.add(
        inputName(product.input, ofLayer: place.layer, fixed),
        real(product.weights.float),
        real(product.weights.fixed),
        real(product.values.float),
        real(product.values.fixed),
        real(product.products.float),
        real(product.products.fixed)
      )
    }
    guard let row = sum.row else {
      return
        "What it is made of, \(sum.products.count) of the values that the layer reads (together "
        + "\(real(sum.sum)); all in the network's own units):\n\n" + table.text
    }
    let pieces = fixed.layers[place.layer].activation.pieces
    let piece = pieces > 1 ? ", piece \(row % pieces)" : ""
    let bias = sum.sum - sum.products.reduce(0) { $0 + $1.products.fixed }
    return
      "Its largest products of \(sum.products.count)\(piece) (row \(row), whose exact sum with the bias "
      + "\(real(bias)) is \(real(sum.sum)); all in the network's own units):\n\n" + table.text
  }

  /// A value that a layer reads, with the layer that gives it where that is not the one before.
  private func inputName(
    _ input: (tensor: Int, value: Int),
    ofLayer layer: Int,
    _ fixed: QuantizedNetwork
  ) -> String {
    let name = fixed.shape(ofTensor: input.tensor).shortName(ofValue: input.value)
    guard input.tensor != layer else { return name }
    return input.tensor == 0 ? "\(name) of the input" : "\(name) of layer \(input.tensor)"
  }

  private func writeTraces(
    _ file: String,
    _ float: LayerOutputs,
    _ host: LayerOutputs,
    _ target: LayerOutputs?
  ) throws {
    var text = "layer,unit,float64,host" + (target == nil ? "\n" : ",target\n")
    for (layer, units) in host.layers.enumerated() {
      for unit in units.indices {
        text += "\(layer + 1),\(unit),\(float.layers[layer][unit]),\(whole(units[unit]))"
        text += target.map { ",\(whole($0.layers[layer][unit]))\n" } ?? "\n"
      }
    }
    try write(Data(text.utf8), toFile: file)
    print("\nWrote \(file).")
  }

  private func whole(_ value: Double) -> String { value.fixed(0) }
  private func real(_ value: Double) -> String { value.fixed(5) }
}

extension ErrorCauses {
  /// The layer, from 0, and the value of the largest error.
  fileprivate var largestError: (layer: Int, value: Int) {
    var place = (layer: 0, value: 0)
    var largest = -1.0
    for layer in 0..<layerCount {
      for value in 0..<valueCount(ofLayer: layer) {
        let error = abs(error(layer: layer, value: value))
        if error > largest { (largest, place) = (error, (layer, value)) }
      }
    }
    return place
  }
}
