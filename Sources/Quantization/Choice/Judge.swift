import FloatNetwork
import HalfwordRuntime

/// Scores fixed-point networks by their float network's answers on some samples.
struct Judge {
  private let samples: [[Float]]
  /// What the class is taken from: the outputs, or before a softmax the logits; by sample.
  private let expected: [[Double]]
  /// The standard deviation of an output, all outputs together, each around its own mean.
  private let deviation: Double

  /// How many samples there are.
  var count: Int { samples.count }

  /// - Parameter samples: only so many are used as keep a score within about a second.
  init(_ network: Network, samples: [[Float]]) {
    let products = network.layers.reduce(0) { $0 + $1.rowCount * $1.inputCount }
    let most = max(16, min(512, Self.mostProducts / max(1, products)))
    let step = max(1, (samples.count + most - 1) / most)
    self.samples = stride(from: 0, to: samples.count, by: step).map { samples[$0] }
    expected = self.samples.map { sample in
      network.scores(of: network.referenceTrace(for: sample.map(Double.init)))
    }
    let count = Double(max(1, expected.count))
    var variance = 0.0
    for output in 0..<network.outputCount {
      let mean = expected.reduce(0) { $0 + $1[output] } / count
      variance += expected.reduce(0) { $0 + ($1[output] - mean) * ($1[output] - mean) } / count
    }
    deviation = (variance / Double(max(1, network.outputCount))).squareRoot()
  }

  /// The score of a fixed-point network; nil where there is no sample.
  func score(_ fixed: QuantizedNetwork) -> NumberChoice.Score? {
    guard !samples.isEmpty else { return nil }
    var (squares, changed, saturated) = (0.0, 0, 0)
    for (sample, expected) in zip(samples, expected) {
      let words = fixed.words(for: sample)
      saturated += fixed.saturatedCount(of: sample, as: words)
      let trace = FixedPointTrace(of: fixed, for: words)
      for (layer, traced) in zip(fixed.layers, trace.layers)
      where layer.activation.isHomogeneous {
        saturated += traced.saturatedUnits.count
      }
      let scores = trace.scores(in: fixed).map { Double($0) * fixed.outputUlp }
      squares += zip(scores, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if indexOfLargest(scores) != indexOfLargest(expected) { changed += 1 }
    }
    let mean = (squares / Double(samples.count * fixed.outputCount)).squareRoot()
    return NumberChoice.Score(
      relativeError: deviation > 0 ? mean / deviation : mean,
      changedCount: changed,
      saturatedCount: saturated
    )
  }

  private static let mostProducts = 1 << 27
}
