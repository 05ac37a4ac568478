import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@testable import Proofs

/// Bounds that are known by hand, and what each term of a bound is for.
@Suite struct RunBoundTests {
  /// One chain of layers, each with one unit unless it has more rows.
  private struct Chain {
    let network: Network
    let fixed: QuantizedNetwork

    init(
      _ layers: [(activation: Activation, weights: [Float], biases: [Float])],
      fractionBits: UInt8 = 8
    ) throws {
      network = try Network(
        layers: layers.map { layer in
          try NetworkLayer(
            inputCount: layer.weights.count / layer.biases.count,
            unitCount: layer.biases.count / layer.activation.pieces,
            activation: layer.activation,
            weights: layer.weights,
            biases: layer.biases
          )
        }
      )
      fixed = network.quantized(fractionBits: fractionBits)
    }

    func bounds(
      _ values: [Float],
      answer: Answer = .values,
      isTight: Bool = true,
      omitting omitted: Set<BoundTerm> = []
    ) throws -> RunBounds? {
      let words = fixed.words(for: values)
      return try PairedNetwork(network, with: fixed).bounds(
        of: FixedPointTrace(of: fixed, for: words),
        words: words,
        values: values,
        answer: answer,
        isTight: isTight,
        omitting: omitted
      )
    }

    /// float − fixed of each output, in ulps.
    func errors(_ values: [Float]) -> [Double] {
      let outputs = FixedPointTrace(of: fixed, for: fixed.words(for: values)).layers.last!.outputs
      return zip(network.referenceOutput(for: values.map(Double.init)), outputs).map {
        $0 * 256 - Double($1)
      }
    }
  }

  private func isNear(_ range: ClosedRange<Double>?, _ other: ClosedRange<Double>) -> Bool {
    guard let range else { return false }
    return abs(range.lowerBound - other.lowerBound) < 1e-4
      && abs(range.upperBound - other.upperBound) < 1e-4
  }

  /// 0.3 becomes 77/256: for the word 256 that is 0.2 ulp too much; the sum is rounded by half an ulp.
  @Test func aBoundIsTheResidueAndTheRounding() throws {
    let chain = try Chain([(.linear, [0.3], [0])])
    #expect(isNear(try chain.bounds([1])?.errors[0], -0.7...0.3))
    // 1.5 ulp of input become 2, so 0.45 become 0.6, and the weight's residue 0.2 · 2/256.
    #expect(isNear(try chain.bounds([1.5 / 256])?.errors[0], -0.6515625...0.3484375))
  }

  @Test func wholeWeightsRoundNothing() throws {
    let chain = try Chain([(.linear, [3], [1])], fractionBits: 0)
    #expect(isNear(try chain.bounds([2])?.errors[0], 0...0))
  }

  /// 1 · 200 is saturated at 127.996, and the loss is known.
  @Test func saturationIsKnown() throws {
    let chain = try Chain([(.linear, [2], [0])])
    let loss = 51_200.0 - 32_767
    #expect(isNear(try chain.bounds([100])?.errors[0], loss - 0.5...loss + 0.5))
  }

  /// Two units with the same input: a difference of outputs does not depend on the first layer's rounding.
  @Test func whatOutputsShareCancels() throws {
    let chain = try Chain([(.linear, [1], [0]), (.linear, [8, 8], [1, 1.0625])])
    // Each output may be off by 8 · 0.5 + 0.5 ulp, the difference by 1, and the lead is 16.
    #expect(isNear(try chain.bounds([1])?.errors[0], -4.5...4.5))
    #expect(try chain.bounds([1], answer: .largest)?.isCertified == true)
    let close = try Chain([(.linear, [1], [0]), (.linear, [8, 8], [1, 1 + 1.0 / 256])])
    #expect(try close.bounds([1], answer: .largest)?.isCertified == false)
    let next = try Chain([(.linear, [1], [0]), (.linear, [8, 8], [1, 1 + 2.0 / 256])])
    #expect(try next.bounds([1], answer: .largest)?.isCertified == true)
    #expect(try next.bounds([1], answer: .smallest)?.isCertified == true)
  }

  @Test func aThresholdIsHeldByEveryOutput() throws {
    let chain = try Chain([(.linear, [1, -1], [0, 0])])
    #expect(try chain.bounds([1], answer: .threshold(0.5))?.isCertified == true)
    #expect(try chain.bounds([1], answer: .threshold(1))?.isCertified == false)
    #expect(try chain.bounds([1], answer: .values)?.isCertified == false)
  }

  @Test func aSaturatedInputHasNoBound() throws {
    let chain = try Chain([(.linear, [1], [0])])
    #expect(try chain.bounds([128.1]) == nil && chain.bounds([-128.1]) == nil)
    #expect(try chain.bounds([127.99]) != nil)
  }

