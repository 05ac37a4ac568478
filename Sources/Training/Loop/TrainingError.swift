import PlainText

/// Why a network cannot be trained or evaluated. Layers, epochs and mini-batches count from 1,
/// samples and inputs from 0, as in the data.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// An option has a value that makes no sense.
  case impossibleOption(String, found: String, wanted: String)
  /// Both fixed point of all numbers and few bits of the weights are asked for.
  case twoQuantizations
  /// Cross-entropy reads its outputs as probabilities.
  case crossEntropyNeedsSoftmax(lastLayer: String)
  /// The network has dropout, and its factors are in the weights already.
  case dropoutIsFolded
  /// A weight or bias is infinite or not a number before training has begun.
  case parameterNotFinite(layer: Int)
  /// The layer is of a kind, or has an activation, that only other programs train.
  case notTrained(layer: Int, what: String)
  /// There is nothing to learn from.
  case noSamples
  /// The samples have more or fewer values than the network has inputs.
  case inputCountsDiffer(samples: Int, network: Int)
  /// There are more or fewer classes than outputs.
  case classCountsDiffer(samples: Int, network: Int)
  /// The inputs of a data set are not one row a label.
  case wrongInputCount(found: Int, samples: Int, inputCount: Int)
  /// A label names no class.
  case labelOutOfRange(Int, sample: Int, classCount: Int)
  /// A sample's value is infinite or not a number.
  case inputNotFinite(sample: Int, input: Int)
  /// The targets of a data set are not one row a sample.
  case wrongTargetCount(found: Int, samples: Int, outputCount: Int)
  /// A sample's target is infinite or not a number.
  case targetNotFinite(sample: Int, output: Int)
  /// The cost, or a weight at the end of an epoch, is no longer a finite number.
  case diverged(epoch: Int, batch: Int, learningRate: Double)
  /// A checkpoint holds no state from which training could go on.
  case notResumable(String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .impossibleOption(let name, let found, let wanted):
      "\(name) must be \(wanted), not \(found)"
    case .twoQuantizations:
      "training is either for fixed-point numbers or for the bits of the weights; choose one"
    case .crossEntropyNeedsSoftmax(let name):
      "cross-entropy needs a softmax layer or sigmoids at the end, not \(name); "
        + "end with one of them or choose squared error"
    case .dropoutIsFolded:
      "dropout is already folded into the weights; train the checkpoint from before folding"
    case .parameterNotFinite(let layer):
      "layer \(layer) has a weight or bias that is not a finite number"
    case .notTrained(let layer, let what):
      "layer \(layer) has \(what); this program trains chains of dense layers, so train the network with "
        + "PyTorch or Keras and import it from ONNX"
    case .noSamples:
      "the data set has no samples"
    case .inputCountsDiffer(let samples, let network):
      "the samples have \(samples) values, but the network has \(network) inputs"
    case .classCountsDiffer(let samples, let network):
      "the data set has \(samples) classes, but the network has \(network) outputs"
    case .wrongInputCount(let found, let samples, let inputCount):
      "\(samples) samples of \(inputCount) values are not \(found) values"
    case .labelOutOfRange(let label, let sample, let classCount):
      "sample \(sample): label \(label) is not one of the classes 0 to \(classCount - 1)"
    case .inputNotFinite(let sample, let input):
      "sample \(sample): value \(input) is not a finite number"
    case .wrongTargetCount(let found, let samples, let outputCount):
      "\(samples) samples with \(outputCount) targets are not \(found) targets"
    case .targetNotFinite(let sample, let output):
      "sample \(sample): target \(output) is not a finite number"
    case .diverged(let epoch, let batch, let learningRate):
      "training diverged in epoch \(epoch), batch \(batch): the cost or a weight is not a finite "
        + "number; use a learning rate below " + learningRate.significant(4)
    case .notResumable(let reason):
      "training cannot be resumed from this checkpoint: \(reason)"
    }
  }
}
