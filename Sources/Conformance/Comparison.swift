public import Datasets
public import FloatNetwork
import HalfwordRuntime
public import Proofs
import Quantization

/// What became of a network on its way to fixed point, over all samples of a dataset.
///
/// The outputs of the library are held to the bounds that follow from the weights' rounding and the
/// numbers' definition (`PairedNetwork.bound`), so there is no tolerance to choose.
public struct Comparison: Sendable {
  /// What is read from the outputs.
  public let answer: Answer
  /// What the samples say is right.
  public let truth: Truth
  /// How many samples were run.
  public private(set) var sampleCount = 0
  /// For how many the float network's answer is right; of several outputs against a threshold, all are.
  public private(set) var floatCorrectCount = 0
  /// The same of the fixed-point model.
  public private(set) var fixedCorrectCount = 0
  /// The samples whose two answers differ.
  public private(set) var changedSamples: [ChangedSample] = []
  /// How many outputs lie outside the bound for their sample.
  public private(set) var violationCount = 0
  /// The first of them.
  public private(set) var firstViolation: Violation?
  /// The largest |fixed − float| of any output, in ulps of the outputs, and the sample and output it is at.
  public private(set) var largestError = (ulps: 0.0, sample: 0, output: 0)
  /// The mean |fixed − float| of all outputs, in ulps of the outputs.
  public var meanError: Double { errorSum / Double(max(1, sampleCount * outputCount)) }
  /// Each output in the network's own units; none where there is no sample.
  public private(set) var outputs: [OutputStatistics] = []
  /// The median of the bounds of all outputs, in ulps.
  public private(set) var medianBound = 0.0
  /// The median of bound / error over the outputs whose error is at least a hundredth of an ulp.
  public private(set) var medianTightness = 0.0
  /// For each layer and unit, for how many samples its pre-activation lay beyond 16 bits.
  public private(set) var saturations: [[Int]]
  /// For each input, for how many samples 16 bits cannot hold it, so that its word was saturated.
  public private(set) var saturatedInputs: [Int]
  /// How many weights and biases of each layer are not the nearest to the float network's.
  public let misroundedCounts: [Int]
  /// What is proved for all inputs of the box that the samples were looked up in.
  public let proof: BoxProof
  /// For how many samples the fixed-point run alone proves the float network's answer.
  public private(set) var certifiedCount = 0
  /// For how many the library's own certificate does, which knows the single margin of the image.
  public private(set) var libraryCertifiedCount = 0
  /// By how many ulps a class leads at least for the proof to certify it, for the image's input range;
  /// nil where the image certifies nothing.
  public let provedLead: UInt32?

  private let box: [ClosedRange<Int16>]
  /// Whether all targets are 0 or 1.
  private let targetsAreFlags: Bool
  private let imageLead: UInt32
  private var errorSum = 0.0
  private let outputCount: Int
  private var bounds: [Float] = []
  private var ratios: [Float] = []
  private var values: [(float: [Double], fixed: [Double])]

  /// What the samples say is right.
  public enum Truth: Equatable, Sendable {
    /// Nothing: the float network alone is what fixed point is held to.
    case unknown
    /// The class of each sample; against a threshold, whether its one output should be above.
    case labels
    /// What each output should be.
    case targets
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

  /// How many words of inputs were saturated.
  public var saturatedInputCount: Int { saturatedInputs.reduce(0, +) }
  /// The share of samples whose answer fixed point keeps, in percent.
  public var keptShare: Double { percentage(sampleCount - changedSamples.count) }
  /// The share of samples that the float network answers rightly, in percent.
  public var floatAccuracy: Double { percentage(floatCorrectCount) }
  /// The share of samples that the fixed-point model answers rightly, in percent.
  public var fixedAccuracy: Double { percentage(fixedCorrectCount) }
  /// Whether the image certifies classes that are not proved.
  public var certifiesTooMuch: Bool {
    guard let provedLead else { return false }
    return provedLead == 0 || imageLead < provedLead
  }
  /// The share of samples whose class the library certifies, in percent.
  public var libraryCertifiedShare: Double { percentage(libraryCertifiedCount) }
  /// The share of samples whose answer is certified, in percent.
  public var certifiedShare: Double { percentage(certifiedCount) }

