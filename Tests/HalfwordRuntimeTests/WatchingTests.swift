import Conformance
import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@Suite struct WatchingTests {
  /// Odd counts, so that the known answers have padding.
  private func network() -> QuantizedNetwork {
    var random = TestRandom(seed: 31)
    var network = QuantizedNetwork.random(
      inputCount: 5,
      layerCount: 3,
      weightLimit: 400,
      using: &random
    )
    network.inputRange = -256...512
    return network
  }

  private func image(knownAnswers: Int = 3) throws -> [UInt8] {
    let network = network()
    return try network.image(knownAnswers: network.knownAnswers(count: knownAnswers))
  }

  private func selfTest(_ model: TestModel) -> (status: halfword_status, failed: UInt32) {
    var output = [Int16](repeating: 0, count: Int(halfword_output_count([model.handle])))
    let size = halfword_workspace_size([model.handle])
    var workspace = [UInt32](repeating: 0, count: Int(size) / 4)
    var failed: UInt32 = .max
    let status = halfword_self_test(
      [model.handle],
      &output,
      UInt32(output.count),
      &workspace,
      size,
      &failed
    )
    return (status, failed)
  }

  @Test func theInputRangeIsTheExports() throws {
    let model = TestModel(try image())
    var (smallest, largest) = (Int16(0), Int16(0))
    #expect(halfword_input_range([model.handle], &smallest, &largest) == HALFWORD_OK)
    #expect((smallest, largest) == (-256, 512))
    #expect(halfword_input_range([model.handle], nil, &largest) == HALFWORD_NULL_POINTER)
    #expect(halfword_input_range([halfword_model()], &smallest, &largest) == HALFWORD_NOT_OPEN)
  }

  @Test func inputsOutsideTheRangeAreCounted() throws {
    let model = TestModel(try image())
    for (input, count) in [
      ([Int16(-256), 0, 1, 511, 512], UInt32(0)), ([-257, 0, 0, 0, 0], 1),
      ([513, -256, 512, .min, .max], 3),
    ] {
      var outside: UInt32 = 99
      let expected = count == 0 ? HALFWORD_OK : HALFWORD_INPUT_OUT_OF_RANGE
      #expect(halfword_check_input([model.handle], input, 5, &outside) == expected)
      #expect(outside == count)
      #expect(halfword_check_input([model.handle], input, 5, nil) == expected)
    }
    #expect(halfword_check_input([model.handle], [0], 1, nil) == HALFWORD_WRONG_COUNT)
    #expect(halfword_check_input([model.handle], [0], .max, nil) == HALFWORD_WRONG_COUNT)
    #expect(halfword_check_input([model.handle], nil, 5, nil) == HALFWORD_NULL_POINTER)
    #expect(halfword_check_input(nil, [0], 1, nil) == HALFWORD_NULL_POINTER)
    let odd = UnsafeRawPointer(model.image.baseAddress! + 1).assumingMemoryBound(to: Int16.self)
    #expect(halfword_check_input([model.handle], odd, 5, nil) == HALFWORD_MISALIGNED)
  }

  @Test func aSoundImagePassesItsSelfTest() throws {
    for answers in [0, 1, 3] {
      let model = TestModel(try image(knownAnswers: answers))
      #expect(model.verify() == HALFWORD_OK)
      #expect(selfTest(model) == (HALFWORD_OK, .max))
    }
  }

  /// Every bit of every layer's data: the layer's checksum finds it, and says which layer it is.
  @Test func aFlippedBitIsFoundInItsLayer() throws {
    let image = try image()
    let model = TestModel(image)
    let starts = (0..<3).map { layer in
      image.word(
        at: ImageFormat.headerSize + layer * ImageFormat.descriptorSize
          + ImageFormat.LayerField.weightsOffset
      )
    }
    let answers = KnownAnswers(count: 3, inputCount: 5, outputCount: network().outputCount)
    let end = image.count - 3 * answers.answerSize
    for offset in starts[0]..<end {
      for bit in 0..<8 {
        model.image[offset] ^= 1 << bit
        let damaged = UInt32(starts.lastIndex { $0 <= offset }!)
        for layer in 0..<UInt32(3) {
          #expect(
            halfword_check_layer([model.handle], layer)
              == (layer == damaged ? HALFWORD_BAD_CHECKSUM : HALFWORD_OK)
          )
        }
        if bit == 0 { #expect(selfTest(model) == (HALFWORD_BAD_CHECKSUM, damaged)) }
        model.image[offset] ^= 1 << bit
      }
    }
    #expect(selfTest(model) == (HALFWORD_OK, .max))
    for layer in [UInt32(3), .max] {
      #expect(halfword_check_layer([model.handle], layer) == HALFWORD_NO_SUCH_LAYER)
    }
    #expect(halfword_check_layer(nil, 0) == HALFWORD_NULL_POINTER)
  }

  @Test func aWrongAnswerIsFoundAndNamed() throws {
    let network = network()
    let answers = try network.knownAnswers(count: 3)
    for wrong in 0..<3 {
      for unit in 0..<network.outputCount {
        var spoiled = answers
        var output = answers[wrong].output
        output[unit] ^= 1
        spoiled[wrong] = KnownAnswer(input: answers[wrong].input, output: output)
        let model = TestModel(try network.image(knownAnswers: spoiled))
        #expect(model.verify() == HALFWORD_OK)
        #expect(selfTest(model) == (HALFWORD_WRONG_ANSWER, UInt32(wrong)))
      }
    }
  }

  @Test func knownAnswersLieInTheRangeAndAreTheOracles() throws {
    let network = network()
    let answers = try network.knownAnswers(count: 20)
    #expect(Set(answers.map(\.input)).count == 20)
    for answer in answers {
      #expect(answer.input.allSatisfy { (-256...256).contains($0) })
      #expect(answer.output == ExactOracle.logits(of: network, for: answer.input))
    }
    var narrow = network
    narrow.inputRange = 900...901
    let input = try narrow.knownAnswers(count: 8).flatMap(\.input)
    #expect(Set(input) == [900, 901])
  }

  @Test func paddingBehindKnownAnswersIsChecked() throws {
    let image = try image()
    let network = network()
    let answers = KnownAnswers(count: 3, inputCount: 5, outputCount: network.outputCount)
    let start = image.count - answers.answerSize
    for offset in start..<image.count {
      let within = offset - start
      let isPadding =
        (10..<answers.inputSize).contains(within)
        || within >= answers.inputSize + 2 * network.outputCount
      var padded = image
      padded[offset] ^= 1
      padded.fixChecksums()
      #expect(TestModel(padded).verify() == (isPadding ? HALFWORD_BAD_PADDING : HALFWORD_OK))
    }
  }

  @Test func badCallsOfTheSelfTestGiveAStatus() throws {
    let model = TestModel(try image())
    let count = halfword_output_count([model.handle])
    let size = halfword_workspace_size([model.handle])
    var output = [Int16](repeating: 0, count: Int(count))
    var workspace = [UInt32](repeating: 0, count: Int(size) / 4)
    func test(_ count: UInt32, _ size: UInt32) -> halfword_status {
      halfword_self_test([model.handle], &output, count, &workspace, size, nil)
    }
    #expect(test(count, size) == HALFWORD_OK)
    #expect(test(count - 1, size) == HALFWORD_WRONG_COUNT)
    #expect(test(count, size - 1) == HALFWORD_WORKSPACE_TOO_SMALL)
    #expect(
      halfword_self_test([model.handle], nil, count, &workspace, size, nil)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_self_test([halfword_model()], &output, count, &workspace, size, nil)
        == HALFWORD_NOT_OPEN
    )
  }

  @Test func theIdentityIsSixteenDigits() throws {
    let model = TestModel(try image())
    var text = [CChar](repeating: 99, count: Int(HALFWORD_IDENTITY_TEXT_SIZE) + 1)
    #expect(halfword_identity_text([model.handle], &text) == HALFWORD_OK)
    let digits = String(halfword_identity([model.handle]), radix: 16)
    let expected = String(repeating: "0", count: 16 - digits.count) + digits
    #expect(text.dropLast().map(UInt8.init) == Array(expected.utf8) + [0])
    #expect(text.last == 99)
    #expect(halfword_identity_text([model.handle], nil) == HALFWORD_NULL_POINTER)
    #expect(halfword_identity_text([halfword_model()], &text) == HALFWORD_NOT_OPEN)
  }
}
