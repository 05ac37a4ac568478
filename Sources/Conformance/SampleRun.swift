public import Datasets
public import FloatNetwork
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
  /// Whether the library certifies the answer.
  public let isCertifiedByLibrary: Bool
  /// Every number inside the fixed-point run, as the numbers define it.
  public let trace: FixedPointTrace
  /// What each step of quantizing adds to the errors.
  public let causes: ErrorCauses
  /// How far the float network can be; nil where nobody asked, or an input is saturated.
  public let bounds: RunBounds?
  /// Whether somebody asked.
  public let hasBounds: Bool
  /// What the float network gives.
  public let float: Values
  /// What it gives for what the words stand for, which is what a device knows.
  public let floatOfWords: Values
  /// What the fixed-point network gives.
  public let fixed: Values
  /// |fixed − float| of each output, in ulps of the outputs.
  public let errorsInUlps: [Double]

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
  /// - Parameters:
  ///   - library: what the library gave, and whether it certified it; nil for what the numbers define.
  ///   - hasBounds: whether the run's bounds are computed.
  public init(
    _ sample: Int,
    input: [Float],
    _ networks: ComparedNetworks,
    library: (output: [Int16], isCertified: Bool)? = nil,
    answer: Answer,
    hasBounds: Bool
  ) {
    let (network, quantized) = (networks.network, networks.fixed)
    self.sample = sample
    self.input = input
    self.hasBounds = hasBounds
    words = quantized.words(for: input)
    trace = FixedPointTrace(of: quantized, for: words)
    output = library?.output ?? trace.layers.last?.outputs ?? []
    isCertifiedByLibrary = library?.isCertified ?? false
    let reference = network.referenceTrace(for: input.map(Double.init))
    let referenceOfWords = network.referenceTrace(for: quantized.values(of: words))
    causes = ErrorCauses(
      in: quantized,
      networks.weights,
      trace: trace,
      float: reference.map(\.activations),
      ofWords: referenceOfWords.map(\.activations)
    )
    bounds =
      hasBounds
      ? networks.pair.bounds(of: trace, words: words, values: input, answer: answer) : nil
    float = Values(of: network, reference)
    floatOfWords = Values(of: network, referenceOfWords)
    fixed = Values(of: quantized, trace)
    errorsInUlps = zip(output, float.outputs).map { word, value in
      abs(Double(word) - value / quantized.outputUlp)
    }
  }

  /// Runs all samples of a dataset in both networks, over all cores, without the library and without bounds.
  ///
  /// - Parameter body: is given each run, in order.
  public static func forEach(
    of dataset: Dataset,
    _ networks: ComparedNetworks,
    answer: Answer,
    _ body: (SampleRun) -> Void
  ) {
    for start in stride(from: 0, to: dataset.count, by: chunk) {
      let runs = concurrentMap(start..<min(start + chunk, dataset.count)) { sample in
        SampleRun(
          sample,
          input: Array(dataset.input(at: sample)),
          networks,
          answer: answer,
          hasBounds: false
        )
      }
      runs.forEach(body)
    }
  }

  /// So many samples are run at a time.
  static let chunk = 32

  /// The largest |fixed − float| of its outputs, in ulps of the outputs.
  public var largestErrorUlps: Double { errorsInUlps.max() ?? 0 }

  /// Whether this run alone proves the float network's answer.
  public var isCertifiedByHost: Bool { bounds?.isCertified ?? false }
}

/// A float network and the fixed-point network that stands for it, in all forms that comparing them takes.
public struct ComparedNetworks: Sendable {
  /// The float network.
  public let network: Network
  /// The fixed-point network.
  public let fixed: QuantizedNetwork
  /// Both, layer by layer.
  public let pair: PairedNetwork
  /// The fixed-point network's weights in Float64.
  let weights: FloatWeights

  /// Pairs them.
  ///
  /// - Parameter pair: both, where the caller has paired them.
  /// - Throws: `PairingError`.
  public init(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    pair: PairedNetwork? = nil
  ) throws(PairingError) {
    self.network = network
    self.fixed = fixed
    if let pair { self.pair = pair } else { self.pair = try PairedNetwork(network, with: fixed) }
    weights = FloatWeights(of: fixed, network)
  }
}
