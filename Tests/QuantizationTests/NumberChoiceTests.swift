import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// The exporter's choice of numbers keeps what finer ones keep, and no more than it must.
@Suite struct NumberChoiceTests {
  /// Two hidden layers of random weights for inputs of the given sizes.
  private func network(_ sizes: [Float], _ random: inout TestRandom) throws -> Network {
    func weights(_ count: Int, _ sizes: [Float]) -> [Float] {
      (0..<count).map { Float.random(in: -1...1, using: &random) / sizes[$0 % sizes.count] }
    }
    return try Network(layers: [
      NetworkLayer(
        inputCount: sizes.count,
        unitCount: 16,
        activation: .relu,
        weights: weights(16 * sizes.count, sizes),
        biases: weights(16, [1])
      ),
      NetworkLayer(
        inputCount: 16,
        unitCount: 3,
        activation: .linear,
        weights: weights(48, [1]),
        biases: weights(3, [1])
      ),
    ])
  }

  private func samples(_ sizes: [Float], _ count: Int, _ random: inout TestRandom) -> [[Float]] {
    (0..<count).map { _ in sizes.map { Float.random(in: -$0...$0, using: &random) } }
  }

  /// Of graphs, too, the forms of the sums are chosen where no sample judges them.
  @Test func graphsNeedNoSamples() throws {
    var generator = TestRandom(seed: 84)
    for _ in 0..<8 {
      let random = try RandomGraph.network(steps: 4, using: &generator)
      let network = random.isDropoutFolded ? random : try random.foldingDropout()
      var request = NumberRequest()
      request.box = InputBox(ranges: Array(repeating: -1...1, count: network.inputCount))
      request.saturate = true
      let choice = try NumberChoice(for: network, samples: [], request)
      for layer in choice.network.layers {
        // Nine bits of the largest weight, or the finest form there is.
        let size = layer.activation.pieces * layer.columnCount
        let isCoarse = layer.weights.indices.contains { unit in
          unit < layer.unitCount && size > 0
            && (1..<256).contains(
              layer.weights[unit * size..<(unit + 1) * size].map(\.magnitude).max() ?? 0
            )
        }
        #expect(!isCoarse || layer.sums == .bits64 || !layer.form.kind.hasWeights)
      }
    }
  }

  @Test func inputsOfVeryDifferentSizesKeepTheirAnswers() throws {
    var random = TestRandom(seed: 80)
    let sizes: [Float] = [60_000, 0.001, 3, 250]
    let network = try network(sizes, &random)
    let choice = try NumberChoice(
      for: network,
      samples: samples(sizes, 100, &random),
      NumberRequest()
    )
    let score = try #require(choice.sums.first?.score)
    #expect(choice.judgeCount == 25)
    #expect(score.relativeError < 0.002 && score.saturatedCount == 0)
    #expect(Set(choice.network.inputScales.map(\.exponent)).count == 4)
    #expect(choice.network.record?.numbers == .fitted)
    for sample in samples(sizes, 200, &random) {
      let words = choice.network.words(for: sample)
      let output = FixedPointTrace(of: choice.network, for: words).layers[1].outputs
      let expected = network.referenceOutput(for: sample.map(Double.init))
      for (word, value) in zip(output, expected) {
        #expect(abs(Double(word) * choice.network.outputUlp - value) < 0.02)
      }
    }
  }

  @Test(arguments: [
    (NumberRequest.SumRequest.bits32, SumForm.bits32), (.blocks, .blocks16), (.bits64, .bits64),
  ])
  func aFormThatIsAskedForIsTaken(_ request: NumberRequest.SumRequest, _ form: SumForm) throws {
    var random = TestRandom(seed: 81)
    let sizes: [Float] = [1, 1, 1]
    var wanted = NumberRequest()
    wanted.sums = request
    let choice = try NumberChoice(
      for: network(sizes, &random),
      samples: samples(sizes, 20, &random),
      wanted
    )
    #expect(choice.network.layers.allSatisfy { $0.sums == form })
  }

  @Test func theFastestFormThatCostsNothingIsTaken() throws {
    var random = TestRandom(seed: 82)
    let sizes: [Float] = [1, 1, 1]
    let choice = try NumberChoice(
      for: network(sizes, &random),
      samples: samples(sizes, 40, &random),
      NumberRequest()
    )
    #expect(choice.network.layers.map(\.sums) == [.bits32, .bits32])
  }

  @Test func withoutSamplesTheBoxDecides() throws {
    var random = TestRandom(seed: 83)
    let network = try network([1, 1_000], &random)
    var request = NumberRequest()
    request.recordedBox = InputBox(ranges: [0...1, -1_000...1_000])
    let recorded = try NumberChoice(for: network, samples: [], request).network
    #expect(recorded.inputScales.map(\.exponent) == [-6, 4])
    // A promise needs no headroom: 127.99 · 2^−7 is just less than 1.
    request.box = request.recordedBox
    let promised = try NumberChoice(for: network, samples: [], request).network
    #expect(promised.inputScales.map(\.exponent) == [-6, 3])
    let unknown = try NumberChoice(for: network, samples: [], NumberRequest()).network
    #expect(unknown.inputScales.allSatisfy { $0 == .identity })
  }

  @Test func plainNumbersChooseNothing() throws {
    var random = TestRandom(seed: 84)
    let network = try network([1, 1], &random)
    let plain = try NumberChoice(
      plain: network,
      samples: [],
      NumberRequest(),
      takesCounts: false
    ).network
    #expect(plain.isPlain)
    #expect(plain.layers.allSatisfy { $0.fractionBits.allSatisfy { $0 == 8 } })
    #expect(plain.layers == (try QuantizedNetwork(quantizing: network)).layers)
    let counts = try NumberChoice(
      plain: self.network([1_000, 1_000], &random),
      samples: [],
      NumberRequest(),
      takesCounts: true
    )
    #expect(counts.network.inputScales[0].word(forCount: -1_234) == -1_234)
  }

  @Test func theRecordSaysWhatWasDone() throws {
    var record = ExportRecord()
    record.numbers = .fitted
    record.inputs = "counts"
    record.inputUnits = [0.5, 0.25]
    record.network = "0123"
    let read = ExportRecord(text: record.text)
    #expect(read == record && read.inputUnits == [0.5, 0.25] && read.numbers == .fitted)
    record.inputUnits = [0.5, 0.5]
    #expect(record.text.contains("input-unit 0.5\n"))
    #expect(ExportRecord(text: "no entry here?\nnonsense\n\n").numbers == nil)
  }
}
