public import Conformance
public import Datasets
public import FloatNetwork
public import Proofs
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
  ///   - observe: is given each sample's run, in order.
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
    observe: (SampleRun) -> Void = { _ in },
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
      observe: {
        survey.add($0, label: samples.label(ofSample: $0.sample))
        observe($0)
      },
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
    PageModel(
      of: model,
      with: network,
      samples,
      remarkable: (report.worstSamples.prefix(6) + report.changedSamples.prefix(12)).map(\.sample),
      classes: classes,
      name: name,
      identifier: identifier
    )
  }
}
