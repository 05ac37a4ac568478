import CHalfword
import FloatNetwork
import Quantization
import Testing
import _TestSupport

/// What `halfword_classify_certified` calls certified.
@Suite struct CertificateTests {
  /// The outputs are the inputs, times a factor, before the activation.
  private func model(
    margin: UInt32,
    units: Int = 2,
    factor: Int16 = 256,
    activation: Activation = .linear
  ) throws -> TestModel {
    var network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: units,
        unitCount: units,
        activation: activation,
        weightFractionBits: 8,
        weights: (0..<units * units).map { $0 / units == $0 % units ? factor : 0 },
        biases: .init(repeating: 0, count: units)
      )
    ])
    network.inputRange = -256...20_000
    network.certifiedMargin = margin
    return try TestModel(network)
  }

  private func certify(
    _ model: TestModel,
    _ input: [Int16]
  ) -> (status: halfword_status, output: [Int16], class: UInt32, certified: UInt32) {
    var output = [Int16](repeating: 0, count: input.count)
    var (index, certified) = (UInt32.max, UInt32.max)
    let count = UInt32(input.count)
    let status = halfword_classify_certified(
      [model.handle],
      input,
      count,
      &output,
      count,
      nil,
      0,
      &index,
      &certified
    )
    return (status, output, index, certified)
  }

  @Test func aClassThatLeadsByTheMarginIsCertified() throws {
    let model = try model(margin: 10)
    #expect(halfword_certified_margin([model.handle]) == 10)
    for (input, certified) in [
      ([100, 90], 1), ([100, 91], 0), ([90, 100], 1), ([91, 100], 0), ([5, 5], 0), ([-5, -256], 1),
    ] as [([Int16], UInt32)] {
      let result = certify(model, input)
      #expect(result.status == HALFWORD_OK && result.certified == certified, "\(input)")
      let plain = model.run(input)
      #expect(result.output == plain.output && Int(result.class) == plain.class)
    }
  }

  @Test func nothingIsCertifiedOutsideTheRangeOrWhereSomethingSaturates() throws {
    let plain = try model(margin: 10)
    #expect(certify(plain, [20_000, 0]).certified == 1)
    #expect(certify(plain, [20_001, 0]).certified == 0)
    #expect(certify(plain, [0, -257]).certified == 0)
    let doubling = try model(margin: 10, factor: 512)
    #expect(certify(doubling, [16_383, 0]).certified == 1)
    #expect(certify(doubling, [16_384, 0]).certified == 0)
  }

  @Test func nothingIsCertifiedWithoutAMargin() throws {
    let model = try model(margin: 0)
    #expect(halfword_certified_margin([model.handle]) == 0)
    #expect(certify(model, [20_000, 0]).certified == 0)
  }

  /// The shares may be equal where the logits are not.
  @Test func theLeadIsTakenBeforeASoftmax() throws {
    let model = try model(margin: 1_000, activation: .softmax)
    #expect(certify(model, [10_000, 9_000]).certified == 1)
    #expect(certify(model, [10_000, 9_001]).certified == 0)
  }

  @Test func theOnlyClassHasNoRival() throws {
    #expect(certify(try model(margin: 65_535, units: 1), [0]).certified == 1)
  }

  @Test func badArgumentsAreRefused() throws {
    let model = try model(margin: 10)
    var output: [Int16] = [0, 0]
    var (index, certified) = (UInt32(0), UInt32(0))
    #expect(
      halfword_classify_certified(
        [model.handle],
        [0, 0],
        2,
        &output,
        2,
        nil,
        0,
        &index,
        nil
      ) == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_classify_certified(
        [model.handle],
        [0, 0],
        2,
        &output,
        2,
        nil,
        0,
        nil,
        &index
      ) == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_classify_certified(
        [model.handle],
        [0],
        1,
        &output,
        2,
        nil,
        0,
        &index,
        &certified
      ) == HALFWORD_WRONG_COUNT
    )
    #expect(
      halfword_classify_certified(
        [halfword_model()],
        [0, 0],
        2,
        &output,
        2,
        nil,
        0,
        &index,
        &certified
      ) == HALFWORD_NOT_OPEN
    )
    #expect(halfword_certified_margin(nil) == 0)
    #expect(halfword_certified_margin([halfword_model()]) == 0)
  }
}
