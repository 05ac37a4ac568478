import Conformance
import Datasets
import Files
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization

/// Which values an exported model takes, where its network was trained on standardized ones.
enum ModelInputs: String, CaseIterable {
  /// What the samples hold: the standardization is folded into the first layer.
  case raw
  /// What the samples hold, whole numbers, as they are in an int16_t; read as Q8.8, that is the
  /// number over 256. The standardization is folded into the first layer.
  case counts
  /// What the application has standardized.
  case standardized
}

extension Checkpoint {
  /// The network that a device runs: dropout folded in and, where it is, the standardization.
  func deployedNetwork(for inputs: ModelInputs) throws -> Network {
    let network = try foldedNetwork(for: inputs)
    return scaling.map { $0(network) } ?? network
  }

  /// The same in the network's own units, before inputs and outputs are scaled.
  func foldedNetwork(for inputs: ModelInputs) throws -> Network {
    let folded = network.isDropoutFolded ? network : try network.foldingDropout()
    return foldedStandardization(for: inputs).map { folded.folding($0) } ?? folded
  }

  /// What is folded into the first layer; nil for nothing.
  func foldedStandardization(for inputs: ModelInputs) -> Standardization? {
    switch inputs {
    case .raw: standardization
    case .counts: standardization?.forCounts
    case .standardized: nil
    }
  }

  /// The values that the device takes for raw ones.
  ///
  /// - Precondition: whole samples of as many values as there are inputs.
  func modelInputs(_ raw: [Float], for inputs: ModelInputs) -> [Float] {
    switch inputs {
    case .raw: scaling?.modelInputs(raw) ?? raw
    case .counts: raw.map { $0 / Float(Q8_8.one) }
    case .standardized: standardization.map { $0(raw) } ?? raw
    }
  }

  /// The name under which `import` records by which powers of two inputs and outputs are scaled.
  static let scalingNote = "scaling"
  /// That record; nil where nothing is scaled.
  var scaling: ModelScaling? {
    notes[Self.scalingNote].flatMap { ModelScaling(text: $0, inputCount: network.inputCount) }
  }

  /// The same for a model that takes these inputs: only raw ones are scaled.
  func scaling(for inputs: ModelInputs) -> ModelScaling? { inputs == .raw ? scaling : nil }

  /// The name under which training records `--pixels`.
  static let pixelsNote = "pixels"
  /// What `--pixels` was in training.
  var pixelsNote: String? { notes[Self.pixelsNote] }
}

/// A model together with the checkpoint that it was exported from, where that is known.
struct Deployment {
  let model: FixedPointModel
  let checkpoint: Checkpoint?
  /// Which values the model takes; raw ones where the checkpoint does not say.
  let inputs: ModelInputs
  /// Whether the model is what `export` makes of the checkpoint.
  let isExport: Bool
  /// The identity that the checkpoint's export has, for raw inputs.
  let exportIdentity: String?

  /// Opens a model, and finds out by its identity which inputs it takes.
  ///
  /// - Throws: `FileError`, which names the file.
  init(modelFile: String, checkpointFile: String?) throws {
    let model = try HalfwordCommands.model(fromFile: modelFile)
    let checkpoint = try checkpointFile.map { try Checkpoint(ofModelFile: $0) }
    self.model = model
    self.checkpoint = checkpoint
    guard let checkpoint else {
      (inputs, isExport, exportIdentity) = (.raw, false, nil)
      return
    }
    let forms: [ModelInputs] = checkpoint.standardization == nil ? [.raw] : ModelInputs.allCases
    let identities = forms.map { try? checkpoint.exportedIdentity(as: model, inputs: $0) }
    let match = forms.indices.first { identities[$0] == model.identityText }
    inputs = match.map { forms[$0] } ?? .raw
    isExport = match != nil
    exportIdentity = identities[0]
  }

  /// The checkpoint, for commands that always have one; its network has the model's sizes.
  ///
  /// - Throws: `ComparisonError` where it has others.
  func requiredCheckpoint() throws -> Checkpoint {
    guard let checkpoint else { preconditionFailure("the command asks for a checkpoint") }
    let network = checkpoint.network
    guard model.inputCount == network.inputCount, model.outputCount == network.outputCount else {
      throw ComparisonError.differentNetworks(
        model: [model.inputCount, model.outputCount],
        network: [network.inputCount, network.outputCount]
      )
    }
    return checkpoint
  }

  /// The float network that takes the same inputs as the model: dropout and, for raw inputs, the
  /// standardization folded in.
  ///
  /// - Throws: as `requiredCheckpoint()`.
  func floatNetwork() throws -> Network {
    try requiredCheckpoint().deployedNetwork(for: inputs)
  }

  /// The names that labels may have; nil where there is no checkpoint that knows them.
  var classes: ClassNames? {
    guard let names = checkpoint?.classNames, !names.isEmpty else { return nil }
    return ClassNames(names)
  }

  /// What an output stands for.
  func name(ofClass index: Int) -> String {
    classes.flatMap { index < $0.count ? $0.names[index] : nil } ?? "\(index)"
  }

  /// The values that the model takes for raw ones.
  ///
  /// - Precondition: whole samples of as many values as the model has inputs.
  func modelInputs(_ raw: [Float]) -> [Float] {
    checkpoint?.modelInputs(raw, for: inputs)
      ?? model.network.scaling?.modelInputs(raw) ?? raw
  }

  /// The test samples as they were read, and the values that the model takes for them.
  func testSamples(
    _ data: DataOptions
  ) throws -> (raw: Dataset, modelInputs: Dataset, classes: ClassNames) {
    let samples = try data.samples(.test, classes: classes)
    let raw = try samples.prepared(
      inputCount: model.inputCount,
      form: data.pixels.form(recordedIn: checkpoint?.pixelsNote)
    )
    var labelled = raw
    if data.label == .none, let network = try checkpoint?.foldedNetwork(for: inputs) {
      labelled = raw.labelled(by: network)
    }
    var prepared = labelled
    prepared.inputs = modelInputs(raw.inputs)
    return (labelled, prepared, samples.classes)
  }
}

extension Checkpoint {
  /// The identity that the network gets when it is exported with the options of `model`.
  fileprivate func exportedIdentity(
    as model: FixedPointModel,
    inputs: ModelInputs
  ) throws -> String {
    let deployed = try deployedNetwork(for: inputs)
    guard deployed.layers.count == model.layers.count else {
      throw PairingError.differentLayerCounts
    }
    var export = try QuantizedNetwork(
      quantizing: deployed.rescaled(by: deployed.exponents(matching: model.network)),
      weights: .fractionBits(model.layers.map(\.weightFractionBits)),
      saturate: true
    )
    export.inputRange = model.inputRange
    export.certifiedMargin = model.network.certifiedMargin
    export.scaling = scaling(for: inputs)
    let answers = try export.knownAnswers(count: model.knownAnswerCount)
    return try FixedPointModel(image: export.image(knownAnswers: answers)).identityText
  }
}

extension Dataset {
  /// The same samples, each with the class that a network gives it.
  fileprivate func labelled(by network: Network) -> Dataset {
    Dataset(
      inputCount: inputCount,
      classCount: max(classCount, network.outputCount),
      inputs: inputs,
      labels: (0..<count).map { sample in
        let input = self.input(at: sample).map(Double.init)
        return indexOfLargest(network.scores(of: network.referenceTrace(for: input)))
      }
    )
  }
}