  /// Runs every sample in Float64 and in fixed point.
  ///
  /// Both start from the same inputs, in the network's own units; the fixed-point model gets their words.
  ///
  /// - Parameters:
  ///   - pair: both networks, where the caller has paired them.
  ///   - box: the smallest and largest value of each input, for what is proved of all inputs.
  ///   - proof: what is proved of it, where the caller knows.
  ///   - answer: what is read from the outputs.
  ///   - truth: what of the dataset is right; targets where it has some, else labels, unless given.
  ///   - observe: is given each sample as both networks ran it.
  ///   - progress: is told the number of samples done, now and then.
  /// - Throws: `ComparisonError` where sizes differ; `PairingError`; `ModelError`.
  public init(
    of model: FixedPointModel,
    with network: Network,
    pair knownPair: PairedNetwork? = nil,
    on dataset: Dataset,
    box: [ClosedRange<Int16>],
    proof knownProof: BoxProof? = nil,
    answer: Answer = .largest,
    truth: Truth? = nil,
    observe: (SampleRun) -> Void = { _ in },
    progress: (Int) -> Void = { _ in }
  ) throws {
    try Self.checkSizes(model, network, dataset)
    self.answer = answer
    self.truth = truth ?? (dataset.targets == nil ? .labels : .targets)
    self.box = box
    targetsAreFlags = dataset.targets?.allSatisfy { $0 == 0 || $0 == 1 } ?? false
    outputCount = model.outputCount
    imageLead = model.network.certifiedMargin
    saturations = model.network.layers.map { Array(repeating: 0, count: $0.unitCount) }
    saturatedInputs = Array(repeating: 0, count: model.inputCount)
    values = Array(repeating: ([], []), count: model.outputCount)
    let pair = try knownPair ?? PairedNetwork(network, with: model.network)
    misroundedCounts = pair.misroundedCounts
    proof = knownProof ?? pair.proof(for: box)
    let range = Array(repeating: model.inputRange, count: model.inputCount)
    provedLead =
      model.network.certifiedMargin == 0
      ? nil : range == box ? proof.certifiedLead : pair.proof(for: range).certifiedLead
    for sample in 0..<dataset.count {
      let input = Array(dataset.input(at: sample))
      if let index = input.firstIndex(where: { !$0.isFinite }) {
        throw ComparisonError.notFinite(sample: sample, input: index)
      }
      let run = try SampleRun(sample, input: input, model, network, pair)
      add(run, of: dataset, model.network)
      observe(run)
      progress(sample + 1)
    }
    finish(dataset)
  }

  private static func checkSizes(
    _ model: FixedPointModel,
    _ network: Network,
    _ dataset: Dataset
  ) throws(ComparisonError) {
    guard model.inputCount == network.inputCount, model.outputCount == network.outputCount else {
      throw .differentNetworks(
        model: [model.inputCount, model.outputCount],
        network: [network.inputCount, network.outputCount]
      )
    }
    guard dataset.inputCount == network.inputCount else {
      throw .differentInputs(data: dataset.inputCount, network: network.inputCount)
    }
  }

  private mutating func add(_ run: SampleRun, of dataset: Dataset, _ fixed: QuantizedNetwork) {
    sampleCount += 1
    let saturatedInputs = fixed.saturatedInputs(of: run.input, as: run.words)
    for input in saturatedInputs { self.saturatedInputs[input] += 1 }
    for (index, layer) in run.trace.layers.enumerated() {
      for unit in layer.saturatedUnits { saturations[index][unit] += 1 }
    }
    if answer == .largest, run.isCertifiedByLibrary { libraryCertifiedCount += 1 }
    if saturatedInputs.isEmpty, isCertified(run, fixed) { certifiedCount += 1 }
    addErrors(of: run)
    let right = rightDecision(run.sample, of: dataset)
    if let right {
      if run.float.decision(by: answer) == right { floatCorrectCount += 1 }
      if run.fixed.decision(by: answer) == right { fixedCorrectCount += 1 }
    }
    if let change = ChangedSample(run.sample, run.float, run.fixed, answer, right: right) {
      changedSamples.append(change)
    }
  }

  private func isCertified(_ run: SampleRun, _ fixed: QuantizedNetwork) -> Bool {
    !(proof.assumesNoSaturation && run.isSaturated)
      && zip(run.words, box).allSatisfy { $1.contains($0) }
      && proof.certifies(
        answer,
        scores: run.trace.scores(in: fixed),
        outputExponent: fixed.outputExponent,
        endsInSoftmax: fixed.layers.last?.activation == .softmax
      )
  }

  /// What the answer should be; nil where that is unknown, or is no answer but values.
  private func rightDecision(_ sample: Int, of dataset: Dataset) -> [Int]? {
    switch (answer, truth) {
    case (.values, _), (_, .unknown): return nil
    case (_, .labels): return [dataset.labels[sample]]
    case (_, .targets):
      let targets = dataset.target(at: sample).map(Double.init)
      // Of flags, what is 1 is yes, whichever threshold the outputs have.
      let reading = targetsAreFlags && !answer.isClass ? Answer.threshold(0.5) : answer
      return reading.decision(outputs: targets, scores: targets)
    }
  }

  private mutating func addErrors(of run: SampleRun) {
    for index in run.output.indices {
      let error = run.errorUlps(ofOutput: index)
      let limit = run.bound.bound(ofOutput: index)
      errorSum += error
      bounds.append(Float(limit))
      if error >= 0.01 { ratios.append(Float(limit / error)) }
      if error > largestError.ulps { largestError = (error, run.sample, index) }
      values[index].float.append(run.float.outputs[index])
      values[index].fixed.append(run.fixed.outputs[index])
    }
    let violations = run.bound.violations(in: run.output)
    violationCount += violations.count
    if let first = violations.first, firstViolation == nil {
      firstViolation = Violation(
        sample: run.sample,
        output: first,
        value: Int(run.output[first]),
        allowed: run.bound.allowed[first]
      )
    }
  }

  /// What can be said once all samples are known.
  private mutating func finish(_ dataset: Dataset) {
    medianBound = Double(median(bounds))
    medianTightness = Double(median(ratios))
    if sampleCount > 0 {
      outputs = values.enumerated().map { index, values in
        OutputStatistics(
          float: values.float,
          fixed: values.fixed,
          targets: truth == .targets
            ? (0..<dataset.count).map { Double(dataset.target(at: $0)[index]) } : nil
        )
      }
    }
    (bounds, ratios, values) = ([], [], [])
  }

  private func percentage(_ count: Int) -> Double {
    100 * Double(count) / Double(max(1, sampleCount))
  }

  private func median(_ values: [Float]) -> Float {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
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
