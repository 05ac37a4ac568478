import Conformance
import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@Suite struct ImageTests {
  /// Three layers with odd sizes, maxout, tanh and softmax, and scaled inputs.
  private func smallImage() throws -> [UInt8] {
    var random = TestRandom(seed: 6)
    var network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 3,
        unitCount: 2,
        activation: .maxout(pieces: 3),
        weightFractionBits: 8,
        weights: random.values(18, in: -300...300),
        biases: random.values(6, in: -300...300)
      ),
      QuantizedLayer(
        inputCount: 2,
        unitCount: 5,
        activation: .tanh,
        fractionBits: [0, 22, 8, 9, 15],
        weights: random.values(10, in: -300...300),
        starts: [.max, .min, 0, 1, -1],
        exponents: [1, 2, 3, 0, -4]
      ),
      QuantizedLayer(
        inputCount: 5,
        unitCount: 3,
        activation: .softmax,
        weightFractionBits: 8,
        weights: random.values(15, in: -300...300),
        biases: random.values(3, in: -300...300)
      ),
    ])
    network.channelScales = [
      InputScale(exponent: 3, offset: -70_000), InputScale(exponent: 0, offset: 0),
      InputScale(exponent: -2, offset: .max),
    ]
    network.record = ExportRecord(["inputs": "raw"])
    return try network.image()
  }

  @Test func everyTruncationIsRefused() throws {
    let image = try smallImage()
    for count in 0..<image.count {
      #expect(TestModel(Array(image[..<count])).status == HALFWORD_TRUNCATED)
    }
    #expect(TestModel(image).status == HALFWORD_OK)
  }

  @Test func bytesBeyondTheImageAreIgnored() throws {
    let image = try smallImage()
    let model = TestModel(image + [1, 2, 3])
    #expect(model.status == HALFWORD_OK)
    #expect(model.verify() == HALFWORD_OK)
    #expect(model.run([1, 2, 3]).output == TestModel(image).run([1, 2, 3]).output)
  }

  /// Each of the 255 other values of each byte: refused, or open, runnable and found by `verify`.
  @Test func everyCorruptionOfOneByteIsRefusedOrVerifiedAway() throws {
    let image = try smallImage()
    var refused = 0
    var opened = 0
    for offset in image.indices {
      for change in UInt8(1)...255 {
        var corrupt = image
        corrupt[offset] ^= change
        let model = TestModel(corrupt)
        if model.status == HALFWORD_OK {
          opened += 1
          #expect(model.verify() != HALFWORD_OK)
          let inputs = [Int16](repeating: .min, count: Int(halfword_input_count([model.handle])))
          #expect(model.run(inputs).status == HALFWORD_OK)
        } else {
          refused += 1
          #expect(model.run([0, 0, 0]).status == HALFWORD_NOT_OPEN)
        }
      }
    }
    #expect(refused + opened == image.count * 255)
    #expect(opened > 0 && refused > 0)
  }

  /// Each bit of the header and the descriptors, and some more, with memory enough for a larger
  /// workspace than the model's, through each function that runs.
  @Test func anImageThatChangesAfterItWasOpenedGivesAStatus() throws {
    let image = try smallImage()
    let model = TestModel(image)
    var output = [Int16](repeating: 0, count: 3)
    var workspace = [UInt32](repeating: 0, count: 256)
    let size = UInt32(4 * workspace.count)
    func expectStatus(_ status: halfword_status) {
      #expect(RuntimeError(rawValue: status) != nil || (0...1).contains(status))
    }
    for offset in 0..<ImageFormat.headerSize + 3 * ImageFormat.descriptorSize {
      for change in [0xFF] + (0..<8).map({ UInt8(1) << $0 }) {
        model.image[offset] ^= change
        let input: [Int16] = [1, 2, 3]
        var (index, certified) = (UInt32(0), UInt32(0))
        var errors: [UInt32] = [0, 0, 0]
        expectStatus(halfword_run([model.handle], input, 3, &output, 3, &workspace, size))
        expectStatus(
          halfword_classify([model.handle], input, 3, &output, 3, &workspace, size, &index)
        )
        expectStatus(
          halfword_classify_certified(
            [model.handle],
            input,
            3,
            8,
            &output,
            &errors,
            3,
            &workspace,
            size,
            &index,
            &certified
          )
        )
        var progress = halfword_progress()
        for _ in 0..<9 {
          expectStatus(
            halfword_step(
              [model.handle],
              &progress,
              2,
              input,
              3,
              &output,
              3,
              &workspace,
              size,
              &index
            )
          )
        }
        expectStatus(halfword_self_test([model.handle], &output, 3, &workspace, size, &index))
        model.image[offset] ^= change
      }
    }
    #expect(model.run([1, 2, 3]).status == HALFWORD_OK)
  }

  /// Where the exponents stand follows from the count of known answers.
  @Test func anExponentIsNeverReadOutsideAnImageThatChanged() throws {
    let image = try smallImage()
    let model = TestModel(image)
    #expect(halfword_input_exponent([model.handle], 0) == 3)
    #expect(halfword_input_exponent([model.handle], 2) == -2)
    #expect(halfword_input_offset([model.handle], 2) == .max)
    for count in 1...UInt8(min(255, image.count / 2)) {
      model.image[ImageFormat.HeaderField.knownAnswerCount] = count
      let isOutside = Int(count) * 16 > image.count
      for index in UInt32(0)..<3 {
        let exponent = halfword_input_exponent([model.handle], index)
        #expect((-128...127).contains(exponent) && (!isOutside || exponent == 0))
        let offset = halfword_input_offset([model.handle], index)
        #expect(!isOutside || offset == 0)
      }
    }
  }

  @Test func aFalseClaimOfAFormOfSumsIsFound() throws {
    let layer = QuantizedLayer(
      inputCount: 4,
      unitCount: 1,
      activation: .linear,
      weightFractionBits: 8,
      weights: [32_767, 32_767, 32_767, 32_767],
      biases: [0]
    )
    var image = try QuantizedNetwork(layers: [layer]).image()
    let field = ImageFormat.headerSize + ImageFormat.LayerField.sums
    #expect(image[field] == SumForm.bits64.rawValue)
    for form in [SumForm.bits32, .blocks16, .blocks32] {
      image[field] = form.rawValue
      image.fixChecksums()
      let model = TestModel(image)
      #expect(model.status == HALFWORD_OK)
      #expect(model.verify() == HALFWORD_BAD_ACCUMULATOR)
    }
  }

  @Test func paddingThatIsNotZeroIsFound() throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 1,
      activation: .linear,
      weightFractionBits: 8,
      weights: [7],
      biases: [7]
    )
    let image = try QuantizedNetwork(layers: [layer]).image()
    let data = ImageFormat.headerSize + ImageFormat.descriptorSize
    // Bytes 0 … 1 are the weight, 16 … 19 the start word, 32 the fractional bits; all others complete the
    // panel.
    let used = [0, 1, 16, 17, 18, 19, 32]
    for offset in data..<image.count where !used.contains(offset - data) {
      var padded = image
      padded[offset] = 1
      padded.fixChecksums()
      #expect(TestModel(padded).verify() == HALFWORD_BAD_PADDING)
    }
  }

  /// Every value of the fractional bits of a maxout unit's second piece, and of what completes exponents.
  @Test func verifyingRefusesPiecesOfTwoFractionsAndPaddingBehindExponents() throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 1,
      activation: .maxout(pieces: 2),
      fractionBits: [9],
      weights: [7, 8],
      starts: [0, 0],
      exponents: [3]
    )
    let last = QuantizedLayer(
      inputCount: 1,
      unitCount: 1,
      activation: .linear,
      fractionBits: [8],
      weights: [1],
      starts: [0]
    )
    let image = try QuantizedNetwork(layers: [layer, last]).image()
    let data = ImageFormat.headerSize + 2 * ImageFormat.descriptorSize
    // A panel of one pair of columns is 36 bytes, of which the last four are fractional bits; behind it
    // stand the exponents.
    let (second, padding) = (data + 33, data + 37)
    #expect(image[data + 32] == 9 && image[second] == 9 && image[data + 36] == 3)
    for value in UInt8.min ... .max {
      for (place, right, wrong) in [
        (second, UInt8(9), HALFWORD_BAD_LAYER), (padding, 0, HALFWORD_BAD_PADDING),
      ] {
        var changed = image
        changed[place] = value
        changed.fixChecksums()
        #expect(TestModel(changed).verify() == (value == right ? HALFWORD_OK : wrong))
      }
    }
  }

  @Test func sizesAreThoseOfTheNetwork() throws {
    let model = TestModel(try smallImage())
    #expect(halfword_input_count([model.handle]) == 3)
    #expect(halfword_output_count([model.handle]) == 3)
    #expect(halfword_layer_count([model.handle]) == 3)
    // Two values and five, each in whole words: 4 + 12.
    #expect(halfword_workspace_size([model.handle]) == 16)
    #expect(halfword_image_size([model.handle]) == UInt32(try smallImage().count))
    #expect(halfword_identity([model.handle]) != 0)
  }

  @Test func aWorkspaceOfExactlyTheSizeIsEnoughAndItsNeighboursStayUntouched() throws {
    var random = TestRandom(seed: 7)
    for _ in 0..<100 {
      let network = QuantizedNetwork.random(
        inputCount: 4,
        layerCount: 5,
        weightLimit: 500,
        using: &random
      )
      let model = try TestModel(network)
      let size = network.workspaceSize
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 8, alignment: 4)
      defer { memory.deallocate() }
      memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
      var output = [Int16](repeating: 0, count: network.outputCount)
      let input = random.values(4, in: .min ... .max)
      let enough = halfword_run(
        [model.handle],
        input,
        4,
        &output,
        UInt32(output.count),
        memory.baseAddress! + 4,
        UInt32(size)
      )
      #expect(enough == HALFWORD_OK)
      #expect(output == ExactOracle.logits(of: network, for: input))
      #expect((memory.prefix(4) + memory.suffix(4)).allSatisfy { $0 == 0xA5 })
      let short = halfword_run(
        [model.handle],
        input,
        4,
        &output,
        UInt32(output.count),
        memory.baseAddress! + 4,
        UInt32(size - 1)
      )
      #expect(short == HALFWORD_WORKSPACE_TOO_SMALL)
    }
  }
}
