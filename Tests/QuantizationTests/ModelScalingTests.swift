import CHalfword
import FloatNetwork
import Foundation
import Quantization
import Testing
import _TestSupport

@Suite struct ModelScalingTests {
  private func network(_ random: inout TestRandom, last: Activation) throws -> Network {
    func values(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: -3...3, using: &random) }
    }
    return try Network(
      layers: [
        DenseLayer(
          inputCount: 4,
          unitCount: 6,
          activation: .tanh,
          weights: values(24),
          biases: values(6)
        ),
        DenseLayer(
          inputCount: 6,
          unitCount: 3,
          activation: last,
          weights: values(18 * last.pieces),
          biases: values(3 * last.pieces)
        ),
      ],
      isDropoutFolded: true
    )
  }

  /// Powers of two are exact, so not one bit of a Float64 output may differ.
  @Test(arguments: [Activation.linear, .relu, .maxout(pieces: 3)])
  func aScaledNetworkGivesTheSameValuesBitByBit(last: Activation) throws {
    var random = TestRandom(seed: 21)
    for _ in 0..<200 {
      let network = try network(&random, last: last)
      let scaling = ModelScaling(
        inputExponents: (0..<4).map { _ in Int.random(in: -8...12, using: &random) },
        outputExponent: Int.random(in: -8...12, using: &random)
      )
      let input = (0..<4).map { _ in Float.random(in: -500...500, using: &random) }
      let scaled = scaling(network).referenceOutput(
        for: scaling.modelInputs(input).map(Double.init)
      )
      #expect(
        scaled.map { $0 * scaling.outputFactor }
          == network.referenceOutput(for: input.map(Double.init))
      )
      #expect(scaling.inverse(scaling(network)) == network)
      #expect(ModelScaling(text: scaling.text, inputCount: 4) == scaling)
    }
  }

  /// Through the C interface and back, with known answers behind the exponents; a run does not look at
  /// them.
  @Test func anImageHoldsTheExponents() throws {
    var random = TestRandom(seed: 23)
    for inputCount in 1...9 {
      let plain = QuantizedNetwork.random(
        inputCount: inputCount,
        layerCount: 2,
        weightLimit: 200,
        using: &random
      )
      var network = plain
      let exponents = (0..<inputCount).map { _ in Int.random(in: -24...24, using: &random) }
      let scaling = ModelScaling(
        inputExponents: exponents,
        outputExponent: Int.random(in: -24...24, using: &random)
      )
      network.scaling = scaling
      let image = try network.image(knownAnswers: network.knownAnswers(count: 2))
      let model = TestModel(image)
      #expect(model.status == HALFWORD_OK && model.verify() == HALFWORD_OK)
      #expect(Int(halfword_output_exponent([model.handle])) == scaling.outputExponent)
      let found = (0..<UInt32(inputCount)).map { Int(halfword_input_exponent([model.handle], $0)) }
      #expect(found == exponents)
      for index in [UInt32(inputCount), 0x7FFF_FFFF, 0x8000_0000, .max] {
        #expect(halfword_input_exponent([model.handle], index) == 0)
      }
      #expect(try QuantizedNetwork(image: image) == network)
      #expect(model.selfTest() == HALFWORD_OK)

      let input = random.values(inputCount, in: .min ... .max)
      let plainModel = try TestModel(plain)
      #expect(model.run(input).output == plainModel.run(input).output)
      #expect(halfword_identity([model.handle]) != halfword_identity([plainModel.handle]))
      #expect(halfword_input_exponent([plainModel.handle], 0) == 0)
    }
    #expect(halfword_input_exponent(nil, 0) == 0 && halfword_output_exponent(nil) == 0)
    #expect(halfword_input_exponent([halfword_model()], 0) == 0)
  }

  /// Every value of each byte behind the last layer: three exponents and a byte of padding.
  @Test func verifyingRefusesExponentsOutsideAndPadding() throws {
    var random = TestRandom(seed: 25)
    var network = QuantizedNetwork.random(
      inputCount: 3,
      layerCount: 1,
      weightLimit: 200,
      using: &random
    )
    network.scaling = ModelScaling(inputExponents: [1, 2, 3], outputExponent: 0)
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

  @Test func scalingByNothingIsNoScaling() throws {
    var random = TestRandom(seed: 24)
    var network = QuantizedNetwork.random(
      inputCount: 3,
      layerCount: 1,
      weightLimit: 200,
      using: &random
    )
    let image = try network.image()
    network.scaling = ModelScaling(inputExponents: [0, 0, 0], outputExponent: 0)
    #expect(network.scaling == nil)
    #expect(try network.image() == image)
    // Outputs alone take no room.
    network.scaling = ModelScaling(inputExponents: [0, 0, 0], outputExponent: 5)
    #expect(try network.image().count == image.count)
    #expect(try QuantizedNetwork(image: network.image()) == network)
  }

  @Test func whatFitsStaysAsItIs() throws {
    var random = TestRandom(seed: 22)
    let network = try network(&random, last: .softmax)
    let scaling = try ModelScaling(fitting: network, on: [[1, -127, 0.5, 0]], need: .needed)
    #expect(scaling.isIdentity)
    let none = try ModelScaling(fitting: network, on: [[1, -9_000, 0.5, 0]], need: .none)
    #expect(none.isIdentity)
  }

  @Test func largeInputsAreScaledEachForItself() throws {
    var random = TestRandom(seed: 23)
    let network = try network(&random, last: .softmax)
    let scaling = try ModelScaling(
      fitting: network,
      on: [[1, -9_000, 0.01, 128], [2, 30, 0, 60_000]],
      need: .needed
    )
    // 9,000/64 is at most 2^8, 60,000/64 at most 2^10.
    #expect(scaling.inputExponents == [0, 8, 0, 10])
    #expect(scaling.outputExponent == 0)
  }

  @Test func smallInputsAreScaledTogether() throws {
    var random = TestRandom(seed: 24)
    let network = try network(&random, last: .softmax)
    let scaling = try ModelScaling(fitting: network, on: [[0.03, 0, 0.01, 0]], need: .needed)
    #expect(scaling.inputExponents == [-11, -11, -11, -11])
  }

  @Test func outputsAreScaledWhereThatIsSound() throws {
    let large = try DenseLayer(
      inputCount: 1,
      unitCount: 2,
      activation: .linear,
      weights: [100, 1],
      biases: [5_000, 0]
    )
    let scaling = try ModelScaling(
      fitting: Network(layers: [large], isDropoutFolded: true),
      on: [[1], [10]],
      need: .needed
    )
    #expect(scaling.outputExponent == 7)
    let scaled = try scaling(Network(layers: [large], isDropoutFolded: true))
    #expect(scaled.layers[0].biases == [5_000.0 / 128, 0])
    #expect(throws: Never.self) { try QuantizedNetwork(quantizing: scaled) }
  }

  @Test func whatCannotBeScaledSaysSo() throws {
    var random = TestRandom(seed: 25)
    let network = try network(&random, last: .linear)
    #expect(throws: ModelScalingError.self) {
      try ModelScaling(fitting: network, on: [[1, 1e30, 0, 0]], need: .needed)
    }
  }

  @Test func otherTextIsNoScaling() {
    for text in ["", ";", "1", "1 2; 3", "x; 1", "99; 0", "0; 99", "1; 2; 3", "1 2 3 4 5; 0"] {
      #expect(ModelScaling(text: text, inputCount: 4) == nil, "\(text)")
    }
  }
}
