public import Conformance
public import FloatNetwork
import HalfwordRuntime
public import Proofs
import Quantization

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// All that is known about an export, for people and for machines. Values are in real units unless
/// named otherwise; layers count from 1, units and samples from 0.
public struct ExportReport: Codable, Equatable, Sendable {
  /// One layer.
  public struct Layer: Codable, Equatable, Sendable {
    /// The layer, from 1.
    public var number: Int
    /// What it does with what it reads: `dense`, `convolution`, ….
    public var kind: String
    /// The tensors that it reads: 0 is the input, i what layer i gives.
    public var sources: [Int]
    /// The size of what it gives: `10`, or height, width and channels as in `32x32x16`.
    public var shape: String
    /// What it does to its pre-activations.
    public var activation: String
    /// How many values it reads.
    public var inputs: Int
    /// How many units it has: the channels of what it gives.
    public var units: Int
    /// How many weights it has.
    public var weights: Int
    /// How many products a run takes.
    public var macs: Int
    /// The bytes of its descriptor, weights and biases.
    public var flashBytes: Int
    /// The fractional bits of its units' weights, in words.
    public var weightFractionBits: String
    /// The form of its sums.
    public var sums: String
    /// The largest magnitude that a sum can have over all inputs that are possible, in units of what 32
    /// bits hold.
    public var accumulatorUse: Double
    /// The smallest weight.
    public var smallestWeight: Double
    /// The largest weight.
    public var largestWeight: Double
    /// The largest magnitude of a weight, in units of what its format holds.
    public var weightRangeUse: Double
    /// How many weights and biases did not fit and were clipped.
    public var clippedWeights: Int
    /// How many weights are 0 in fixed point.
    public var zeroWeights: Int
    /// Nil where every weight is exact.
    public var weightSignalToNoiseDecibels: Double?
    /// No pre-activation is smaller, for the inputs that are proved for.
    public var preActivationProvedSmallest: Double
    /// No pre-activation is larger.
    public var preActivationProvedLargest: Double
    /// The smallest pre-activation of any sample.
    public var preActivationSeenSmallest: Double
    /// The largest pre-activation of any sample.
    public var preActivationSeenLargest: Double
    /// The units that are not proved to stay inside Q8.8.
    public var unitsThatMaySaturate: [Int]
    /// How many pre-activations were saturated in all samples.
    public var saturationsSeen: Int
    /// The ReLU units that provably always give 0.
    public var deadUnitsProved: [Int]
    /// The ReLU units that give 0 for every sample.
    public var deadUnitsSeen: [Int]
    /// The root mean square of fixed − float over outputs and samples.
    public var rootMeanSquareErrorUlps: Double
    /// What each cause adds to it.
    public var errorPartsUlps: [String: Double]
  }

  /// A sample that is shown.
  public struct Sample: Codable, Equatable, Sendable {
    /// Which sample.
    public var sample: Int
    /// Its class, where that is known.
    public var label: Int?
    /// What is read from the outputs in float: a class, or of each output 0 or 1; nothing where the values
    /// are the answer.
    public var floatAnswer: [Int]
    /// The same in fixed point.
    public var fixedAnswer: [Int]
    /// The largest |fixed − float| of an output.
    public var largestErrorUlps: Double
    /// What it may be by the proof for this sample; nil where none was computed, or none is known.
    public var boundUlps: Double?
    /// The outputs in float.
    public var floatOutputs: [Double]
    /// The outputs in fixed point.
    public var fixedOutputs: [Double]
    /// The inputs of samples that are pictures, for drawing.
    public var inputs: [Float]
  }

  /// One output: how well fixed point keeps its values.
  public struct Output: Codable, Equatable, Sendable {
    /// The smallest value of the float network.
    public var smallest: Double
    /// The largest.
    public var largest: Double
    /// The root mean square of fixed − float.
    public var rootMeanSquareError: Double
    /// The largest |fixed − float|.
    public var largestError: Double
    /// R² of fixed against float; nil where float does not vary.
    public var determination: Double?
    /// Spearman's rank correlation of both; nil where either does not vary.
    public var rankCorrelation: Double?

