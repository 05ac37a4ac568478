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
    changingLast(
      of: network,
      weight: { $0 * $1 },
      bias: { $0 * $2 + $1 }
    )
  }

  /// The network whose outputs have mean 0 and deviation 1 in place of the units of the data: undoes
  /// `applied(to:)`, but for the rounding of each parameter.
  ///
  /// - Precondition: the last layer is linear, with an output for each target.
  public func removed(from network: Network) -> Network {
    changingLast(
      of: network,
      weight: { $0 / $1 },
      bias: { ($0 - $1) / $2 }
    )
  }

  /// - Parameters:
  ///   - weight: of a weight and its output's deviation.
  ///   - bias: of a bias and its output's mean and deviation.
  private func changingLast(
    of network: Network,
    weight: (Float, Float) -> Float,
    bias: (Double, Double, Double) -> Double
  ) -> Network {
    guard let last = network.layers.last else { return network }
    precondition(last.activation == .linear && last.unitCount == standardization.inputCount)
    let (means, deviations) = (standardization.means, standardization.deviations)
    var network = network
    network.setParameters(
      ofLayerAt: network.layers.count - 1,
      weights: last.weights.enumerated().map { weight($1, deviations[$0 / last.inputCount]) },
      biases: last.biases.enumerated().map { index, value in
        Float(bias(Double(value), Double(means[index]), Double(deviations[index])))
      }
    )
    return network
  }
}
