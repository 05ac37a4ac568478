public import Conformance
public import Datasets
import Files
public import FloatNetwork
import HalfwordRuntime
import Quantization

/// A model together with the checkpoint that it was exported from, where that is known.
public struct DeployedModel {
  /// The model.
  public let model: FixedPointModel
  /// The checkpoint.
  public let checkpoint: Checkpoint?
  /// Which values the model takes, as its export recorded it.
  public let inputs: InputForm
  /// Whether the model is what `export` makes of the checkpoint.
  public let isExport: Bool

  /// Opens a model.
  ///
  /// - Throws: `FileError`, which names the file.
  public init(modelFile: String, checkpointFile: String?) throws {
    model = try Deployment.model(fromFile: modelFile)
    checkpoint = try checkpointFile.map { try Checkpoint(ofModelFile: $0) }
    inputs = InputForm(of: model.network.record, inputCount: model.inputCount)
    isExport = (try? checkpoint?.exports(model.network, for: inputs)) ?? false
  }

  /// The checkpoint, for commands that always have one; its network has the model's sizes.
  ///
  /// - Throws: `ComparisonError` where it has others.
  public func requiredCheckpoint() throws -> Checkpoint {
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
  public func floatNetwork() throws -> Network {
    try requiredCheckpoint().deployedNetwork(for: inputs)
  }

  /// The names that labels may have; nil where there is no checkpoint that knows them.
  public var classes: ClassNames? { checkpoint?.knownClasses }

  /// What an output stands for.
  public func name(ofClass index: Int) -> String {
    classes.flatMap { index < $0.count ? $0.names[index] : nil } ?? "\(index)"
  }

  /// The values that the model takes for those of samples.
  ///
  /// - Precondition: whole samples of as many values as the model has inputs.
  public func modelInputs(_ raw: [Float]) -> [Float] {
    checkpoint?.modelInputs(raw, for: inputs) ?? raw
  }

  /// What its export recorded of how it is read.
  public var recordedAnswer: Answer? { model.network.record?.answer }
}

extension Checkpoint {
  /// What its classes are called; nil where it does not know.
  public var knownClasses: ClassNames? { classNames.isEmpty ? nil : ClassNames(classNames) }

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
    // Narrow weights may have looked at samples that are not here; a comparison finds out whether they are neighbours of
    // the network's.
    let isSameNetwork = model.record?.network == deployed.fingerprint
    return zip(export.layers, model.layers).allSatisfy {
      if $1.form.kind.hasWeights, $1.weightFormat != .bits16 { return isSameNetwork }
      return $0.weights == $1.weights && $0.starts == $1.starts
        && $0.fractionBits == $1.fractionBits
    }
  }
}
