import FloatNetwork
import Quantization
import Testing
import _TestSupport

@testable import Proofs

/// Random graphs of every kind, activation and exponent: what is proved of them holds on random inputs, and each
/// part of a bound is needed. `NumbersProof` tries the same on thousands of graphs, in a release build.
@Suite struct GraphProofTests {
  /// A graph, its fixed-point twin, and an input.
  private struct Case {
    let network: Network
    let fixed: QuantizedNetwork
    let pair: PairedNetwork
    let values: [Float]
    let words: [Int16]
    let trace: FixedPointTrace
    let reference: [(preActivations: [Double], activations: [Double])]

    /// - Parameter limit: of the input's values.
    init(
      _ network: Network,
      _ fixed: QuantizedNetwork,
      _ pair: PairedNetwork,
      limit: Float,
      _ random: inout TestRandom
    ) {
      (self.network, self.fixed, self.pair) = (network, fixed, pair)
      let isWhole = Bool.random(using: &random)
      values = (0..<network.inputCount).map { _ in
        let value = Float.random(in: -limit...limit, using: &random)
        return isWhole ? (value * 4).rounded() / 4 : value
      }
      words = fixed.words(for: values)
      trace = FixedPointTrace(of: fixed, for: words)
      reference = network.referenceTrace(for: values.map(Double.init))
    }

    /// float − fixed of a layer's values, in ulps, with what the reference in Float64 may be off by.
    func errors(_ layer: Int) -> [(error: Double, slack: Double)] {
      let exponents = fixed.layers[layer].exponents
      return trace.layers[layer].outputs.enumerated().map { value, word in
        let float =
          reference[layer].activations[value] * 0x1p8
          / Double(sign: .plus, exponent: exponents[value % exponents.count], significand: 1)
        return (float - Double(word), 1e-7 + abs(float) * 1e-10)
      }
    }
  }

  private func withCases(
    _ networks: Int,
    inputs: Int,
    seed: UInt64,
    until isDone: () -> Bool = { false },
    _ body: (Case, inout TestRandom) throws -> Void
  ) throws {
    var random = TestRandom(seed: seed)
    var enclosures = FunctionEnclosures()
    for _ in 0..<networks where !isDone() {
      let network = try RandomGraph.network(steps: 5, using: &random)
      let fixed = try network.quantizedGraph(using: &random)
      let pair = try PairedNetwork(network, with: fixed, &enclosures)
      let limit: Float = [0.5, 2, 20].randomElement(using: &random)!
      for _ in 0..<inputs {
        try body(Case(network, fixed, pair, limit: limit, &random), &random)
      }
    }
  }

  @Test func theFloatNetworkIsInsideTheBoundsOfARun() throws {
    try withCases(20, inputs: 3, seed: 51) { test, random in
      let bounds = test.pair.bounds(
        of: test.trace,
        words: test.words,
        values: test.values,
        isTight: Bool.random(using: &random)
      )
      guard let bounds else { return }
      for layer in test.trace.layers.indices {
        #expect(bounds.unitBounds[layer].count == test.network.layers[layer].valueCount)
        for (value, (error, slack)) in test.errors(layer).enumerated() {
          #expect(abs(error) <= bounds.unitBounds[layer][value] + slack)
        }
      }
      for (range, (error, slack)) in zip(bounds.errors, test.errors(test.trace.layers.count - 1)) {
        #expect(range.lowerBound - slack <= error && error <= range.upperBound + slack)
      }
    }
  }

  @Test func noCertificateIsWrong() throws {
    var certified = 0
    try withCases(30, inputs: 3, seed: 52) { test, random in
      let outputs = test.reference.last!.activations
      let mean = outputs.reduce(0, +) / Double(outputs.count)
      let answer = [Answer.largest, .smallest, .threshold(mean)].randomElement(using: &random)!
      let bounds = test.pair.bounds(
        of: test.trace,
        words: test.words,
        values: test.values,
        answer: answer
      )
      guard let bounds, bounds.isCertified else { return }
      certified += 1
      let ulp = test.fixed.outputUlp
      let decision = answer.decision(
        outputs: test.trace.layers.last!.outputs.map { Double($0) * ulp },
        scores: test.trace.scores(in: test.fixed).map { Double($0) * ulp }
      )
      let scores = test.network.scores(of: test.reference)
      #expect(decision == answer.decision(outputs: outputs, scores: scores))
    }
    #expect(certified > 30)
  }