    init(_ statistics: OutputStatistics) {
      smallest = statistics.range.lowerBound
      largest = statistics.range.upperBound
      rootMeanSquareError = statistics.rootMeanSquareError
      largestError = statistics.largestError
      determination = statistics.determination
      rankCorrelation = statistics.rankCorrelation
    }
  }

  /// Which image it is.
  public var identity: String
  /// The network in one line.
  public var network: String
  /// The flash that the image takes.
  public var imageBytes: Int
  /// The RAM that a run takes.
  public var workspaceBytes: Int
  /// What lies where in it; nil where it is empty.
  public var memory: Memory?
  /// How many instructions a run takes, by core.
  public var instructions: [String: Int]
  /// How many one that carries its proof takes, about.
  public var instructionsWithProof: [String: Int]
  /// The inputs that something is proved for, in words.
  public var provedFor: String
  /// The layers, the input's first.
  public var layers: [Layer]
  /// What is read from the outputs: `largest`, `smallest`, `threshold:` with a number, or `values`.
  public var answer: String
  /// How many samples were run.
  public var sampleCount: Int
  /// The share whose answer fixed point keeps; nil where the values are the answer.
  public var keptPercent: Double?
  /// The share that is answered rightly in float; nil where nothing says what is right.
  public var floatAccuracyPercent: Double?
  /// The share that is answered rightly in fixed point.
  public var fixedAccuracyPercent: Double?
  /// The share whose answer the chip certifies; nil where the values are the answer.
  public var certifiedByChipPercent: Double?
  /// The share, of the samples with bounds, whose answer the host certifies.
  public var certifiedByHostPercent: Double?
  /// How many certificates and bounds the float network breaks: 0, or a proof or a library is wrong.
  public var wrongCertificateCount: Int
  /// For how many samples bounds were computed.
  public var boundedSamples: Int
  /// How many outputs of the library are not what the numbers define.
  public var wrongOutputCount: Int
  /// What one ulp of an output is worth, in the network's own units.
  public var outputUlp: Double
  /// The outputs, in the network's own units.
  public var outputs: [Output]
  /// The largest |fixed − float| of an output.
  public var largestErrorUlps: Double
  /// The mean |fixed − float| of an output.
  public var meanErrorUlps: Double
  /// The median of the bounds of all outputs; nil where the bound is of no use.
  public var medianBoundUlps: Double?
  /// The same in the network's own units.
  public var medianBound: Double?
  /// The layer in which bounds became wider than values, where they are of no use.
  public var boundLostInLayer: Int?
  /// How many inputs lay beyond what 16 bits hold.
  public var saturatedInputCount: Int
  /// How many answers changed.
  public var changedCount: Int
  /// The first of those whose answer changed.
  public var changedSamples: [Sample]
  /// Those with the largest errors.
  public var worstSamples: [Sample]
  /// How weights, values, errors and margins are spread.
  public var distributions: Distributions
  /// The weights of the first layer, where they are pictures.
  var weightPictures: WeightPictures?
  /// Whether the answers are kept, and what to do where they are not.
  public var verdict: Verdict
  /// The same in words, with what was measured.
  public var verdictText: String

