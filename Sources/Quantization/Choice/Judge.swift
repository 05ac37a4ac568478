import FloatNetwork
import HalfwordRuntime

/// Scores fixed-point networks by their float network's answers on some samples.
struct Judge {
  private let samples: [[Float]]
  private let answer: Answer
  private let certifies: Bool
  /// What the class is taken from: the outputs, or before a softmax the logits; by sample.
  private let expected: [[Double]]
  /// What is read from the outputs, by sample.
  private let decisions: [[Int]]
  /// The standard deviation of an output, all outputs together, each around its own mean.
  private let deviation: Double

  /// How many samples there are.
  var count: Int { samples.count }

  /// - Parameter samples: only so many are used as keep a score within about a second.
  init(_ network: Network, samples: [[Float]], answer: Answer, certifies: Bool) {
    self.answer = answer
    self.certifies = certifies
    let products = network.layers.reduce(0) { $0 + $1.rowCount * $1.inputCount }
    let most = max(16, min(512, Self.mostProducts / max(1, products)))
    let step = max(1, (samples.count + most - 1) / most)
    self.samples = stride(from: 0, to: samples.count, by: step).map { samples[$0] }
    let traces = self.samples.map { network.referenceTrace(for: $0.map(Double.init)) }
    expected = traces.map { network.scores(of: $0) }
    decisions = zip(traces, expected).map {
      answer.decision(outputs: $0.last?.activations ?? [], scores: $1)
    }
    let count = Double(max(1, expected.count))
    var variance = 0.0
    for output in 0..<network.outputCount {
      let mean = expected.reduce(0) { $0 + $1[output] } / count
      variance += expected.reduce(0) { $0 + ($1[output] - mean) * ($1[output] - mean) } / count
    }
    let squares = expected.joined().reduce(0) { $0 + $1 * $1 }
    let size = (squares / (count * Double(max(1, network.outputCount)))).squareRoot()
    // Outputs that hardly vary are judged by their size.
    let least = 0x1p-16 * size
    deviation = max(least, (variance / Double(max(1, network.outputCount))).squareRoot())
  }

  /// The score of a fixed-point network; nil where there is no sample.
  func score(_ fixed: QuantizedNetwork) -> NumberChoice.Score? {
    guard !samples.isEmpty else { return nil }
    var (squares, changed, saturated) = (0.0, 0, 0)
    var proof = NumberChoice.Score.Proof(certifiedCount: 0, meanBound: 0)
    for (index, (sample, expected)) in zip(samples, expected).enumerated() {
      let words = fixed.words(for: sample)
      saturated += fixed.saturatedInputs(of: sample, as: words).count
      let trace = FixedPointTrace(of: fixed, for: words)
      for (layer, traced) in zip(fixed.layers, trace.layers)
      where layer.activation.isHomogeneous {
        saturated += traced.saturatedValues.count
      }
      let scores = trace.scores(in: fixed).map { Double($0) * fixed.outputUlp }
      squares += zip(scores, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let outputs = trace.layers.last?.outputs.map { Double($0) * fixed.outputUlp } ?? []
      if answer.decision(outputs: outputs, scores: scores) != decisions[index] { changed += 1 }
      if certifies { proof.add(trace, of: fixed, words, deviation, samples.count) }
    }
    let mean = (squares / Double(samples.count * fixed.outputCount)).squareRoot()
    return NumberChoice.Score(
      relativeError: deviation > 0 ? mean / deviation : mean,
      changedCount: changed,
      saturatedCount: saturated,
      proof: certifies ? proof : nil
    )
  }

  private static let mostProducts = 1 << 27
}

extension NumberChoice.Score.Proof {
  /// Adds one of `count` runs.
  fileprivate mutating func add(
    _ trace: FixedPointTrace,
    of fixed: QuantizedNetwork,
    _ words: [Int16],
    _ deviation: Double,
    _ count: Int
  ) {
    let errors = ErrorWords(of: trace, in: fixed, for: words)
    if errors.isCertified { certifiedCount += 1 }
    let bound = errors.outputs.map { Double($0.max() ?? 0) / 16 * fixed.outputUlp }
    meanBound += min(1, (bound ?? .infinity) / deviation) / Double(count)
  }
}
