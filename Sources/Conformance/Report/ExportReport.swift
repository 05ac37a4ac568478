public import Datasets
public import FloatNetwork
public import Foundation
import HalfwordRuntime
import Quantization

/// All that is known about an export, for people and for machines. Values are in real units unless
/// named otherwise; layers count from 1, units and samples from 0.
public struct ExportReport: Codable, Equatable, Sendable {
  /// One layer.
  public struct Layer: Codable, Equatable, Sendable {
    /// The layer, from 1.
    public var number: Int
    /// What it does to its pre-activations.
    public var activation: String
    /// How many values it reads.
    public var inputs: Int
    /// How many values it gives.
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
    /// What it is.
    public var label: Int
    /// The class in float.
    public var floatClass: Int
    /// The class in fixed point.
    public var fixedClass: Int
    /// By how much float prefers its class to the next best one, before a softmax.
    public var floatMargin: Double
    /// The same in fixed point.
    public var fixedMargin: Double
    /// The largest |fixed − float| of an output.
    public var largestErrorUlps: Double
    /// What it may be by the proof for this sample.
    public var boundUlps: Double
    /// The outputs in float.
    public var floatOutputs: [Double]
    /// The outputs in fixed point.
    public var fixedOutputs: [Double]
    /// The inputs of samples that are pictures, for drawing.
    public var inputs: [Float]
  }

  /// Which image it is.
  public var identity: String
  /// The network in one line.
  public var network: String
  /// The flash that the image takes.
  public var imageBytes: Int
  /// The RAM that a run takes.
  public var workspaceBytes: Int
  /// How many instructions a run takes, by core.
  public var instructions: [String: Int]
  /// The inputs that something is proved for, in words.
  public var provedFor: String
  /// The layers, the input's first.
  public var layers: [Layer]
  /// How many samples were run.
  public var sampleCount: Int
  /// The share that is classified rightly in float.
  public var floatAccuracyPercent: Double
  /// The share that is classified rightly in fixed point.
  public var fixedAccuracyPercent: Double
  /// The share whose class is certified.
  public var certifiedPercent: Double
  /// The margin beyond which a class is certified.
  public var certifiedMargin: Double
  /// How many outputs break their bound.
  public var outputsOutsideTheirBound: Int
  /// What one ulp of an output is worth, in the network's own units.
  public var outputUlp: Double
  /// By how much the float network's outputs differ over all samples, from the smallest to the largest.
  public var outputSpread: Double
  /// The largest |fixed − float| of an output.
  public var largestErrorUlps: Double
  /// The mean |fixed − float| of an output.
  public var meanErrorUlps: Double
  /// The median of the bounds of all outputs.
  public var medianBoundUlps: Double
  /// How many answers changed.
  public var changedCount: Int
  /// The first of those whose answer changed.
  public var changedSamples: [Sample]
  /// Those with the largest errors.
  public var worstSamples: [Sample]

  /// The report as JSON with sorted keys, so that equal reports are equal bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// Gathers everything.
  ///
  /// - Parameters:
  ///   - box: what is proved is proved for these inputs.
  ///   - boxText: the same in words.
  ///   - progress: is told the share that is done.
  /// - Throws: as `Comparison`.
  public init(
    of model: FixedPointModel,
    with source: Network,
    on dataset: Dataset,
    box: [ClosedRange<Int16>],
    boxText: String,
    progress: (Double) -> Void = { _ in }
  ) throws {
    let comparison = try Comparison(of: model, with: source, on: dataset, box: box) {
      progress(Double($0) / Double(2 * dataset.count))
    }
    let pair = try PairedNetwork(source, with: model.network)
    var survey = Survey(layers: model.network.layers)
    for sample in 0..<dataset.count {
      survey.add(Array(dataset.input(at: sample)), source, model.network)
      progress(0.5 + Double(sample + 1) / Double(2 * dataset.count))
    }
    identity = model.identityText
    self.network = source.description.description
    imageBytes = model.imageSize
    workspaceBytes = model.workspaceSize
    instructions = Dictionary(
      uniqueKeysWithValues: InstructionModel.cores.map {
        ($0.name, $0.model.count(for: model.network))
      }
    )
    provedFor = boxText
    layers = model.network.layers.indices.map { index in
      Layer(index, model, pair.weightStatistics[index], comparison, survey)
    }
    sampleCount = comparison.sampleCount
    floatAccuracyPercent = comparison.floatAccuracy
    fixedAccuracyPercent = comparison.fixedAccuracy
    certifiedPercent = comparison.certifiedShare
    certifiedMargin = comparison.proof.certifiedMargin * model.network.outputUlp
    outputsOutsideTheirBound = comparison.violationCount
    outputUlp = model.network.outputUlp
    outputSpread = comparison.floatOutputs.upperBound - comparison.floatOutputs.lowerBound
    largestErrorUlps = comparison.largestError.ulps
    meanErrorUlps = comparison.meanError
    medianBoundUlps = comparison.medianBound
    changedCount = comparison.changedSamples.count
    changedSamples = comparison.changedSamples.prefix(Self.mostChanged).map {
      Sample($0.sample, source, model.network, pair, dataset)
    }
    worstSamples = comparison.worstSamples.map {
      Sample($0.sample, source, model.network, pair, dataset)
    }
  }

