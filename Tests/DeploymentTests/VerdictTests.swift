import Conformance
import Datasets
import Deployment
import FloatNetwork
import Quantization
import Testing

/// What the last lines of a deployment say, on networks whose answers one can see.
@Suite struct VerdictTests {
  /// Outputs that are the inputs times some factors.
  private func network(_ factors: [Float], last: Activation = .linear) throws -> Network {
    let count = factors.count
    return try Network(layers: [
      NetworkLayer(
        inputCount: count,
        unitCount: count,
        activation: last,
        weights: (0..<count * count).map { $0 / count == $0 % count ? factors[$0 % count] : 0 },
        biases: .init(repeating: 0, count: count)
      )
    ])
  }

  private func evaluate(
    _ network: Network,
    _ inputs: [Float],
    labels: [Int]? = nil,
    targets: [Float]? = nil,
    answer: Answer,
    limits: VerdictLimits = VerdictLimits(),
    plain: Bool = false
  ) throws -> FixedPointEvaluation {
    let count = network.inputCount
    let dataset =
      targets.map {
        Dataset(
          inputCount: count,
          outputCount: network.outputCount,
          inputs: inputs,
          targets: $0
        )
      }
      ?? Dataset(
        inputCount: count,
        classCount: max(2, network.outputCount),
        inputs: inputs,
        labels: labels ?? Array(repeating: 0, count: inputs.count / count)
      )
    let source = Checkpoint(network: network)
    let samples = try PreparedSamples(
      dataset,
      classes: ClassNames(numbered: dataset.classCount),
      isLabelled: true,
      for: source,
      inputs: InputForm(.raw)
    )
    var request = ExportRequest()
    request.answer = answer
    request.isPlain = plain
    let export = try Export(of: source, samples: samples.rows, request, name: "test")
    return try FixedPointEvaluation(
      of: export.model,
      with: export.network,
      on: samples,
      answer: answer,
      limits: limits
    )
  }

  @Test func theSmallestOutputCounts() throws {
    let result = try evaluate(
      network([1, 1, 1]),
      [3, 1, 2, 1, 2, 3, 2, 3, 1],
      labels: [1, 0, 2],
      answer: .smallest
    )
    #expect(result.comparison.floatAccuracy == 100 && result.comparison.fixedAccuracy == 100)
    #expect(result.comparison.bounds.certifiedCount == 3)
    #expect(result.verdict.isKept && result.verdict.keptPercent == 100)
  }

  @Test func eachOutputIsHeldToAThreshold() throws {
    let result = try evaluate(
      network([1, 1]),
      [1, 0, 0, 1, 1, 1],
      targets: [1, 0, 0, 1, 1, 0],
      answer: .threshold(0.5)
    )
    // The last row asks for something else than both networks say.
    #expect(abs(result.comparison.floatAccuracy - 200.0 / 3) < 1e-9)
    #expect(result.comparison.fixedCorrectCount == 2 && result.comparison.changedSamples.isEmpty)
    #expect(result.comparison.bounds.certifiedCount == 3)
  }

  /// Plain Q8.8 has steps of 1/256 of a output that reaches 0.01: nearly half of its spread.
  @Test func valuesThatAreLostAreNotKeptAndARemedySaysWhy() throws {
    let inputs = (0..<60).map { Float($0) / 59 * 0.01 }
    let lost = try evaluate(network([1]), inputs, targets: inputs, answer: .values, plain: true)
    #expect(!lost.verdict.isKept)
    #expect(lost.verdict.text.contains("\nNOT KEPT: output 0 is off by"))
    #expect(lost.verdict.text.contains("export without --weights q8.8"))
    #expect(lost.verdict.text.contains("Outputs reach 0.01 and use"))
    let kept = try evaluate(network([1]), inputs, targets: inputs, answer: .values)
    #expect(kept.verdict.isKept && kept.verdict.remedies.isEmpty)
    #expect(kept.verdict.text.hasSuffix("\nKEPT (errors up to 1%)."))
  }

  @Test func bothLimitsCanBeSet() throws {
    let inputs: [Float] = [100, 110, 200, 0, 5, 1, 1, 5]
    let network = try network([2, 2])
    var limits = VerdictLimits()
    limits.leastKeptPercent = 75
    limits.largestError = .value(1_000)
    // 200 and 220 are both 127.996 in plain Q8.8: one answer of four changes.
    let kept = try evaluate(network, inputs, answer: .largest, limits: limits, plain: true)
    #expect(kept.comparison.changedSamples.map(\.sample) == [0] && kept.verdict.isKept)
    limits.leastKeptPercent = 76
    let lost = try evaluate(network, inputs, answer: .largest, limits: limits, plain: true)
    #expect(
      lost.verdict.reasons == [
        "75.00 % of the answers are kept, at least 76 % are asked for (--min-kept)"
      ]
    )
  }

  @Test(arguments: [("1%", 0.01), ("0.5%", 0.005)])
  func shareOfTheSpread(text: String, share: Double) throws {
    #expect(VerdictLimits.ErrorLimit(parsing: text) == .shareOfSpread(share))
    #expect(VerdictLimits.ErrorLimit(parsing: text)?.text == text)
  }

  @Test(arguments: ["", "%", "x", "-1", "nan", "inf%"])
  func whatIsNoLimitIsRefused(text: String) {
    #expect(VerdictLimits.ErrorLimit(parsing: text) == nil)
  }
}
