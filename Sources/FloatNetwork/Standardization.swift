/// How raw inputs were brought to mean 0 and deviation 1 for training:
/// x′ = (x − mean) / deviation, input by input.
///
/// Fitted to the training samples alone (Hastie, Tibshirani & Friedman, *The Elements of Statistical
/// Learning*, 2nd edition, section 11.5.3: standardize all inputs). It belongs to the weights: a
/// network trained on x′ says nothing about x without it.
public struct Standardization: Equatable, Sendable {
  /// One value an input.
  public let means: [Float]
  /// One value an input, above 0.
  public let deviations: [Float]
  /// The smallest raw value of each input in the training samples.
  public let smallest: [Float]
  /// The largest raw value of each input in the training samples.
  public let largest: [Float]

  /// Joins what is known of each input.
  ///
  /// - Throws: `StandardizationError` where counts differ, a value is not finite, a deviation is not
  ///   above 0, or a smallest value is above its largest.
  public init(
    means: [Float],
    deviations: [Float],
    smallest: [Float],
    largest: [Float]
  ) throws(StandardizationError) {
    guard !means.isEmpty,
      [deviations, smallest, largest].allSatisfy({ $0.count == means.count })
    else { throw .countsDiffer }
    for input in means.indices {
      let values = [means[input], deviations[input], smallest[input], largest[input]]
      guard values.allSatisfy(\.isFinite), deviations[input] > 0, smallest[input] <= largest[input]
      else { throw .impossible(input: input) }
    }
    self.means = means
    self.deviations = deviations
    self.smallest = smallest
    self.largest = largest
  }

  /// Fits means and deviations to samples.
  ///
  /// An input that is the same in all samples gets the deviation 1, so it becomes 0.
  ///
  /// - Parameters:
  ///   - samples: samples × inputs, sample by sample, all finite.
  ///   - isShared: one mean and one deviation for all inputs, as suits pixels; otherwise each input
  ///     has its own.
  /// - Throws: `StandardizationError` where there is no whole sample, or a value or a sum is not
  ///   finite.
  public init(
    fitting samples: [Float],
    inputCount: Int,
    isShared: Bool
  ) throws(StandardizationError) {
    guard inputCount >= 1, !samples.isEmpty, samples.count.isMultiple(of: inputCount) else {
      throw .countsDiffer
    }
    let columns = (0..<inputCount).map { input in
      Column(stride(from: input, to: samples.count, by: inputCount).lazy.map { samples[$0] })
    }
    let all = Column(samples)
    let fitted = isShared ? Array(repeating: all, count: inputCount) : columns
    try self.init(
      means: fitted.map { Float($0.mean) },
      deviations: fitted.map { $0.usableDeviation },
      smallest: columns.map(\.smallest),
      largest: columns.map(\.largest)
    )
  }

  /// The standardization of values that are `factor` times as large.
  ///
  /// - Precondition: `factor` is above 0.
  public init(scaling other: Standardization, by factor: Float) {
    precondition(factor > 0)
    means = other.means.map { $0 * factor }
    deviations = other.deviations.map { max($0 * factor, .leastNonzeroMagnitude) }
    smallest = other.smallest.map { $0 * factor }
    largest = other.largest.map { $0 * factor }
  }

  /// How many inputs there are.
  public var inputCount: Int { means.count }

  /// Standardizes samples.
  ///
  /// - Precondition: `samples` are whole samples of `inputCount` values.
  public func callAsFunction(_ samples: [Float]) -> [Float] {
    precondition(samples.count.isMultiple(of: inputCount))
    return samples.indices.map { index in
      let input = index % inputCount
      return (samples[index] - means[input]) / deviations[input]
    }
  }

  /// Standardizes one sample in Float64.
  public func reference(_ sample: [Double]) -> [Double] {
    precondition(sample.count == inputCount)
    return sample.indices.map { (sample[$0] - Double(means[$0])) / Double(deviations[$0]) }
  }
}

/// What is to be known of some values; two passes in Float64.
private struct Column {
  let mean: Double
  let deviation: Double
  let smallest: Float
  let largest: Float

  init(_ values: some Collection<Float>) {
    let count = Double(values.count)
    let mean = values.reduce(0.0) { $0 + Double($1) } / count
    self.mean = mean
    deviation =
      (values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
    smallest = values.reduce(.infinity, min)
    largest = values.reduce(-.infinity, max)
  }

  /// The deviation, or 1 where all values are the same.
  var usableDeviation: Float {
    smallest == largest || Float(deviation) == 0 ? 1 : Float(deviation)
  }
}

/// Why a standardization makes no sense. Inputs count from 0.
public enum StandardizationError: Error, Equatable, CustomStringConvertible {
  /// There is not one value of each kind an input.
  case countsDiffer
  /// A value is not finite, a deviation not above 0, or a range empty.
  case impossible(input: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .countsDiffer: "a standardization needs the same number of values for every input"
    case .impossible(let input):
      "the standardization of input \(input) is impossible: its values must be finite, its "
        + "deviation above 0"
    }
  }
}
