public import Conformance
public import FloatNetwork
import Proofs
public import Quantization

/// What the samples of a comparison show of each layer, and the samples that are worth a look.
public struct ReportSurvey: Sendable {
  var shares: CauseShares
  var seen: [ClosedRange<Double>?]
  var isAlive: [[Bool]]
  private(set) var distributions: Distributions
  private(set) var changedSamples: [ExportReport.Sample] = []
  private(set) var worstSamples: [ExportReport.Sample] = []

  private let fixed: QuantizedNetwork
  private let answer: Answer

  /// Starts at nothing.
  public init(of fixed: QuantizedNetwork, answer: Answer) {
    self.fixed = fixed
    self.answer = answer
    shares = CauseShares(layerCount: fixed.layers.count)
    seen = fixed.layers.map { _ in nil }
    isAlive = fixed.layers.map { Array(repeating: false, count: $0.unitCount) }
    distributions = Distributions(
      layerCount: fixed.layers.count,
      classCount: fixed.outputCount,
      answer: answer
    )
    for (index, layer) in fixed.layers.enumerated() {
      let largest = layer.weights.reduce(1.0) { max($0, Double($1.magnitude)) }
      for weight in layer.weights {
        distributions.layers[index].weights[Distributions.part(Double(weight) / largest)] += 1
      }
    }
  }

  /// Adds a sample.
  ///
  /// - Parameter label: its class, where that is known.
  public mutating func add(_ run: SampleRun, label: Int?) {
    shares.add(run.causes)
    for (index, layer) in run.trace.layers.enumerated() {
      let units = isAlive[index].count
      for (number, z) in layer.preActivations.enumerated() {
        let value = Double(z) * ulpOfWords
        let range = seen[index] ?? value...value
        seen[index] = min(range.lowerBound, value)...max(range.upperBound, value)
        if layer.outputs[number] != 0 { isAlive[index][number % units] = true }
      }
    }
    addDistributions(run, label: label)
    let sample = ExportReport.Sample(run, answer, label: label, outputUlp: fixed.outputUlp)
    if sample.floatAnswer != sample.fixedAnswer, changedSamples.count < Self.mostChanged {
      changedSamples.append(sample)
    }
    keepIfWorst(sample)
  }

  private mutating func addDistributions(_ run: SampleRun, label: Int?) {
    for (index, layer) in run.trace.layers.enumerated() {
      for (value, word) in layer.outputs.enumerated() {
        distributions.layers[index].words[Distributions.part(Double(word) / 32_768)] += 1
        let octave = Distributions.octave(
          abs(run.causes.error(layer: index, value: value)),
          from: Distributions.firstOctave,
          of: Distributions.octaveCount
        )
        distributions.layers[index].errors[octave] += 1
      }
    }
    guard answer.isClass else { return }
    distributions.add(
      float: run.float.decision(by: answer)[0],
      fixed: run.fixed.decision(by: answer)[0],
      label: label,
      scores: run.float.scores,
      isSmallest: answer == .smallest,
      ulp: fixed.outputUlp
    )
  }

  private mutating func keepIfWorst(_ sample: ExportReport.Sample) {
    if worstSamples.count == Self.worstCount {
      guard let least = worstSamples.last, sample.largestErrorUlps > least.largestErrorUlps else {
        return
      }
      worstSamples.removeLast()
    }
    let place =
      worstSamples.firstIndex { $0.largestErrorUlps < sample.largestErrorUlps }
      ?? worstSamples.count
    worstSamples.insert(sample, at: place)
  }

  /// More changed samples are not drawn.
  private static let mostChanged = 48
  /// How many of the worst samples are kept.
  private static let worstCount = 12
}

/// The value of one ulp of a word whose exponent is 0.
private let ulpOfWords = 0x1p-8

extension ExportReport.Sample {
  fileprivate init(_ run: SampleRun, _ answer: Answer, label: Int?, outputUlp: Double) {
    sample = run.sample
    self.label = label
    floatAnswer = run.float.decision(by: answer)
    fixedAnswer = run.fixed.decision(by: answer)
    floatOutputs = run.float.outputs
    fixedOutputs = run.fixed.outputs
    largestErrorUlps = run.largestErrorUlps
    boundUlps = run.bounds.flatMap { $0.largestBound.isFinite ? $0.largestBound : nil }
    inputs = run.input
  }
}