  /// The report as JSON with sorted keys, so that equal reports are equal bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// Gathers everything.
  ///
  /// - Parameters:
  ///   - comparison: of the model with its float network.
  ///   - survey: what it was shown of each sample.
  ///   - boxText: the inputs that something is proved for, in words.
  public init(
    of model: FixedPointModel,
    with source: Network,
    pair: PairedNetwork,
    comparison: Comparison,
    survey: ReportSurvey,
    verdict: Verdict,
    boxText: String
  ) {
    identity = model.identityText
    self.network = source.description.description
    imageBytes = model.imageSize
    workspaceBytes = model.workspaceSize
    memory = Memory(MemoryPlan(of: model.network, recordedIn: model.layers))
    instructions = verdict.instructions
    instructionsWithProof = verdict.instructionsWithProof
    provedFor = boxText
    let statistics = pair.weightStatistics
    layers = model.network.layers.indices.map { index in
      Layer(index, model, statistics[index], comparison, survey)
    }
    answer = comparison.answer.text
    sampleCount = comparison.sampleCount
    let isRead = comparison.answer != .values
    let isJudged = isRead && comparison.truth != .unknown
    keptPercent = isRead ? comparison.keptShare : nil
    floatAccuracyPercent = isJudged ? comparison.floatAccuracy : nil
    fixedAccuracyPercent = isJudged ? comparison.fixedAccuracy : nil
    certifiedByChipPercent = verdict.certifiedByChipPercent
    certifiedByHostPercent = verdict.certifiedByHostPercent
    wrongCertificateCount = comparison.wrongCertificateCount
    boundedSamples = comparison.bounds.sampleCount
    wrongOutputCount = comparison.violationCount
    outputUlp = model.network.outputUlp
    outputs = comparison.outputs.map(Output.init)
    largestErrorUlps = comparison.largestError.ulps
    meanErrorUlps = comparison.meanError
    medianBoundUlps = verdict.medianBound.map { $0 / model.network.outputUlp }
    medianBound = verdict.medianBound
    boundLostInLayer = verdict.boundLostInLayer
    saturatedInputCount = comparison.saturatedInputCount
    changedCount = comparison.changedSamples.count
    changedSamples = survey.changedSamples
    worstSamples = survey.worstSamples
    distributions = survey.distributions
    weightPictures = WeightPictures(model.network)
    self.verdict = verdict
    verdictText = verdict.text
  }
}

extension ExportReport.Layer {
  fileprivate init(
    _ index: Int,
    _ model: FixedPointModel,
    _ statistics: WeightStatistics,
    _ comparison: Comparison,
    _ survey: ReportSurvey
  ) {
    let layer = model.network.layers[index]
    let descriptor = model.layers[index]
    let proved = comparison.proof.layers[index]
    let largestWeight = max(-statistics.range.lowerBound, statistics.range.upperBound)
    let largestSums = (0..<layer.rowCount).map { row -> Double in
      let weights = layer.weights[row * layer.columnCount..<(row + 1) * layer.columnCount]
      return weights.reduce(0.0) { $0 + Double($1.magnitude) } * 32_768
        + abs(Double(layer.starts[row]))
    }
    number = index + 1
    kind = layer.form.kind.name
    sources = layer.form.sources
    shape = layer.form.output.description
    activation = layer.activation.text
    inputs = layer.inputCount
    units = layer.unitCount
    weights = layer.weights.count
    macs = layer.form.productCount
    flashBytes =
      descriptor.endOffset - descriptor.weightsOffset + ImageFormat.descriptorSize
    weightFractionBits = layer.form.kind.hasWeights ? layer.fractionText : "none"
    sums = layer.form.kind.hasWeights ? layer.sums.text : "none"
    accumulatorUse = (largestSums.max() ?? 0) / 0x1p31
    smallestWeight = statistics.range.lowerBound
    self.largestWeight = statistics.range.upperBound
    weightRangeUse = statistics.limit > 0 ? largestWeight / statistics.limit : 0
    clippedWeights = statistics.clippedCount
    zeroWeights = statistics.zeroCount
    weightSignalToNoiseDecibels = statistics.signalToNoise
    preActivationProvedSmallest = proved.preActivations.map(\.lowerBound).min() ?? 0
    preActivationProvedLargest = proved.preActivations.map(\.upperBound).max() ?? 0
    preActivationSeenSmallest = survey.seen[index]?.lowerBound ?? 0
    preActivationSeenLargest = survey.seen[index]?.upperBound ?? 0
    unitsThatMaySaturate = proved.unitsThatMaySaturate
    saturationsSeen = comparison.saturations[index].reduce(0, +)
    deadUnitsProved = proved.deadUnits
    deadUnitsSeen =
      layer.activation == .relu
      ? survey.isAlive[index].indices.filter { !survey.isAlive[index][$0] } : []
    rootMeanSquareErrorUlps = survey.shares.rootMeanSquare(layer: index)
    errorPartsUlps = Dictionary(
      uniqueKeysWithValues: ErrorCauses.Cause.allCases.map {
        ($0.rawValue, survey.shares.part($0, layer: index))
      }
    )
  }
}
