public import Datasets
public import FloatNetwork
import HalfwordRuntime

/// What became of a network on its way to fixed point, over all samples of a dataset.
public struct Comparison: Sendable {
  /// How many samples were run.
  public private(set) var sampleCount = 0
  /// How many the float network classifies rightly.
  public private(set) var floatCorrectCount = 0
  /// How many the fixed-point model classifies rightly.
  public private(set) var fixedCorrectCount = 0
  /// The samples whose two classes differ.
  public private(set) var differingSamples: [Int] = []
  /// The largest |fixed − float| of any output, in ulps of Q8.8, and the sample and output it is at.
  public private(set) var largestError = (ulps: 0.0, sample: 0, output: 0)
  /// The mean |fixed − float| of all outputs, in ulps of Q8.8.
  public var meanError: Double { errorSum / Double(max(1, sampleCount * outputCount)) }
  /// For each layer, how many pre-activations lay outside Q8.8.
  public private(set) var saturations: [UInt32] = []
  /// How many of the inputs Q8.8 cannot hold, so that they were saturated.
  public private(set) var saturatedInputCount = 0

  private var errorSum = 0.0
  private var outputCount = 0

  /// The share of samples that the float network classifies rightly, in percent.
  public var floatAccuracy: Double { percentage(floatCorrectCount) }
  /// The share of samples that the fixed-point model classifies rightly, in percent.
  public var fixedAccuracy: Double { percentage(fixedCorrectCount) }
  /// The share of samples whose two classes differ, in percent.
  public var differingShare: Double { percentage(differingSamples.count) }

  /// Runs every sample in Float64 and in fixed point.
  ///
  /// Both start from the same inputs; the fixed-point model gets them rounded to Q8.8.
  ///
  /// - Parameters:
  ///   - standardization: what the samples go through on their way to the network, where it is
  ///     folded into the model.
  ///   - progress: is told the number of samples done, now and then.
  /// - Throws: `ComparisonError` where sizes differ; `ModelError`.
  public init(
    of model: FixedPointModel,
    with network: Network,
    standardization: Standardization? = nil,
    on dataset: Dataset,
    progress: (Int) -> Void = { _ in }
  ) throws {
    guard model.inputCount == network.inputCount, model.outputCount == network.outputCount else {
      throw ComparisonError.differentNetworks(
        model: [model.inputCount, model.outputCount],
        network: [network.inputCount, network.outputCount]
      )
    }
    guard dataset.inputCount == network.inputCount else {
      throw ComparisonError.differentInputs(
        data: dataset.inputCount,
        network: network.inputCount
      )
    }
    outputCount = model.outputCount
    for sample in 0..<dataset.count {
      let raw = dataset.input(at: sample).map(Double.init)
      let expected = network.referenceOutput(for: standardization?.reference(raw) ?? raw)
      try add(sample, of: dataset, expected: expected, model)
      progress(sample + 1)
    }
    saturations = model.saturations
  }

  private mutating func add(
    _ sample: Int,
    of dataset: Dataset,
    expected: [Double],
    _ model: FixedPointModel
  ) throws {
    let input = dataset.input(at: sample)
    let quantized = input.map { Q8_8.raw(rounding: $0) }
    saturatedInputCount += zip(input, quantized).count {
      abs($0 - Q8_8.value($1)) > Q8_8.value(1)
    }
    let (output, fixedClass) = try model.run(quantized)
    try model.countSaturations(quantized)
    for (index, value) in output.enumerated() {
      let error = abs(Double(value) - expected[index] * Double(Q8_8.one))
      errorSum += error
      if error > largestError.ulps { largestError = (error, sample, index) }
    }
    let floatClass = indexOfLargest(expected)
    sampleCount += 1
    if floatClass == dataset.labels[sample] { floatCorrectCount += 1 }
    if fixedClass == dataset.labels[sample] { fixedCorrectCount += 1 }
    if floatClass != fixedClass { differingSamples.append(sample) }
  }

  private func percentage(_ count: Int) -> Double {
    100 * Double(count) / Double(max(1, sampleCount))
  }
}

/// The index of the largest value, the lowest on ties.
public func indexOfLargest(_ values: [Double]) -> Int {
  values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
}

/// Why a model cannot be compared with a network on some data.
public enum ComparisonError: Error, Equatable, CustomStringConvertible {
  /// Their inputs and outputs are different numbers of values.
  case differentNetworks(model: [Int], network: [Int])
  /// The data's samples have another number of values.
  case differentInputs(data: Int, network: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .differentNetworks(let model, let network):
      "the model maps \(model[0]) inputs to \(model[1]) outputs, the checkpoint \(network[0]) to "
        + "\(network[1]); they are not of the same network"
    case .differentInputs(let data, let network):
      "a sample has \(data) values, but the network takes \(network)"
    }
  }
}
