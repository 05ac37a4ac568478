import FloatNetwork
import Proofs
import Quantization
import _TestSupport

/// Random float networks of every activation, in plain and in fitted numbers, on random inputs, corners,
/// and inputs that are searched for the smallest margins: every number of the float network must lie
/// inside the bounds of its run, and no certified answer may differ from its own.
struct RunCases {
  private(set) var runCount = 0
  private(set) var outsideBounds = 0
  private(set) var outsideUnitBounds = 0
  private(set) var certifiedCount = 0
  private(set) var wronglyCertified = 0
  private(set) var saturatedRuns = 0
  /// Bound / actual error of the outputs that are off by at least a hundredth of an ulp.
  private(set) var ratios: [Float] = []
  var medianRatio: Float { ratios.sorted()[ratios.count / 2] }

  init(networkCount: Int, inputsPerNetwork: Int, seed: UInt64 = 71) throws {
    var random = TestRandom(seed: seed)
    for _ in 0..<networkCount {
      let network = try Network.random(using: &random)
      let fixed =
        Bool.random(using: &random)
        ? network.quantized(fractionBits: UInt8.random(in: 0...15, using: &random))
        : try network.quantizedAnyhow(using: &random)
      let pair = try PairedNetwork(network, with: fixed)
      for _ in 0..<inputsPerNetwork { descend(network, fixed, pair, &random) }
    }
  }

  /// Moves one input after the other towards a tie of the float network's two best classes, and checks every
  /// step.
  private mutating func descend(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ pair: PairedNetwork,
    _ random: inout TestRandom
  ) {
    let limit: Float = [1, 4, 100].randomElement(using: &random)!
    var input = (0..<network.inputCount).map { _ in
      switch UInt8.random(in: 0..<8, using: &random) {
      case 0: -limit
      case 1: limit
      default: Float.random(in: -limit...limit, using: &random)
      }
    }
    var margin = check(network, fixed, pair, input, &random)
    for round in 0..<Self.steps {
      var tried = input
      let index = Int.random(in: input.indices, using: &random)
      tried[index] += Float.random(in: -limit...limit, using: &random) / Float(1 << round)
      let next = check(network, fixed, pair, tried, &random)
      if next < margin { (input, margin) = (tried, next) }
    }
  }

  private static let steps = 8

  /// - Returns: by how much the float network's best class leads.
  private mutating func check(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ pair: PairedNetwork,
    _ input: [Float],
    _ random: inout TestRandom
  ) -> Double {
    let words = fixed.words(for: input)
    let trace = FixedPointTrace(of: fixed, for: words)
    let reference = network.referenceTrace(for: input.map(Double.init))
    let scores = network.scores(of: reference)
    let outputs = reference.last!.activations
    let answer: Answer
    switch UInt8.random(in: 0..<4, using: &random) {
    case 0: answer = .smallest
    case 1: answer = .threshold(outputs.reduce(0, +) / Double(outputs.count))
    default: answer = .largest
    }
    let sorted = scores.sorted(by: >)
    let lead = sorted.count > 1 ? sorted[0] - sorted[1] : 0
    guard let bounds = pair.bounds(of: trace, words: words, values: input, answer: answer) else {
      return lead
    }
    runCount += 1
    if trace.layers.contains(where: { !$0.saturatedValues.isEmpty }) { saturatedRuns += 1 }
    checkBounds(bounds, trace, reference.map(\.activations), fixed)
    if bounds.isCertified {
      certifiedCount += 1
      let values = trace.layers.last!.outputs.map { Double($0) * fixed.outputUlp }
      let logits = trace.scores(in: fixed).map { Double($0) * fixed.outputUlp }
      if answer.decision(outputs: values, scores: logits)
        != answer.decision(outputs: outputs, scores: scores)
      {
        wronglyCertified += 1
      }
    }
    return lead
  }

  private mutating func checkBounds(
    _ bounds: RunBounds,
    _ trace: FixedPointTrace,
    _ float: [[Double]],
    _ fixed: QuantizedNetwork
  ) {
    for (index, layer) in trace.layers.enumerated() {
      for (unit, word) in layer.outputs.enumerated() {
        let exponent = fixed.layers[index].exponents[unit]
        let value = float[index][unit] * Double(sign: .plus, exponent: 8 - exponent, significand: 1)
        let error = value - Double(word)
        // What the reference in Float64 may itself be off by.
        let slack = 1e-7 + abs(value) * 1e-10
        if abs(error) > bounds.unitBounds[index][unit] + slack { outsideUnitBounds += 1 }
        guard index == trace.layers.count - 1 else { continue }
        let interval = bounds.errors[unit]
        if error < interval.lowerBound - slack || error > interval.upperBound + slack {
          outsideBounds += 1
        }
        if abs(error) >= 0.01 { ratios.append(Float(bounds.bound(ofOutput: unit) / abs(error))) }
      }
    }
  }
}
