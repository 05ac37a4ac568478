public import Datasets
public import FloatNetwork
import HalfwordRuntime
public import Quantization

/// What became of a network on its way to fixed point, over all samples of a dataset.
///
/// The outputs of the library are held to the bounds that follow from the weights' rounding and the
/// numbers' definition (`PairedNetwork.bound`), so there is no tolerance to choose.
public struct Comparison: Sendable {
  /// How many samples were run.
  public private(set) var sampleCount = 0
  /// How many the float network classifies rightly.
  public private(set) var floatCorrectCount = 0
  /// How many the fixed-point model classifies rightly.
  public private(set) var fixedCorrectCount = 0
  /// The samples whose two classes differ.
  public private(set) var changedSamples: [ChangedSample] = []
  /// How many outputs lie outside the bound for their sample.
  public private(set) var violationCount = 0
  /// The first of them.
  public private(set) var firstViolation: Violation?
  /// The largest |fixed − float| of any output, in ulps of the outputs, and the sample and output it is at.
  public private(set) var largestError = (ulps: 0.0, sample: 0, output: 0)
  /// The smallest and the largest output of the float network, in its own units.
  public private(set) var floatOutputs: ClosedRange<Double> = 0...0
  /// The mean |fixed − float| of all outputs, in ulps of the outputs.
  public var meanError: Double { errorSum / Double(max(1, sampleCount * outputCount)) }
  /// The median of the bounds of all outputs, in ulps.
  public private(set) var medianBound = 0.0
  /// The median of bound / error over the outputs whose error is at least a hundredth of an ulp.
  public private(set) var medianTightness = 0.0
  /// For each layer and unit, for how many samples its pre-activation lay outside Q8.8.
  public private(set) var saturations: [[Int]]
  /// How many of the inputs 16 bits cannot hold, so that their words were saturated.
  public private(set) var saturatedInputCount = 0
  /// How many weights and biases of each layer are not the nearest to the float network's.
  public let misroundedCounts: [Int]
  /// What is proved for all inputs of the box that the samples were looked up in.
  public let proof: BoxProof
  /// For how many samples the fixed-point run alone proves the float network's class.
  public private(set) var certifiedCount = 0
  /// For how many the library's own certificate does, which knows the single margin of the image.
  public private(set) var libraryCertifiedCount = 0
  /// By how many ulps a class leads at least for the proof to certify it, for the image's input range;
  /// nil where the image certifies nothing.
  public let provedLead: UInt32?
  /// The worst samples, by the largest error of any output, the worst first.
  public private(set) var worstSamples: [(sample: Int, ulps: Double)] = []

  private let imageLead: UInt32
  private var errorSum = 0.0
  private let outputCount: Int
  private var bounds: [Float] = []
  private var ratios: [Float] = []

  /// A sample whose class the fixed-point model changes.
  public struct ChangedSample: Equatable, Sendable {
    /// Which sample.
    public let sample: Int
    /// Its label.
    public let label: Int
    /// The class of the float network.
    public let floatClass: Int
    /// The class of the fixed-point model.
    public let fixedClass: Int
    /// By how much the float network prefers its class to the model's, in the values before a softmax.
    public let floatMargin: Double
    /// By how much the model prefers its class to the float network's.
    public let fixedMargin: Double

    /// Gathers what there is to say.
    public init(
      sample: Int,
      label: Int,
      floatClass: Int,
      fixedClass: Int,
      floatMargin: Double,
      fixedMargin: Double
    ) {
      self.sample = sample
      self.label = label
      self.floatClass = floatClass
      self.fixedClass = fixedClass
      self.floatMargin = floatMargin
      self.fixedMargin = fixedMargin
    }
  }

  /// An output that no correct implementation gives.
  public struct Violation: Equatable, Sendable {
    /// Which sample.
    public let sample: Int
    /// Which output.
    public let output: Int
    /// What the model gave, in ulps.
    public let value: Int
    /// What it may give.
    public let allowed: ClosedRange<Int>
  }

  /// The share of samples that the float network classifies rightly, in percent.
  public var floatAccuracy: Double { percentage(floatCorrectCount) }
  /// The share of samples that the fixed-point model classifies rightly, in percent.
  public var fixedAccuracy: Double { percentage(fixedCorrectCount) }
  /// Whether the image certifies classes that are not proved.
  public var certifiesTooMuch: Bool {
    guard let provedLead else { return false }
    return provedLead == 0 || imageLead < provedLead
  }
  /// The share of samples whose class the library certifies, in percent.
  public var libraryCertifiedShare: Double { percentage(libraryCertifiedCount) }
  /// The share of samples whose class is certified, in percent.
  public var certifiedShare: Double { percentage(certifiedCount) }

