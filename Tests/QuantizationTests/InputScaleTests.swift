import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// What lies between values and words is kept in the image, and costs a run nothing.
@Suite struct InputScaleTests {
  private func network(inputCount: Int, _ random: inout TestRandom) -> QuantizedNetwork {
    .random(inputCount: inputCount, layerCount: 2, weightLimit: 200, using: &random)
  }

  @Test func theImageKeepsScalesAndRecord() throws {
    var random = TestRandom(seed: 23)
    for inputCount in 1...9 {
      let plain = network(inputCount: inputCount, &random)
      var scaled = plain
      scaled.channelScales = (0..<inputCount).map { index in
        InputScale(
          exponent: Int.random(in: -24...24, using: &random),
          offset: [.min, .max, Int32.random(in: .min ... .max, using: &random)][index % 3]
        )
      }
      scaled.record = ExportRecord(["inputs": "counts", "numbers": "fitted", "note": "a b c"])
      let image = try scaled.image(knownAnswers: scaled.knownAnswers(count: 2))
      let model = TestModel(image)
      #expect(model.status == HALFWORD_OK && model.verify() == HALFWORD_OK)
      for (index, scale) in scaled.inputScales.enumerated() {
        #expect(Int(halfword_input_exponent([model.handle], UInt32(index))) == scale.exponent)
        #expect(halfword_input_offset([model.handle], UInt32(index)) == scale.offset)
      }
      for index in [UInt32(inputCount), 0x7FFF_FFFF, 0x8000_0000, .max] {
        #expect(halfword_input_exponent([model.handle], index) == 0)
        #expect(halfword_input_offset([model.handle], index) == 0)
      }
      #expect(try QuantizedNetwork(image: image) == scaled)
      #expect(model.selfTest() == HALFWORD_OK)

      let input = random.values(inputCount, in: .min ... .max)
      let plainModel = try TestModel(plain)
      #expect(model.run(input).output == plainModel.run(input).output)
      #expect(halfword_identity([model.handle]) != halfword_identity([plainModel.handle]))
      #expect(halfword_input_offset([plainModel.handle], 0) == 0)
    }
    #expect(halfword_input_exponent(nil, 0) == 0 && halfword_output_exponent(nil) == 0)
    #expect(halfword_input_offset(nil, 0) == 0)
    #expect(halfword_input_exponent([halfword_model()], 0) == 0)
  }

  @Test func theImageKeepsTheUnitsExponents() throws {
    let layers = [
      QuantizedLayer(
        inputCount: 2,
        unitCount: 3,
        activation: .relu,
        fractionBits: [0, 22, 8],
        weights: [1, 2, 3, 4, 5, 6],
        starts: [.max, .min, 7],
        exponents: [-24, 0, 24]
      ),
      QuantizedLayer(
        inputCount: 3,
        unitCount: 2,
        activation: .linear,
        fractionBits: [8, 9],
        weights: [1, 2, 3, 4, 5, 6],
        starts: [0, 1],
        exponents: [5, 5]
      ),
    ]
    let network = QuantizedNetwork(layers: layers)
    let model = try TestModel(network)
    #expect(model.status == HALFWORD_OK && model.verify() == HALFWORD_OK)
    #expect(halfword_output_exponent([model.handle]) == 5)
    #expect(try QuantizedNetwork(image: network.image()) == network)
  }

  /// Every value of each byte of three exponents and a byte of padding, behind three offsets.
  @Test func verifyingRefusesExponentsOutsideAndPadding() throws {
    var random = TestRandom(seed: 25)
    var network = network(inputCount: 3, &random)
    network.channelScales = (1...3).map { InputScale(exponent: $0, offset: 0) }
    let image = try network.image()
    for index in 0..<4 {
      for value in UInt8.min ... .max {
        var changed = image
        changed[image.count - 4 + index] = value
        changed.fixChecksums()
        let model = TestModel(changed)
        #expect(model.status == HALFWORD_OK)
        let isRight =
          index == 3 ? value == 0 : (-24...24).contains(Int(Int8(bitPattern: value)))
        let wrong = index == 3 ? HALFWORD_BAD_PADDING : HALFWORD_BAD_HEADER
        #expect(model.verify() == (isRight ? HALFWORD_OK : wrong), "byte \(index): \(value)")
      }
    }
  }

  @Test func wordsOfPlainInputsAreQ88() throws {
    var random = TestRandom(seed: 24)
    let network = network(inputCount: 3, &random)
    #expect(network.isPlain)
    #expect(network.words(for: [1, -0.5, 1e9]) == [256, -128, .max])
    #expect(network.values(of: [256, -128, 1]) == [1, -0.5, 1.0 / 256])
    #expect(network.saturatedInputs(of: [1, -0.5, 1e9], as: [256, -128, .max]) == [2])
  }
}
