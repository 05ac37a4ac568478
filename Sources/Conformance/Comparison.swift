public import Datasets
public import FloatNetwork
import HalfwordRuntime
public import Proofs
import Quantization

/// What became of a network on its way to fixed point, over all samples of a dataset.
///
/// The outputs of the library are held to the numbers' definition bit for bit, and each sample's errors to the
/// bounds of its run (`PairedNetwork.bounds`), so there is no tolerance to choose.
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
  /// How many outputs of the library are not what the numbers define.
  public private(set) var violationCount = 0
  /// The first of them.
  public private(set) var firstViolation: Violation?
  /// The largest |fixed − float| of any output, in ulps of the outputs, and the sample and output it is at.
  public private(set) var largestError = (ulps: 0.0, sample: 0, output: 0)
  /// The mean |fixed − float| of all outputs, in ulps of the outputs.
  public var meanError: Double { errorSum / Double(max(1, sampleCount * outputCount)) }
  /// Each output in the network's own units; none where there is no sample.
  public private(set) var outputs: [OutputStatistics] = []
  /// What the bounds of single runs say.
  public private(set) var bounds: BoundStatistics
  /// For each layer and unit, how many of its pre-activations lay beyond 16 bits, of all places and samples.
  public private(set) var saturations: [[Int]]
  /// For each input, for how many samples 16 bits cannot hold it, so that its word was saturated.
  public private(set) var saturatedInputs: [Int]
  /// How many weights and biases of each layer are not the nearest to the float network's.
  public let misroundedCounts: [Int]
  /// What is proved for all inputs of the box that the samples were looked up in.
  public let proof: BoxProof
  /// For how many samples the library certifies the answer: the chip's own certificate.
  public private(set) var chipCertifiedCount = 0
  /// How many certificates, or bounds, the float network breaks: 0, or a proof or a library is wrong.
  public private(set) var wrongCertificateCount = 0
  /// The first of them, in words.
  public private(set) var firstWrongCertificate: String?

  /// Whether all targets are 0 or 1.
  private let targetsAreFlags: Bool
  private var errorSum = 0.0
  private let outputCount: Int
  private let outputUlp: Double
  /// Whether the library's certificates are of this answer: they are of the one that the image records.
  private let isCertifiedAnswer: Bool
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

  /// An output of the library that is not what the numbers define.
  public struct Violation: Equatable, Sendable {
    /// Which sample.
    public let sample: Int
    /// Which output.
    public let output: Int
    /// What the library gave, in ulps.
    public let value: Int
    /// What is right.
    public let expected: Int
  }

  /// How many words of inputs were saturated.
  public var saturatedInputCount: Int { saturatedInputs.reduce(0, +) }
  /// The share of samples whose answer fixed point keeps, in percent.
  public var keptShare: Double { percentage(sampleCount - changedSamples.count) }
  /// The share of samples that the float network answers rightly, in percent.
  public var floatAccuracy: Double { percentage(floatCorrectCount) }
  /// The share of samples that the fixed-point model answers rightly, in percent.
  public var fixedAccuracy: Double { percentage(fixedCorrectCount) }
  /// The share of samples whose answer the chip certifies, in percent; 0 where the image is read otherwise.
  public var chipCertifiedShare: Double { percentage(chipCertifiedCount) }
  /// The share of the samples with bounds whose answer the host certifies, in percent.
  public var hostCertifiedShare: Double {
    100 * Double(bounds.certifiedCount) / Double(max(1, bounds.sampleCount))
  }

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
  ///   - samplesLimit: for how many samples bounds are computed at most, evenly spread; for as many as take
  ///     about a minute, unless given.
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
    samplesLimit: Int? = nil,
    observe: (SampleRun) -> Void = { _ in },
    progress: (Int) -> Void = { _ in }
  ) throws {
    try Self.checkSizes(model, network, dataset)
    self.answer = answer
    self.truth = truth ?? (dataset.targets == nil ? .labels : .targets)
    targetsAreFlags = dataset.targets?.allSatisfy { $0 == 0 || $0 == 1 } ?? false
    outputCount = model.outputCount
    outputUlp = model.network.outputUlp
    isCertifiedAnswer = answer != .values && answer == model.network.answer
    bounds = BoundStatistics(of: model.network)
    saturations = model.network.layers.map { Array(repeating: 0, count: $0.unitCount) }
    saturatedInputs = Array(repeating: 0, count: model.inputCount)
    values = Array(repeating: ([], []), count: model.outputCount)
    let networks = try ComparedNetworks(network, model.network, pair: knownPair)
    misroundedCounts = networks.pair.misroundedCounts
    proof = knownProof ?? networks.pair.proof(for: box)
    let limit = samplesLimit ?? Self.boundedCount(networks.pair)
    for start in stride(from: 0, to: dataset.count, by: SampleRun.chunk) {
      let samples = start..<min(start + SampleRun.chunk, dataset.count)
      for run in try Self.runs(samples, model, networks, dataset, answer, limit) {
        add(run, of: dataset, networks)
        observe(run)
      }
      progress(samples.upperBound)
    }
    finish(dataset)
  }

  /// Runs samples: in the library one after the other, the rest over all cores.
  private static func runs(
    _ samples: Range<Int>,
    _ model: FixedPointModel,
    _ networks: ComparedNetworks,
    _ dataset: Dataset,
    _ answer: Answer,
    _ limit: Int
  ) throws -> [SampleRun] {
    var inputs: [[Float]] = []
    var results: [(output: [Int16], isCertified: Bool)] = []
    for sample in samples {
      let input = Array(dataset.input(at: sample))
      if let index = input.firstIndex(where: { !$0.isFinite }) {
        throw ComparisonError.notFinite(sample: sample, input: index)
      }
      let result = try model.runCertifying(networks.fixed.words(for: input))
      inputs.append(input)
      results.append((result.output, result.isCertified))
    }
    let (values, libraryResults, total) = (inputs, results, dataset.count)
    return concurrentMap(samples) { sample in
      // The samples with bounds are spread evenly.
      let hasBounds =
        limit >= total || (sample + 1) * limit / total > sample * limit / total
      return SampleRun(
        sample,
        input: values[sample - samples.lowerBound],
        networks,
        library: libraryResults[sample - samples.lowerBound],
        answer: answer,
        hasBounds: hasBounds
      )
    }
  }

  /// For how many samples bounds take about a minute, by the products that they take.
  private static func boundedCount(_ pair: PairedNetwork) -> Int {
    max(1, mostProducts / max(1, pair.productCountOfBounds))
  }

  /// What two cores do in about a minute.
  private static let mostProducts = 150_000_000_000

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

  private mutating func add(
    _ run: SampleRun,
    of dataset: Dataset,
    _ networks: ComparedNetworks
  ) {
    sampleCount += 1
    for input in networks.fixed.saturatedInputs(of: run.input, as: run.words) {
      saturatedInputs[input] += 1
    }
    for (index, layer) in run.trace.layers.enumerated() {
      for value in layer.saturatedValues {
        saturations[index][value % saturations[index].count] += 1
      }
    }
    if isCertifiedAnswer, run.isCertifiedByLibrary { chipCertifiedCount += 1 }
    bounds.add(run)
    addErrors(of: run)
    checkCertificates(of: run)
    let right = rightDecision(run.sample, of: dataset)
    if let right {
      if run.float.decision(by: answer) == right { floatCorrectCount += 1 }
      if run.fixed.decision(by: answer) == right { fixedCorrectCount += 1 }
    }
    if let change = ChangedSample(run.sample, run.float, run.fixed, answer, right: right) {
      changedSamples.append(change)
    }
  }

  /// Holds what was proved to the float network: the chip's certificate is of what the words stand for, the
  /// host's and the bounds of the sample's own values.
  private mutating func checkCertificates(of run: SampleRun) {
    let decision = run.fixed.decision(by: answer)
    if isCertifiedAnswer, run.isCertifiedByLibrary,
      run.floatOfWords.decision(by: answer) != decision
    {
      addWrong("the chip's certificate of sample \(run.sample)")
    }
    if run.isCertifiedByHost, run.float.decision(by: answer) != decision {
      addWrong("the host's certificate of sample \(run.sample)")
    }
    guard let bounds = run.bounds else { return }
    for (output, word) in (run.trace.layers.last?.outputs ?? []).enumerated() {
      let value = run.float.outputs[output] / outputUlp
      // The reference is rounded in Float64, too.
      let slack = 0x1p-20 + abs(value) * 0x1p-30
      let error = value - Double(word)
      let interval = bounds.errors[output]
      if error < interval.lowerBound - slack || error > interval.upperBound + slack {
        addWrong("the bound of sample \(run.sample), output \(output)")
      }
    }
  }

  private mutating func addWrong(_ text: String) {
    wrongCertificateCount += 1
    if firstWrongCertificate == nil { firstWrongCertificate = text }
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
    for (index, error) in run.errorsInUlps.enumerated() {
      errorSum += error
      if error > largestError.ulps { largestError = (error, run.sample, index) }
      values[index].float.append(run.float.outputs[index])
      values[index].fixed.append(run.fixed.outputs[index])
    }
    let expected = run.trace.layers.last?.outputs ?? []
    for index in run.output.indices where run.output[index] != expected[index] {
      violationCount += 1
      guard firstViolation == nil else { continue }
      firstViolation = Violation(
        sample: run.sample,
        output: index,
        value: Int(run.output[index]),
        expected: Int(expected[index])
      )
    }
  }

  /// What can be said once all samples are known.
  private mutating func finish(_ dataset: Dataset) {
    bounds.finish()
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
    values = []
  }

  private func percentage(_ count: Int) -> Double {
    100 * Double(count) / Double(max(1, sampleCount))
  }
}
