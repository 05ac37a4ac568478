public import Datasets
public import FloatNetwork

/// The mean and deviation of each target: training learns targets of mean 0 and deviation 1, whatever
/// their units, and the last layer, which is linear, then takes the scale in.
public struct OutputScale: Equatable, Sendable {
  private let standardization: Standardization

  /// Fits the scale to the targets of the training samples.
  ///
  /// - Throws: `StandardizationError` where a sum of them is not finite.
  /// - Precondition: `dataset` has samples and targets.
  public init(fitting dataset: Dataset) throws(StandardizationError) {
    standardization = try Standardization(
      fitting: dataset.targets ?? [],
      inputCount: dataset.classCount,
      isShared: false
    )
  }

  /// The samples with targets of mean 0 and deviation 1.
  public func standardized(_ dataset: Dataset) -> Dataset {
    var dataset = dataset
    dataset.targets = dataset.targets.map { standardization($0) }
    return dataset
  }

  /// The network whose outputs are in the units of the data: y · σ + μ in place of y, each weight
  /// rounded once.
  ///
  /// - Precondition: the last layer is linear, with an output for each target.
  public func applied(to network: Network) -> Network {
    guard let last = network.layers.last else { return network }
    precondition(last.activation == .linear && last.unitCount == standardization.inputCount)
    let (means, deviations) = (standardization.means, standardization.deviations)
    var network = network
    network.setParameters(
      ofLayerAt: network.layers.count - 1,
      weights: last.weights.enumerated().map { $1 * deviations[$0 / last.inputCount] },
      biases: last.biases.enumerated().map { index, bias in
        Float(Double(bias) * Double(deviations[index]) + Double(means[index]))
      }
    )
    return network
  }

  /// The network whose outputs have mean 0 and deviation 1 in place of the units of the data: undoes
  /// `applied(to:)`, but for the rounding of each parameter.
  ///
  /// - Precondition: the last layer is linear, with an output for each target.
  public func removed(from network: Network) -> Network {
    guard let last = network.layers.last else { return network }
    precondition(last.activation == .linear && last.unitCount == standardization.inputCount)
    let (means, deviations) = (standardization.means, standardization.deviations)
    var network = network
    network.setParameters(
      ofLayerAt: network.layers.count - 1,
      weights: last.weights.enumerated().map { $1 / deviations[$0 / last.inputCount] },
      biases: last.biases.enumerated().map { index, bias in
        Float((Double(bias) - Double(means[index])) / Double(deviations[index]))
      }
    )
    return network
  }
}
