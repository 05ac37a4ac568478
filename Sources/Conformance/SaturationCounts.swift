public import Datasets
public import Quantization

/// How often each unit's pre-activation leaves Q8.8, over the samples of a dataset.
public struct SaturationCounts: Equatable, Sendable {
  /// How many samples were run.
  public let sampleCount: Int
  /// For each layer and unit, how many of its values saturated, of all places and samples.
  public let counts: [[Int]]

  /// What a comparison counted.
  public init(of comparison: Comparison) {
    sampleCount = comparison.sampleCount
    counts = comparison.saturations
  }

  /// Runs every sample.
  ///
  /// - Precondition: the samples have as many values as the network takes.
  public init(of network: QuantizedNetwork, on dataset: Dataset) {
    var counts = network.layers.map { Array(repeating: 0, count: $0.unitCount) }
    for sample in 0..<dataset.count {
      let input = network.words(for: Array(dataset.input(at: sample)))
      for (index, layer) in FixedPointTrace(of: network, for: input).layers.enumerated() {
        for value in layer.saturatedValues { counts[index][value % counts[index].count] += 1 }
      }
    }
    sampleCount = dataset.count
    self.counts = counts
  }
}
