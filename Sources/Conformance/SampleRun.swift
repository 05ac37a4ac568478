import Datasets
public import FloatNetwork
import HalfwordRuntime
public import Proofs
public import Quantization

/// One sample in both networks: what each gives, inside and out, and what is proved of it.
public struct SampleRun: Sendable {
  /// Which sample of its dataset.
  public let sample: Int
  /// Its values, in the network's own units.
  public let input: [Float]
  /// The words that the fixed-point network gets for them.
  public let words: [Int16]
  /// What the library gives.
  public let output: [Int16]
  /// Whether the library certifies the class of the largest output.
  public let isCertifiedByLibrary: Bool
  /// Every number inside the fixed-point run.
  public let trace: FixedPointTrace
  /// Every number inside the float run, in Float64.
  public let reference: [(preActivations: [Double], activations: [Double])]
  /// The outputs that a correct implementation may give.
  public let bound: OneInputBound
  /// What the float network gives.
  public let float: Values
  /// What the library gives.
  public let fixed: Values

  /// What one network gives for the sample.
  public struct Values: Equatable, Sendable {
    /// The outputs.
    public let outputs: [Double]
    /// The same, or before a last softmax the logits.
    public let scores: [Double]

    /// Those of a float run.
    public init(
      of network: Network,
      _ trace: [(preActivations: [Double], activations: [Double])]
    ) {
      outputs = trace.last?.activations ?? []
      scores = network.scores(of: trace)
    }

    /// Those of a fixed-point run.
    public init(of network: QuantizedNetwork, _ trace: FixedPointTrace) {
      outputs = trace.layers.last?.outputs.map { Double($0) * network.outputUlp } ?? []
      scores = trace.scores(in: network).map { Double($0) * network.outputUlp }
    }

    /// What is read from them.
    public func decision(by answer: Answer) -> [Int] {
      answer.decision(outputs: outputs, scores: scores)
    }
  }

  /// Runs both networks.
  ///
  /// - Throws: `ModelError`.
  init(
    _ sample: Int,
    input: [Float],
    _ model: FixedPointModel,
    _ network: Network,
    _ pair: PairedNetwork
  ) throws {
    let quantized = model.network
    self.sample = sample
    self.input = input
    words = quantized.words(for: input)
    let run = try model.runCertifying(words)
    output = run.output
    isCertifiedByLibrary = run.isCertified
    trace = FixedPointTrace(of: quantized, for: words)
    reference = network.referenceTrace(for: input.map(Double.init))
    bound = pair.bound(for: input, quantized: words)
    float = Values(of: network, reference)
    fixed = Values(of: quantized, trace)
  }

  /// The largest |fixed − float| of its outputs, in ulps of the outputs.
  public var largestErrorUlps: Double {
    output.indices.map { errorUlps(ofOutput: $0) }.max() ?? 0
  }

  /// |fixed − float| of an output, in ulps of the outputs.
  func errorUlps(ofOutput index: Int) -> Double {
    abs(Double(output[index]) - bound.reference[index] * Double(Q8_8.one))
  }

  /// Whether a pre-activation was saturated.
  var isSaturated: Bool { trace.layers.contains { !$0.saturatedUnits.isEmpty } }
}
