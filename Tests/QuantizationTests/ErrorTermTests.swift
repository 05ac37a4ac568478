import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization
import Testing

/// Each term of an error word is needed: for each there is a network whose float twin is further from the run than
/// the word would say without it, and no further than it says with it.
@Suite struct ErrorTermTests {
  /// One layer of words, and how far the float network's unit `watched` may really be.
  private struct Case {
    var layer: QuantizedLayer
    var law = RoundingLaw.startWords
    var input: [Int16]
    var inputError: Int64 = 0
    /// The float network's value of the watched unit, in ulps.
    var float: Double
    /// The term, in sixteenths.
    var term: Int64
    var watched = 0
  }

  private func linear(
    _ weights: [Int16],
    fractionBits: UInt8,
    start: Int32,
    _ activation: Activation = .linear
  ) -> QuantizedLayer {
    QuantizedLayer(
      inputCount: weights.count,
      unitCount: 1,
      activation: activation,
      fractionBits: [fractionBits],
      weights: weights,
      starts: [start]
    )
  }

  private func run(
    _ layers: [QuantizedLayer],
    _ law: RoundingLaw,
    _ input: [Int16],
    _ inputError: Int64,
    answer: Answer = .largest
  ) -> (output: [Int16], words: ErrorWords) {
    var network = QuantizedNetwork(layers: layers)
    network.roundingLaw = law
    network.record = ExportRecord()
    network.record?.answer = answer
    let trace = FixedPointTrace(of: network, for: input)
    let words = ErrorWords(of: trace, in: network, for: input, inputError: inputError)
    return (trace.layers.last?.outputs ?? [], words)
  }

  private func expectNeeded(_ tested: Case, _ comment: Comment) throws {
    let (output, words) = run([tested.layer], tested.law, tested.input, tested.inputError)
    let word = try #require(words.outputs)[tested.watched]
    let actual = 16 * abs(tested.float - Double(output[tested.watched]))
    #expect(actual <= Double(word), "\(comment): unsound")
    #expect(actual > Double(word - tested.term), "\(comment): not needed")
  }

  @Test func errorsOfTheInputsTimesWeights() throws {
    // 100 · 50 ulps.
    try expectNeeded(
      Case(
        layer: linear([100], fractionBits: 0, start: 0),
        input: [0],
        inputError: 800,
        float: 5_000,
        term: 80_000
      ),
      "A"
    )
  }

  /// A negative weight's magnitude is taken as 1 less, and their sum makes up for it.
  @Test func theMagnitudesOfNegativeWeights() throws {
    try expectNeeded(
      Case(
        layer: linear([-1, -1, -1, -1], fractionBits: 0, start: 0),
        input: [0, 0, 0, 0],
        inputError: 800,
        float: 200,
        term: 3_200
      ),
      "E"
    )
  }

  /// −1.5 steps are rounded to −1: half a step of each weight acts on its input's error.
  @Test func theRoundingOfWeightsOnErrors() throws {
    try expectNeeded(
      Case(
        layer: linear([-1, -1, -1, -1], fractionBits: 0, start: 0),
        input: [0, 0, 0, 0],
        inputError: 800,
        float: 1.5 * 200,
        term: 1_600
      ),
      "E/2"
    )
  }

  /// Weights that were rounded to Float32 when dropout was folded in are off by 1/512 of a step more.
  @Test func theFoldedRoundingOfWeightsOnErrors() throws {
    try expectNeeded(
      Case(
        layer: linear(Array(repeating: -1, count: 4), fractionBits: 0, start: 0),
        input: [0, 0, 0, 0],
        inputError: 32_000,
        float: (1.5 + 0x1p-9) * 8_000,
        term: 128_000 / 512
      ),
      "E/512"
    )
  }

  /// Half a step of the weight, 100.5, rounded down to 100.
  @Test func theRoundingOfWeights() throws {
    try expectNeeded(
      Case(
        layer: linear([100], fractionBits: 0, start: 0),
        input: [300],
        float: 100.499 * 300,
        term: 8 * 300
      ),
      "8 S"
    )
  }

  @Test func theFoldedRoundingOfWeights() throws {
    try expectNeeded(
      Case(
        layer: linear([0, 0, 0], fractionBits: 0, start: 0),
        input: [10_000, 10_000, 10_000],
        float: (0.5 + 0x1p-9) * 30_000,
        term: 30_000 / 32
      ),
      "S/32"
    )
  }

  /// A bias of a quarter of an ulp is rounded up to half an ulp, and that up to one.
  @Test func theRoundingOfTheStartWord() throws {
    let (_, words) = run([linear([0], fractionBits: 1, start: 2)], .startWords, [0], 0)
    // ⌈12 / 2⌉ + 8; without the 8 of the start word's half ⌈4 / 2⌉ + 8.
    #expect(words.outputs == [14])
    try expectNeeded(
      Case(
        layer: linear([0], fractionBits: 1, start: 2),
        input: [0],
        float: 0.25,
        term: 4
      ),
      "8 of the 12"
    )
  }

  @Test func theRoundingOfTheResult() throws {
    // ½ · 1 is rounded up to 1.
    try expectNeeded(
      Case(
        layer: linear([8_192], fractionBits: 14, start: 8_192),
        input: [1],
        float: 0.5,
        term: 8
      ),
      "half an ulp"
    )
  }

  /// A bias of half an ulp is rounded up in Q8.8, and so is ½ · 1.
  @Test func biasesInQ8_8() throws {
    try expectNeeded(
      Case(
        layer: linear([128], fractionBits: 8, start: 256 + 128),
        law: .plainBiases,
        input: [1],
        float: 1,
        term: 8
      ),
      "half an ulp of the bias"
    )
  }

