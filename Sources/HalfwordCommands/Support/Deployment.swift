import Conformance
import Datasets
import Files
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization

/// Which values an exported model takes, where that is not simply those of the samples.
enum ModelInputs: String, CaseIterable {
  /// What the samples hold: a standardization is folded into the first layer.
  case raw
  /// The same as whole numbers of a sensor, whose unit is folded into the first layer.
  case counts
  /// What the application has standardized.
  case standardized
}

/// The values that a model takes, and what lies between them and the samples'.
struct InputForm {
  var kind = ModelInputs.raw
  /// Of counts, what one of each input is worth; nil for 1.
  var units: [Double]?

  /// As an image records it.
  init(of record: ExportRecord?, inputCount: Int) {
    kind = record?.inputs.flatMap(ModelInputs.init) ?? .raw
    let units = record?.inputUnits
    self.units = units?.count == 1 ? Array(repeating: units?[0] ?? 1, count: inputCount) : units
    if self.units?.count != inputCount { self.units = nil }
  }

  init(_ kind: ModelInputs, units: [Double]? = nil) {
    self.kind = kind
    self.units = units
  }
}

extension Checkpoint {
  /// The network that a device runs, in the units of what it takes: dropout folded in and, where it is,
  /// the standardization and the unit of counts.
  func deployedNetwork(for inputs: InputForm) throws -> Network {
    let folded = network.isDropoutFolded ? network : try network.foldingDropout()
    let raw = foldedStandardization(for: inputs).map { folded.folding($0) } ?? folded
    return inputs.kind == .counts ? inputs.units.map { raw.folding(units: $0) } ?? raw : raw
  }

  /// What is folded into the first layer; nil for nothing.
  func foldedStandardization(for inputs: InputForm) -> Standardization? {
    inputs.kind == .standardized ? nil : standardization
  }

  /// The values that the model takes for those of samples.
  ///
  /// - Precondition: whole samples of as many values as there are inputs.
  func modelInputs(_ raw: [Float], for inputs: InputForm) -> [Float] {
    switch inputs.kind {
    case .raw: return raw
    case .counts:
      guard let units = inputs.units else { return raw }
      return raw.indices.map { index in
        Float((Double(raw[index]) / units[index % units.count] + 0.5).rounded(.down))
      }
    case .standardized: return standardization.map { $0(raw) } ?? raw
    }
  }

  /// The range of each input that the model takes, as training recorded it; nil where nobody did.
  func inputBox(for inputs: InputForm) -> InputBox? {
    guard let ranges = inputRanges else { return nil }
    let ends = [ranges.smallest, ranges.largest].map { modelInputs($0, for: inputs) }
    return InputBox(
      ranges: zip(ends[0], ends[1]).map {
        min(Double($0), Double($1))...max(Double($0), Double($1))
      }
    )
  }

  /// The name under which training records `--pixels`.
  static let pixelsNote = "pixels"
  /// What `--pixels` was in training.
  var pixelsNote: String? { notes[Self.pixelsNote] }
}

/// A model together with the checkpoint that it was exported from, where that is known.
struct Deployment {
  let model: FixedPointModel
  let checkpoint: Checkpoint?
  /// Which values the model takes, as its export recorded it.
  let inputs: InputForm
  /// Whether the model is what `export` makes of the checkpoint.
  let isExport: Bool

  /// Opens a model.
  ///
  /// - Throws: `FileError`, which names the file.
  init(modelFile: String, checkpointFile: String?) throws {
    model = try HalfwordCommands.model(fromFile: modelFile)
    checkpoint = try checkpointFile.map { try Checkpoint(ofModelFile: $0) }
    inputs = InputForm(of: model.network.record, inputCount: model.inputCount)
    isExport = (try? checkpoint?.exports(model.network, for: inputs)) ?? false
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

  /// The values that the model takes for those of samples.
  ///
  /// - Precondition: whole samples of as many values as the model has inputs.
  func modelInputs(_ raw: [Float]) -> [Float] {
    checkpoint?.modelInputs(raw, for: inputs) ?? raw
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
    var prepared = raw
    prepared.inputs = modelInputs(raw.inputs)
    if data.label == .none, let network = try checkpoint?.deployedNetwork(for: inputs) {
      let answers = prepared.labelled(by: network)
      labelled = Dataset(
        inputCount: raw.inputCount,
        classCount: answers.classCount,
        inputs: raw.inputs,
        labels: answers.labels
      )
      prepared = answers
    }
    return (labelled, prepared, samples.classes)
  }
}

extension Checkpoint {
  /// Whether the weights of a model are those that an export with the scaling and forms of sums that the
  /// model records makes of this network.
  fileprivate func exports(_ model: QuantizedNetwork, for inputs: InputForm) throws -> Bool {
    let deployed = try deployedNetwork(for: inputs)
    guard deployed.layers.count == model.layers.count,
      zip(deployed.layers, model.layers).allSatisfy({
        $0.inputCount == $1.inputCount && $0.unitCount == $1.unitCount
          && $0.activation == $1.activation
      })
    else { return false }
    let format: NumberFormat =
      model.record?.numbers == .fitted ? .fitted(model.layers.map(\.sums)) : .plain
    let export = try QuantizedNetwork(
      quantizing: deployed,
      scaling: model.scaling,
      format: format,
      saturate: true
    )
    return zip(export.layers, model.layers).allSatisfy {
      $0.weights == $1.weights && $0.starts == $1.starts && $0.fractionBits == $1.fractionBits
    }
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