  /// A network and an input for which the float network is outside the bound without a term.
  private func expectBroken(
    _ term: BoundTerm,
    _ chain: Chain,
    _ values: [Float],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let errors = chain.errors(values)
    let whole = try #require(try chain.bounds(values)?.errors)
    let less = try #require(try chain.bounds(values, omitting: [term])?.errors)
    let slack = 1e-9
    for (error, bound) in zip(errors, whole) {
      #expect(
        error >= bound.lowerBound - slack && error <= bound.upperBound + slack,
        sourceLocation: sourceLocation
      )
    }
    let isBroken = zip(errors, less).contains {
      $0 < $1.lowerBound - slack || $0 > $1.upperBound + slack
    }
    #expect(isBroken, "\(errors) inside \(less)", sourceLocation: sourceLocation)
  }

  @Test func withoutTheWeightsResidueABoundBreaks() throws {
    try expectBroken(.weightResidue, Chain([(.linear, [0.3], [0])]), [100])
  }

  @Test func withoutTheBiasResidueABoundBreaks() throws {
    try expectBroken(.biasResidue, Chain([(.linear, [0.375], [0.4 / 256])]), [1.0 / 256])
  }

  @Test func withoutTheInputsResidueABoundBreaks() throws {
    try expectBroken(.inputResidue, Chain([(.linear, [8], [0])]), [1.4 / 256])
  }

  @Test func withoutTheRoundingABoundBreaks() throws {
    try expectBroken(.rounding, Chain([(.linear, [0.375], [0])]), [1.0 / 256])
  }

  @Test func withoutTheSaturationsLossABoundBreaks() throws {
    try expectBroken(.saturationLoss, Chain([(.linear, [2], [0])]), [100])
  }

  /// The word of the sum is 0, and the float network's sum is 0.375 ulp, of which ReLU takes nothing.
  @Test func withoutOpenUnitsABoundBreaks() throws {
    try expectBroken(
      .openUnits,
      Chain([(.relu, [0.375], [0]), (.linear, [8], [0])]),
      [1.0 / 256]
    )
  }

  /// The sum is nearly half an ulp off, times 1,000: where the sigmoid bends, its middle slope is not enough.
  @Test func withoutTheSlopesWidthABoundBreaks() throws {
    try expectBroken(
      .slopeWidth,
      Chain([
        (.linear, [127.0 / 256], [0]), (.linear, [10], [0]), (.sigmoid, [100], [-2]),
        (.linear, [100], [0]),
      ]),
      [1.0 / 256]
    )
  }

  @Test func withoutTheTablesErrorABoundBreaks() throws {
    try expectBroken(
      .tableError,
      Chain([(.sigmoid, [1], [0]), (.linear, [100], [0])]),
      [3.0 / 256]
    )
  }

  /// Every unit of random networks, with the tight bounds and without: brute force in Float64.
  @Test(arguments: [false, true])
  func noUnitIsFurtherOffThanItsBound(isTight: Bool) throws {
    var random = TestRandom(seed: 82)
    for _ in 0..<400 {
      let network = try Network.random(using: &random)
      let fixed =
        try Bool.random(using: &random)
        ? network.quantized(fractionBits: UInt8.random(in: 0...15, using: &random))
        : network.quantizedAnyhow(using: &random)
      let pair = try PairedNetwork(network, with: fixed)
      let values = (0..<network.inputCount).map { _ in Float.random(in: -4...4, using: &random) }
      let words = fixed.words(for: values)
      let trace = FixedPointTrace(of: fixed, for: words)
      let bounds = pair.bounds(of: trace, words: words, values: values, isTight: isTight)
      guard let bounds else { continue }
      let float = network.referenceActivations(for: values.map(Double.init))
      for (index, layer) in trace.layers.enumerated() {
        for (unit, word) in layer.outputs.enumerated() {
          let exponent = fixed.layers[index].exponents[unit]
          let value =
            float[index][unit] * Double(sign: .plus, exponent: 8 - exponent, significand: 1)
          let bound = bounds.unitBounds[index][unit]
          #expect(abs(value - Double(word)) <= bound + 1e-7 + abs(value) * 1e-10)
        }
      }
    }
  }

  /// The tight bounds are never wider.
  @Test func tightBoundsAreNarrower() throws {
    var random = TestRandom(seed: 83)
    for _ in 0..<200 {
      let network = try Network.random(using: &random)
      let fixed = network.quantized(fractionBits: 8)
      let pair = try PairedNetwork(network, with: fixed)
      let words = random.values(network.inputCount, in: -900...900)
      let trace = FixedPointTrace(of: fixed, for: words)
      let wide = try #require(pair.bounds(of: trace, words: words, isTight: false))
      let tight = try #require(pair.bounds(of: trace, words: words, isTight: true))
      for (first, second) in zip(wide.unitBounds.joined(), tight.unitBounds.joined()) {
        #expect(second <= first * (1 + 1e-9) + 1e-9)
      }
    }
  }
}