  /// Runs every sample in Float64 and in fixed point.
  ///
  /// Both start from the same inputs, in the network's own units; the fixed-point model gets their words.
  ///
  /// - Parameters:
  ///   - box: the smallest and largest value of each input, for what is proved of all inputs.
  ///   - progress: is told the number of samples done, now and then.
  /// - Throws: `ComparisonError` where sizes differ; `PairingError`; `ModelError`.
  public init(
    of model: FixedPointModel,
    with network: Network,
    on dataset: Dataset,
    box: [ClosedRange<Int16>],
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
    imageLead = model.network.certifiedMargin
    saturations = model.network.layers.map { Array(repeating: 0, count: $0.unitCount) }
    let pair = try PairedNetwork(network, with: model.network)
    misroundedCounts = pair.misroundedCounts
    proof = pair.proof(for: box)
    let range = Array(repeating: model.inputRange, count: model.inputCount)
    provedLead =
      model.network.certifiedMargin == 0
      ? nil : range == box ? proof.certifiedLead : pair.proof(for: range).certifiedLead
    for sample in 0..<dataset.count {
      try add(sample, of: dataset, model, network, pair, box)
      progress(sample + 1)
    }
    medianBound = Double(median(bounds))
    medianTightness = Double(median(ratios))
    (bounds, ratios) = ([], [])
  }

  private mutating func add(
    _ sample: Int,
    of dataset: Dataset,
    _ model: FixedPointModel,
    _ network: Network,
    _ pair: PairedNetwork,
    _ box: [ClosedRange<Int16>]
  ) throws {
    let input = Array(dataset.input(at: sample))
    if let index = input.firstIndex(where: { !$0.isFinite }) {
      throw ComparisonError.notFinite(sample: sample, input: index)
    }
    let quantized = model.network.words(for: input)
    saturatedInputCount += model.network.saturatedCount(of: input, as: quantized)
    let (output, fixedClass, isCertified) = try model.runCertifying(quantized)
    if isCertified { libraryCertifiedCount += 1 }
    let bound = pair.bound(for: input, quantized: quantized)
    addErrors(of: output, sample, bound)

    let trace = FixedPointTrace(of: model.network, for: quantized)
    let isSaturated = addSaturations(of: trace)
    let scores = trace.scores(in: model.network)
    if !(proof.assumesNoSaturation && isSaturated),
      zip(quantized, box).allSatisfy({ $1.contains($0) }),
      proof.certifies(scores, classIndex: fixedClass)
    {
      certifiedCount += 1
    }
    let reference = network.referenceTrace(for: input.map(Double.init))
    let expected = network.scores(of: reference)
    for value in reference.last?.activations ?? [] {
      floatOutputs =
        sampleCount == 0 && floatOutputs == 0...0
        ? value...value
        : min(floatOutputs.lowerBound, value)...max(floatOutputs.upperBound, value)
    }
    let floatClass = indexOfLargest(expected)
    let label = dataset.labels[sample]
    sampleCount += 1
    if floatClass == label { floatCorrectCount += 1 }
    if fixedClass == label { fixedCorrectCount += 1 }
    guard floatClass != fixedClass else { return }
    changedSamples.append(
      ChangedSample(
        sample: sample,
        label: label,
        floatClass: floatClass,
        fixedClass: fixedClass,
        floatMargin: expected[floatClass] - expected[fixedClass],
        fixedMargin: Double(Int(scores[fixedClass]) - Int(scores[floatClass]))
          * model.network.outputUlp
      )
    )
  }

  private mutating func addErrors(of output: [Int16], _ sample: Int, _ bound: OneInputBound) {
    var worst = 0.0
    for (index, value) in output.enumerated() {
      let error = abs(Double(value) - bound.reference[index] * Double(Q8_8.one))
      let limit = bound.bound(ofOutput: index)
      errorSum += error
      worst = max(worst, error)
      bounds.append(Float(limit))
      if error >= 0.01 { ratios.append(Float(limit / error)) }
      if error > largestError.ulps { largestError = (error, sample, index) }
    }
    let violations = bound.violations(in: output)
    violationCount += violations.count
    if let first = violations.first, firstViolation == nil {
      firstViolation = Violation(
        sample: sample,
        output: first,
        value: Int(output[first]),
        allowed: bound.allowed[first]
      )
    }
    worstSamples.append((sample, worst))
    worstSamples.sort { $0.ulps > $1.ulps }
    if worstSamples.count > Self.worstCount { worstSamples.removeLast() }
  }

  private mutating func addSaturations(of trace: FixedPointTrace) -> Bool {
    var isSaturated = false
    for (index, layer) in trace.layers.enumerated() {
      for unit in layer.saturatedUnits {
        saturations[index][unit] += 1
        isSaturated = true
      }
    }
    return isSaturated
  }

  private func percentage(_ count: Int) -> Double {
    100 * Double(count) / Double(max(1, sampleCount))
  }

  private func median(_ values: [Float]) -> Float {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }

  /// How many of the worst samples are kept.
  private static let worstCount = 12
}

/// Why a model cannot be compared with a network on some data.
public enum ComparisonError: Error, Equatable, CustomStringConvertible {
  /// Their inputs and outputs are different numbers of values.
  case differentNetworks(model: [Int], network: [Int])
  /// The data's samples have another number of values.
  case differentInputs(data: Int, network: Int)
  /// A value of a sample is infinite or not a number.
  case notFinite(sample: Int, input: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .differentNetworks(let model, let network):
      "the model maps \(model[0]) inputs to \(model[1]) outputs, the checkpoint \(network[0]) to "
        + "\(network[1]); they are not of the same network"
    case .differentInputs(let data, let network):
      "a sample has \(data) values, but the network takes \(network)"
    case .notFinite(let sample, let input):
      "input \(input) of sample \(sample) is infinite or not a number"
    }
  }
}