  /// Without a term, some float network is outside of some bound.
  @Test func everyTermOfABoundIsNeeded() throws {
    var unbroken = Set(BoundTerm.allCases)
    try withCases(150, inputs: 3, seed: 53, until: { unbroken.isEmpty }) { test, _ in
      for term in unbroken {
        let bounds = test.pair.bounds(
          of: test.trace,
          words: test.words,
          values: test.values,
          isTight: false,
          omitting: [term]
        )
        guard let bounds else { continue }
        let isBroken = test.trace.layers.indices.contains { layer in
          zip(bounds.unitBounds[layer], test.errors(layer)).contains {
            $1.error.magnitude > $0 + $1.slack
          }
        }
        if isBroken { unbroken.remove(term) }
      }
    }
    #expect(unbroken.isEmpty, "\(unbroken)")
  }

  /// The tight bounds, and those with the last layer's rows alone, are never wider than a forward pass.
  @Test func goingBackIsNeverWider() throws {
    try withCases(20, inputs: 1, seed: 54) { test, _ in
      let bounds = [false, true].map {
        test.pair.bounds(of: test.trace, words: test.words, values: test.values, isTight: $0)
      }
      guard let wide = bounds[0], let tight = bounds[1] else { return }
      for (first, second) in zip(wide.unitBounds.joined(), tight.unitBounds.joined()) {
        #expect(second <= first * (1 + 1e-9) + 1e-9)
      }
    }
  }

  /// Of all inputs of a box, on random ones and on corners.
  @Test func theProofOfABoxHolds() throws {
    var random = TestRandom(seed: 55)
    var enclosures = FunctionEnclosures()
    for _ in 0..<15 {
      let network = try RandomGraph.network(steps: 5, using: &random)
      let fixed = try network.quantizedGraph(using: &random)
      let pair = try PairedNetwork(network, with: fixed, &enclosures)
      let limit = [Int16(100), 1_000, 32_767].randomElement(using: &random)!
      let box = (0..<network.inputCount).map { _ in
        let ends = random.values(2, in: -limit...limit).sorted()
        return ends[0]...ends[1]
      }
      let proof = pair.proof(for: box)
      for round in 0..<4 {
        let words = box.map { range in
          round < 2
            ? random.values(1, in: range)[0]
            : Bool.random(using: &random) ? range.lowerBound : range.upperBound
        }
        expect(proof, of: network, fixed, words)
      }
    }
  }

  private func expect(
    _ proof: BoxProof,
    of network: Network,
    _ fixed: QuantizedNetwork,
    _ words: [Int16]
  ) {
    let trace = FixedPointTrace(of: fixed, for: words)
    for (index, layer) in trace.layers.enumerated() {
      let proved = proof.layers[index]
      let units = proved.outputs.count
      for (sum, value) in layer.sums.enumerated() {
        #expect(proved.sums[sum % proved.sums.count].contains(Double(value)))
      }
      for (value, z) in layer.preActivations.enumerated() {
        #expect(proved.preActivations[value % units].contains(Double(z) / 256))
      }
      for (value, word) in layer.outputs.enumerated() {
        #expect(proved.outputs[value % units].contains(Double(word) / 256))
        #expect(word == 0 || !proved.deadUnits.contains(value % units))
      }
      for value in layer.saturatedValues {
        #expect(proved.unitsThatMaySaturate.contains(value % units))
      }
    }
    let saturates = trace.layers.contains { !$0.saturatedValues.isEmpty }
    if saturates && proof.assumesNoSaturation { return }
    let scores = network.scores(of: network.referenceTrace(for: fixed.values(of: words)))
    for (index, word) in trace.scores(in: fixed).enumerated() {
      let error = abs(Double(word) - scores[index] / fixed.outputUlp) / 256
      #expect(error <= proof.outputBounds[index] * (1 + 1e-9))
    }
  }
}