  /// A pre-activation that is not above zero may belong to a float network's that is.
  @Test func aUnitThatIsOffMayBeOn() throws {
    try expectNeeded(
      Case(
        layer: linear([1], fractionBits: 0, start: -3, .relu),
        input: [0],
        inputError: 160,
        float: 7,
        term: 1_000
      ),
      "ReLU"
    )
  }

  /// The piece that loses here wins in the float network.
  @Test func thePieceOfMaxoutThatLoses() throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 1,
      activation: .maxout(pieces: 2),
      fractionBits: [0],
      weights: [0, 100],
      starts: [10, 9]
    )
    try expectNeeded(
      Case(layer: layer, input: [0], inputError: 16, float: 109, term: 1_500),
      "the worst piece"
    )
  }

  private func logistic(_ ulps: Double) -> Double { 256 / (1 + exp(-ulps / 256)) }

  /// The slope at the word is smaller than that on the way to zero.
  @Test func theSlopeNearestToZero() throws {
    let (output, words) = run(
      [linear([1], fractionBits: 0, start: 900, .sigmoid)],
      .startWords,
      [0],
      12_000
    )
    let actual = 16 * abs(logistic(900 - 750) - Double(output[0]))
    let atWord = logistic(900) * (256 - logistic(900)) / 65_536
    #expect(actual <= Double(try #require(words.outputs)[0]))
    #expect(actual > atWord * 12_040 + 8)
  }

  @Test(arguments: [Activation.sigmoid, .tanh])
  func theRoundingOfTables(activation: Activation) throws {
    let exact = { (ulps: Double) in
      activation == .sigmoid ? self.logistic(ulps) : 256 * tanh(ulps / 256)
    }
    // The word whose table entry is rounded down the most, and a float network half an ulp above.
    let word = try #require(
      (1...600).max {
        exact(Double($0)) - exact(Double($0)).rounded()
          < exact(Double($1)) - exact(Double($1)).rounded()
      }
    )
    let layer = linear([8_192], fractionBits: 14, start: Int32(word) << 14 - 1, activation)
    try expectNeeded(
      Case(layer: layer, input: [1], float: exact(Double(word) + 0.499), term: 8),
      "half an ulp of the table"
    )
  }

  @Test func sharesMoveByHalfOfWhatLogitsDo() throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 2,
      activation: .softmax,
      fractionBits: [0, 0],
      weights: [-1, 0],
      starts: [0, 0]
    )
    let (output, words) = run([layer], .startWords, [0], 320)
    // The logits are −1.5 · 20 and ½ · 20.
    let actual = 16 * (Double(output[0]) - logistic(-40))
    let word = try #require(words.outputs)[0]
    #expect(actual <= Double(word) && actual > Double(word - 250))
  }

  /// Three equal logits get 86, 85 and 85.
  @Test func sharesAreRounded() throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 3,
      activation: .softmax,
      fractionBits: [8, 8, 8],
      weights: [0, 0, 0],
      starts: [128, 128, 128]
    )
    let (output, words) = run([layer], .startWords, [0], 0)
    let actual = 16 * (Double(output[0]) - 256.0 / 3)
    let word = try #require(words.outputs)[0]
    #expect(actual <= Double(word) && actual > Double(word - 17))
  }

  /// What is proved of words at an end, of larger errors than words hold and without a law: nothing.
  @Test func whereNothingIsKnownNothingIsSaid() {
    let pass = linear([1], fractionBits: 0, start: 0)
    let twice = linear([2], fractionBits: 0, start: 0)
    #expect(run([pass], .startWords, [32_766], 0).words.outputs != nil)
    #expect(run([pass], .startWords, [32_767], 0).words.outputs == nil)
    #expect(run([pass], .startWords, [-32_768], 0).words.outputs == nil)
    // The sum is 40,000 and the word 32,767.
    #expect(run([twice], .startWords, [20_000], 0).words.outputs == nil)
    #expect(run([twice], .unknown, [2], 0).words.outputs == nil)
    // 16,000 · 1.5 fit a hidden word, 22,000 · 1.5 do not; as an output's they do.
    #expect(run([pass, pass], .startWords, [0], 13_000).words.outputs != nil)
    #expect(run([pass, pass], .startWords, [0], 22_000).words.outputs == nil)
    #expect(run([pass], .startWords, [0], 22_000).words.outputs != nil)
  }

  /// Two outputs that lead by more than one error, and by less than both, change places in the float network.
  @Test(arguments: [Answer.largest, .smallest])
  func aCertificateCountsBothErrors(answer: Answer) throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 2,
      activation: .linear,
      fractionBits: [0, 0],
      weights: [-1, 0],
      starts: [35, 0]
    )
    let (output, words) = run([layer], .startWords, [0], 320, answer: answer)
    let errors = try #require(words.outputs)
    // The input is 20 ulps more, the weights are −1.5 and just below ½: 35 − 30 and 0 + 10.
    #expect(output == [35, 0] && 35 * 16 > errors[0] && 35 * 16 <= errors[0] + errors[1])
    #expect(!words.isCertified)
  }

  /// A threshold that the float network's output may be on the other side of.
  @Test func aThresholdCountsTheError() {
    let layer = linear([1], fractionBits: 0, start: 35)
    for (threshold, certified) in [(-30.0, true), (20, false), (36, false), (100, true)] {
      let result = run(
        [layer],
        .startWords,
        [0],
        320,
        answer: .threshold(threshold / 256)
      )
      // ε = 2.5 · 320 + 20, which is 51.25 ulps.
      #expect(result.words.isCertified == certified)
    }
  }
}
