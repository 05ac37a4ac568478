import FloatNetwork
import PlainText
import Quantization

/// Whether a fixed-point network keeps the answers of its float network on some samples, against stated
/// limits, in the network's own units.
public struct Verdict: Codable, Equatable, Sendable {
  /// Whether every limit is kept.
  public let isKept: Bool
  /// What is read from the outputs, as `Answer.text`.
  public let answer: String
  /// What had to be kept.
  public let limits: VerdictLimits
  /// How many samples were run.
  public let sampleCount: Int
  /// How many answers are the same, in percent; nil where the values are the answer.
  public let keptPercent: Double?
  /// The output with the largest error, of its spread.
  public let worst: WorstOutput?
  /// How many values of inputs lay beyond what 16 bits hold.
  public let saturatedInputCount: Int
  /// How many pre-activations of layers that saturation costs something were saturated.
  public let saturatedUnitCount: Int
  /// How many of each layer's units at which saturation costs nothing (sigmoid, tanh) were.
  public let harmlessSaturationCount: Int
  /// For how many samples bounds were computed.
  public let boundedSampleCount: Int
  /// The median of the proved bounds of their outputs, in the network's units; nil where it is wider than the
  /// outputs' spread, and so says nothing.
  public let medianBound: Double?
  /// The layer, from 1, in which bounds became wider than its values, where they say nothing of the outputs.
  public let boundLostInLayer: Int?
  /// How many answers the chip certifies, in percent; nil where the values are the answer.
  public let certifiedByChipPercent: Double?
  /// How many answers of the samples with bounds the host certifies, in percent.
  public let certifiedByHostPercent: Double?
  /// How many outputs of the library are not what the numbers define: 0, or the library is broken.
  public let violationCount: Int
  /// The flash that the image takes.
  public let imageBytes: Int
  /// The RAM that a run takes.
  public let workspaceBytes: Int
  /// How many instructions a run takes, by core.
  public let instructions: [String: Int]
  /// Whether they are known exactly, and not within some percent.
  public let areInstructionsExact: Bool
  /// How many one that carries its proof takes, about.
  public let instructionsWithProof: [String: Int]
  /// Which limits are broken, a sentence each.
  public let reasons: [String]
  /// What would help, at most three sentences.
  public let remedies: [String]

  /// The output whose error is the largest share of its spread.
  public struct WorstOutput: Codable, Equatable, Sendable {
    /// Which output.
    public let output: Int
    /// Its largest |fixed − float|, in the network's own units.
    public let largestError: Double
    /// The root mean square of fixed − float.
    public let rootMeanSquareError: Double
    /// How far apart its values lie; of classes, those of all outputs together.
    public let spread: Double
    /// The largest error as a share of the spread, 1 for all of it; nil where the values do not vary.
    public let shareOfSpread: Double?
    /// Its largest error in ulps of the outputs.
    public let ulps: Double
  }

  /// Judges.
  ///
  /// - Parameter moreReasons: limits of the caller's that are broken, such as a least accuracy.
  public init(
    of comparison: Comparison,
    _ model: FixedPointModel,
    limits: VerdictLimits = VerdictLimits(),
    moreReasons: [String] = []
  ) {
    let network = model.network
    answer = comparison.answer.text
    self.limits = limits
    sampleCount = comparison.sampleCount
    keptPercent = comparison.answer == .values ? nil : comparison.keptShare
    worst = WorstOutput(of: comparison, ulp: network.outputUlp)
    saturatedInputCount = comparison.saturatedInputCount
    let counts = comparison.saturations.map { $0.reduce(0, +) }
    let isFlat = network.layers.map { $0.activation == .sigmoid || $0.activation == .tanh }
    saturatedUnitCount = zip(counts, isFlat).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
    harmlessSaturationCount = zip(counts, isFlat).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    boundedSampleCount = comparison.bounds.sampleCount
    let bound = comparison.bounds.median * network.outputUlp
    let isUseful = worst.map { bound.isFinite && !($0.spread > 0 && bound >= $0.spread) } ?? false
    medianBound = isUseful ? bound : nil
    boundLostInLayer =
      isUseful || worst == nil ? nil : (comparison.bounds.lostLayer ?? network.layers.count - 1) + 1
    certifiedByChipPercent = comparison.answer == .values ? nil : comparison.chipCertifiedShare
    certifiedByHostPercent = comparison.answer == .values ? nil : comparison.hostCertifiedShare
    violationCount = comparison.violationCount
    imageBytes = model.imageSize
    workspaceBytes = model.workspaceSize
    areInstructionsExact = network.hasExactInstructions
    instructions = InstructionModel.byCore { $0.count(for: network) }
    instructionsWithProof = InstructionModel.byCore { $0.certifiedCount(for: network) }
    reasons =
      Self.reasons(comparison, worst, limits) + comparison.faults + moreReasons
    isKept = reasons.isEmpty
    remedies = isKept ? [] : Remedies(for: comparison, network, worst).sentences
  }

