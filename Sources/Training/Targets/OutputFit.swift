public import Datasets
public import FloatNetwork

/// How well one output follows its target over a data set.
public struct OutputFit: Equatable, Sendable {
  /// The root of the mean of (y − t)², in the target's units.
  public let rootMeanSquareError: Double
  /// R² = 1 − Σ (y − t)² / Σ (t − t̄)², 1 for no error and 0 for always answering the mean; nil where
  /// the target is the same in all samples.
  public let determination: Double?
  /// How often y and t are on the same side of ½.
  public let agreeingCount: Int
  /// How often t is on the side of ½ where it is more often.
  public let mostFrequentCount: Int

  /// - Precondition: as many outputs as targets, at least one.
  init(outputs: [Double], targets: [Double]) {
    let count = Double(targets.count)
    let mean = targets.reduce(0, +) / count
    let errors = zip(outputs, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let spread = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    rootMeanSquareError = (errors / count).squareRoot()
    determination = spread > 0 ? 1 - errors / spread : nil
    let aboveCount = targets.count { $0 >= 0.5 }
    mostFrequentCount = max(aboveCount, targets.count - aboveCount)
    agreeingCount = zip(outputs, targets).count { ($0 >= 0.5) == ($1 >= 0.5) }
  }
}

extension Network {
  /// How well each output follows its target.
  ///
  /// - Throws: `TrainingError` where `dataset` does not fit the network.
  /// - Precondition: `dataset` has targets.
  public func fits(on dataset: Dataset) throws(TrainingError) -> [OutputFit] {
    try check(dataset)
    let outputs = try outputs(for: dataset.inputs)
    let targets = dataset.targets ?? []
    func column(_ values: [Float], _ index: Int) -> [Double] {
      stride(from: index, to: values.count, by: outputCount).map { Double(values[$0]) }
    }
    return (0..<outputCount).map {
      OutputFit(outputs: column(outputs, $0), targets: column(targets, $0))
    }
  }
}