  /// More changed samples are not drawn.
  private static let mostChanged = 48
}

/// What the samples show of each layer.
private struct Survey {
  var shares: CauseShares
  var seen: [ClosedRange<Double>?]
  var isAlive: [[Bool]]

  init(layers: [QuantizedLayer]) {
    shares = CauseShares(layerCount: layers.count)
    seen = layers.map { _ in nil }
    isAlive = layers.map { Array(repeating: false, count: $0.unitCount) }
  }

  mutating func add(_ input: [Float], _ network: Network, _ fixed: QuantizedNetwork) {
    let quantized = fixed.words(for: input)
    let trace = FixedPointTrace(of: fixed, for: quantized)
    shares.add(ErrorCauses(of: network, fixed, for: input, quantized: quantized, trace: trace))
    for (index, layer) in trace.layers.enumerated() {
      for (unit, z) in layer.preActivations.enumerated() {
        let value = Double(z) / Double(Q8_8.one)
        let range = seen[index] ?? value...value
        seen[index] = min(range.lowerBound, value)...max(range.upperBound, value)
        if layer.outputs[unit] != 0 { isAlive[index][unit] = true }
      }
    }
  }
}

extension ExportReport.Layer {
  fileprivate init(
    _ index: Int,
    _ model: FixedPointModel,
    _ statistics: WeightStatistics,
    _ comparison: Comparison,
    _ survey: Survey
  ) {
    let layer = model.network.layers[index]
    let descriptor = model.layers[index]
    let proved = comparison.proof.layers[index]
    let largestWeight = max(-statistics.range.lowerBound, statistics.range.upperBound)
    let largestSums = (0..<layer.rowCount).map { row -> Double in
      let weights = layer.weights[row * layer.inputCount..<(row + 1) * layer.inputCount]
      return weights.reduce(0.0) { $0 + Double($1.magnitude) } * 32_768
        + abs(Double(layer.starts[row]))
    }
    number = index + 1
    activation =
      layer.activation.pieces > 1
      ? "maxout of \(layer.activation.pieces)" : layer.activation.name
    inputs = layer.inputCount
    units = layer.unitCount
    weights = layer.weights.count
    macs = layer.rowCount * layer.inputCount
    flashBytes =
      descriptor.endOffset - descriptor.weightsOffset + ImageFormat.descriptorSize
    weightFractionBits = layer.fractionText
    sums = layer.sums.text
    accumulatorUse = (largestSums.max() ?? 0) / 0x1p31
    smallestWeight = statistics.range.lowerBound
    self.largestWeight = statistics.range.upperBound
    weightRangeUse = largestWeight / statistics.limit
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

extension ExportReport.Sample {
  fileprivate init(
    _ sample: Int,
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ pair: PairedNetwork,
    _ dataset: Dataset
  ) {
    let input = Array(dataset.input(at: sample))
    let quantized = fixed.words(for: input)
    let trace = FixedPointTrace(of: fixed, for: quantized)
    let reference = network.referenceTrace(for: input.map(Double.init))
    let floatScores = network.scores(of: reference)
    let fixedScores = trace.scores(in: fixed).map { Double($0) * fixed.outputUlp }
    let bound = pair.bound(for: input, quantized: quantized)
    self.sample = sample
    label = dataset.labels[sample]
    floatClass = indexOfLargest(floatScores)
    fixedClass = indexOfLargest(fixedScores)
    floatMargin = margin(floatScores)
    fixedMargin = margin(fixedScores)
    floatOutputs = reference.last?.activations ?? []
    fixedOutputs = trace.layers.last?.outputs.map { Double($0) * fixed.outputUlp } ?? []
    largestErrorUlps =
      zip(floatOutputs, fixedOutputs).map { abs($0 - $1) / fixed.outputUlp }.max() ?? 0
    boundUlps = bound.allowed.indices.map { bound.bound(ofOutput: $0) }.max() ?? 0
    inputs = input
  }
}

/// The largest value minus the next; 0 where there is only one.
private func margin(_ scores: [Double]) -> Double {
  let sorted = scores.sorted(by: >)
  return sorted.count > 1 ? sorted[0] - sorted[1] : 0
}
