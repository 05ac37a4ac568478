public import Conformance
public import Datasets
public import FloatNetwork
public import Proofs
import Quantization
public import Report

/// A model held to its float network on samples: each sample is run once, and everything that is said of it
/// comes from that run.
public struct FixedPointEvaluation: Sendable {
  /// What became of every output.
  public let comparison: Comparison
  /// Whether the answers are kept.
  public let verdict: Verdict
  /// All that is known, for people and for machines.
  public let report: ExportReport
  /// The inputs that something is proved for.
  public let box: ProofBox

  private let network: Network

  /// Runs every sample in both networks.
  ///
  /// - Parameters:
  ///   - model: the fixed-point model.
  ///   - network: its float network, which takes the same values.
  ///   - pair: both, where the caller has paired them.
  ///   - proved: what the caller has proved already, and for which inputs.
  ///   - samplesLimit: for how many samples bounds are computed at most; as many as take about a minute,
  ///     unless given.
  ///   - judge: gives limits of the caller's that are broken, such as a least accuracy.
  ///   - progress: is told the number of samples done.
  /// - Throws: `ComparisonError`, `PairingError` or `ModelError`.
  public init(
    of model: FixedPointModel,
    with network: Network,
    pair knownPair: PairedNetwork? = nil,
    on samples: PreparedSamples,
    answer: Answer,
    limits: VerdictLimits = VerdictLimits(),
    proved: (box: ProofBox, proof: BoxProof)? = nil,
    samplesLimit: Int? = nil,
    judge: (Comparison) -> [String] = { _ in [] },
    progress: (Int) -> Void = { _ in }
  ) throws {
    let dataset = samples.modelInputs
    let box = ProofBox(of: model.network, orOf: dataset)
    let pair = try knownPair ?? PairedNetwork(network, with: model.network)
    var survey = ReportSurvey(of: model.network, answer: answer)
    comparison = try Comparison(
      of: model,
      with: network,
      pair: pair,
      on: dataset,
      box: box.ranges,
      proof: proved.flatMap { $0.box.ranges == box.ranges ? $0.proof : nil },
      answer: answer,
      truth: samples.truth,
      samplesLimit: samplesLimit,
      observe: { survey.add($0, label: samples.label(ofSample: $0.sample)) },
      progress: progress
    )
    self.box = box
    self.network = network
    verdict = Verdict(of: comparison, model, limits: limits, moreReasons: judge(comparison))
    report = ExportReport(
      of: model,
      with: network,
      pair: pair,
      comparison: comparison,
      survey: survey,
      verdict: verdict,
      boxText: box.text
    )
  }

  /// The model as a page runs it, with some of the samples: the first, those with the largest errors and those
  /// whose answer changed.
  ///
  /// - Parameters:
  ///   - model: the one that was evaluated.
  ///   - name: what people call it.
  ///   - identifier: the prefix of the names in its C header.
  public func pageModel(
    of model: FixedPointModel,
    _ samples: PreparedSamples,
    classes: ClassNames?,
    name: String,
    identifier: String
  ) -> PageModel {
    var page = PageModel(
      name: name,
      identifier: identifier,
      image: model.imageBytes,
      network: network
    )
    let dataset = samples.modelInputs
    let shape = model.sampleShape
    let names = classes?.names ?? samples.classes.names
    if names.count >= model.outputCount { page.classes = Array(names.prefix(model.outputCount)) }
    page.inputNames = samples.inputNames
    page.facts = PageModel.Facts(
      instructions: verdict.instructions,
      instructionsWithProof: verdict.instructionsWithProof
    )
    let isPicture = shape.height > 1 && shape.width > 1
    if isPicture { page.shape = [shape.height, shape.width, shape.channels] }
    (page.lowest, page.highest) = Self.ranges(of: dataset, areJoint: isPicture)
    let remarkable = (report.worstSamples.prefix(6) + report.changedSamples.prefix(12)).map(
      \.sample
    )
    let shown = Set(0..<min(12, dataset.count)).union(remarkable).sorted()
    let most = max(1, Self.mostSampleWords / max(1, model.inputCount))
    page.samples = shown.prefix(most).map { sample in
      PageModel.Sample(
        number: sample,
        label: samples.label(ofSample: sample),
        words: model.network.words(for: Array(dataset.input(at: sample)))
      )
    }
    return page
  }

  /// The least and the largest value of each input, or of all.
  private static func ranges(of dataset: Dataset, areJoint: Bool) -> ([Float]?, [Float]?) {
    guard dataset.count > 0 else { return (nil, nil) }
    var lowest = Array(dataset.input(at: 0))
    var highest = lowest
    for sample in 1..<max(1, dataset.count) {
      for (index, value) in dataset.input(at: sample).enumerated() {
        lowest[index] = min(lowest[index], value)
        highest[index] = max(highest[index], value)
      }
    }
    return areJoint ? ([lowest.min() ?? 0], [highest.max() ?? 0]) : (lowest, highest)
  }

  /// The samples of a page have no more words than this, the first sample aside.
  private static let mostSampleWords = 20_000
}