  private static func reasons(
    _ comparison: Comparison,
    _ worst: WorstOutput?,
    _ limits: VerdictLimits
  ) -> [String] {
    guard comparison.sampleCount > 0, let worst else { return ["there is no sample to judge by"] }
    var reasons: [String] = []
    if comparison.answer != .values, comparison.keptShare < limits.leastKeptPercent {
      reasons.append(
        "\(comparison.keptShare.fixed(2)) % of the answers are kept"
          + ", at least \(shortNumber(limits.leastKeptPercent)) % are asked for (--min-kept)"
      )
    }
    let size = worst.largestError.significant(3)
    switch limits.largestError {
    case .value(let limit) where worst.largestError > limit:
      reasons.append(
        "output \(worst.output) is off by \(size), at most \(limits.largestError.text) is allowed "
          + "(--max-error)"
      )
    case .shareOfSpread(let limit) where (worst.shareOfSpread ?? 0) > limit:
      reasons.append(
        "output \(worst.output) is off by \(size), which is "
          + "\((100 * (worst.shareOfSpread ?? 0)).significant(2)) % of the outputs' spread"
          + "; at most \(limits.largestError.text) is allowed (--max-error)"
      )
    case .value, .shareOfSpread: break
    }
    return reasons
  }
}

extension Verdict.WorstOutput {
  /// Nil where there is no sample.
  init?(of comparison: Comparison, ulp: Double) {
    let outputs = comparison.outputs
    guard !outputs.isEmpty else { return nil }
    let lowest = outputs.map(\.range.lowerBound).min() ?? 0
    let highest = outputs.map(\.range.upperBound).max() ?? 0
    // Classes are compared with each other, so their scores have one scale; values need not have.
    let isShared = comparison.answer.isClass
    func spread(_ index: Int) -> Double {
      isShared || outputs[index].spread == 0 ? highest - lowest : outputs[index].spread
    }
    func share(_ index: Int) -> Double {
      spread(index) > 0
        ? outputs[index].largestError / spread(index) : outputs[index].largestError
    }
    let index = outputs.indices.reduce(0) { share($1) > share($0) ? $1 : $0 }
    output = index
    largestError = outputs[index].largestError
    rootMeanSquareError = outputs[index].rootMeanSquareError
    self.spread = spread(index)
    shareOfSpread = self.spread > 0 ? largestError / self.spread : nil
    ulps = largestError / ulp
  }
}

extension Comparison {
  /// What no export of a checkpoint does, a sentence each: none, or the image is another's, or a library is
  /// broken.
  public var faults: [String] {
    var faults: [String] = []
    if let violation = firstViolation {
      faults.append(
        "\(violationCount) outputs of the library are not what the numbers define, first output "
          + "\(violation.output) of sample \(violation.sample): \(violation.value) ulp, where "
          + "\(violation.expected) is right; run halfword explain to see where they part"
      )
    }
    if let wrong = firstWrongCertificate {
      faults.append(
        "the float network breaks \(wrongCertificateCount) certificates or bounds, first \(wrong): a proof "
          + "or the library is wrong"
      )
    }
    for (index, count) in misroundedCounts.enumerated() where count > 0 {
      faults.append(
        "\(count) weights or biases of layer \(index + 1) are not the nearest to the checkpoint's: "
          + "the image was exported from another"
      )
    }
    return faults
  }
}
