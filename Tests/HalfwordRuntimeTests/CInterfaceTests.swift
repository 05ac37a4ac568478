import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@Suite struct CInterfaceTests {
  private func smallModel() throws -> TestModel {
    var random = TestRandom(seed: 8)
    return try TestModel(
      .random(inputCount: 4, layerCount: 3, weightLimit: 300, using: &random)
    )
  }

  /// Buffers that fit, to be spoiled one at a time.
  private struct Call {
    let model: TestModel
    var input = [Int16](repeating: 1, count: 4)
    var output: [Int16]
    var workspace: [UInt32]
    var saturations: [UInt32]

    init(_ model: TestModel) {
      self.model = model
      output = .init(repeating: 77, count: Int(halfword_output_count([model.handle])))
      workspace = .init(repeating: 0, count: Int(halfword_workspace_size([model.handle])) / 4)
      saturations = .init(repeating: 0, count: Int(halfword_layer_count([model.handle])))
    }
  }

  @Test func everyStatusOfTheHeaderHasItsErrorAndItsName() {
    let codes: [(Int32, RuntimeError, String)] = [
      (HALFWORD_NULL_POINTER, .nullPointer, "HALFWORD_NULL_POINTER"),
      (HALFWORD_MISALIGNED, .misaligned, "HALFWORD_MISALIGNED"),
      (HALFWORD_TRUNCATED, .truncated, "HALFWORD_TRUNCATED"),
      (HALFWORD_NOT_AN_IMAGE, .notAnImage, "HALFWORD_NOT_AN_IMAGE"),
      (HALFWORD_UNSUPPORTED_VERSION, .unsupportedVersion, "HALFWORD_UNSUPPORTED_VERSION"),
      (HALFWORD_BAD_HEADER, .badHeader, "HALFWORD_BAD_HEADER"),
      (HALFWORD_BAD_LAYER, .badLayer, "HALFWORD_BAD_LAYER"),
      (HALFWORD_BAD_CHECKSUM, .badChecksum, "HALFWORD_BAD_CHECKSUM"),
      (HALFWORD_BAD_ACCUMULATOR, .badAccumulator, "HALFWORD_BAD_ACCUMULATOR"),
      (HALFWORD_NOT_OPEN, .notOpen, "HALFWORD_NOT_OPEN"),
      (HALFWORD_WRONG_COUNT, .wrongCount, "HALFWORD_WRONG_COUNT"),
      (HALFWORD_WORKSPACE_TOO_SMALL, .workspaceTooSmall, "HALFWORD_WORKSPACE_TOO_SMALL"),
      (HALFWORD_OVERLAP, .overlap, "HALFWORD_OVERLAP"),
      (HALFWORD_BAD_PADDING, .badPadding, "HALFWORD_BAD_PADDING"),
      (HALFWORD_INPUT_OUT_OF_RANGE, .inputOutOfRange, "HALFWORD_INPUT_OUT_OF_RANGE"),
      (HALFWORD_WRONG_ANSWER, .wrongAnswer, "HALFWORD_WRONG_ANSWER"),
      (HALFWORD_BAD_PROGRESS, .badProgress, "HALFWORD_BAD_PROGRESS"),
      (HALFWORD_NO_SUCH_LAYER, .noSuchLayer, "HALFWORD_NO_SUCH_LAYER"),
      (HALFWORD_NOT_LINKED, .notLinked, "HALFWORD_NOT_LINKED"),
    ]
    for (code, error, name) in codes {
      #expect(error.rawValue == code)
      #expect(String(cString: halfword_status_name(code)) == name)
    }
    #expect(String(cString: halfword_status_name(HALFWORD_OK)) == "HALFWORD_OK")
    let inProgress = String(cString: halfword_status_name(HALFWORD_IN_PROGRESS))
    #expect(inProgress == "HALFWORD_IN_PROGRESS")
    for unknown in [Int32(2), -20, .min, .max] {
      #expect(String(cString: halfword_status_name(unknown)) == "unknown status")
    }
  }

  @Test func theVersionIsTheHeaders() {
    #expect(halfword_abi_version() == UInt32(HALFWORD_ABI_VERSION))
    #expect(String(cString: halfword_version()) == HALFWORD_VERSION)
  }

  @Test func nullPointersGiveAStatus() throws {
    let call = Call(try smallModel())
    var model = call.model.handle
    var handle = halfword_model()
    var (output, workspace, saturations) = (call.output, call.workspace, call.saturations)
    let outputCount = UInt32(output.count)
    let size = UInt32(4 * workspace.count)
    var index: UInt32 = 0
    #expect(halfword_open(nil, call.model.image.baseAddress, 100) == HALFWORD_NULL_POINTER)
    #expect(halfword_open(&handle, nil, 100) == HALFWORD_NULL_POINTER)
    #expect(halfword_verify(nil) == HALFWORD_NULL_POINTER)
    #expect(
      halfword_run(nil, call.input, 4, &output, outputCount, &workspace, size)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_run(&model, nil, 4, &output, outputCount, &workspace, size)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_run(&model, call.input, 4, nil, outputCount, &workspace, size)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_run(&model, call.input, 4, &output, outputCount, nil, size)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_classify(&model, call.input, 4, &output, outputCount, &workspace, size, nil)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_run_counting(
        &model,
        call.input,
        4,
        &output,
        outputCount,
        &workspace,
        size,
        nil,
        3
      )
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_run_counting(
        nil,
        call.input,
        4,
        &output,
        outputCount,
        &workspace,
        size,
        &saturations,
        3
      )
        == HALFWORD_NULL_POINTER
    )
    #expect(halfword_argmax(nil, 1, &index) == HALFWORD_NULL_POINTER)
    #expect(halfword_argmax(call.input, 1, nil) == HALFWORD_NULL_POINTER)
    #expect(halfword_input_count(nil) == 0)
    #expect(halfword_identity(nil) == 0)
    #expect(output == call.output)
  }

  @Test func aHandleThatIsNotOpenGivesAStatus() throws {
    var call = Call(try smallModel())
    var handle = halfword_model()
    #expect(halfword_verify(&handle) == HALFWORD_NOT_OPEN)
    #expect(
      halfword_run(
        &handle,
        call.input,
        4,
        &call.output,
        UInt32(call.output.count),
        &call.workspace,
        UInt32(4 * call.workspace.count)
      ) == HALFWORD_NOT_OPEN
    )
    #expect(
      halfword_run_counting(
        &handle,
        call.input,
        4,
        &call.output,
        UInt32(call.output.count),
        &call.workspace,
        UInt32(4 * call.workspace.count),
        &call.saturations,
        3
      ) == HALFWORD_NOT_OPEN
    )
    #expect(halfword_output_count(&handle) == 0)
    #expect(halfword_workspace_size(&handle) == 0)
  }

  @Test func aFailedOpenClosesTheHandle() throws {
    let model = try smallModel()
    var handle = model.handle
    #expect(halfword_open(&handle, model.image.baseAddress, 10) == HALFWORD_TRUNCATED)
    #expect(halfword_verify(&handle) == HALFWORD_NOT_OPEN)
  }

  @Test func misalignedMemoryGivesAStatus() throws {
    let call = Call(try smallModel())
    var handle = halfword_model()
    #expect(
      halfword_open(&handle, call.model.image.baseAddress! + 2, 64) == HALFWORD_MISALIGNED
    )
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 8)
    defer { memory.deallocate() }
    let odd = (memory.baseAddress! + 1).assumingMemoryBound(to: Int16.self)
    var (output, workspace) = (call.output, call.workspace)
    let outputCount = UInt32(output.count)
    let size = UInt32(4 * workspace.count)
    let model = call.model.handle
    #expect(
      halfword_run([model], odd, 4, &output, outputCount, &workspace, size)
        == HALFWORD_MISALIGNED
    )
    #expect(
      halfword_run([model], call.input, 4, odd, outputCount, &workspace, size)
        == HALFWORD_MISALIGNED
    )
    #expect(
      halfword_run(
        [model],
        call.input,
        4,
        &output,
        outputCount,
        memory.baseAddress! + 2,
        size
      )
        == HALFWORD_MISALIGNED
    )
    var index: UInt32 = 0
    #expect(halfword_argmax(odd, 4, &index) == HALFWORD_MISALIGNED)
  }

  @Test func wrongCountsGiveAStatusAndWriteNothing() throws {
    let call = Call(try smallModel())
    let model = call.model.handle
    var (output, workspace, saturations) = (call.output, call.workspace, call.saturations)
    let outputCount = UInt32(output.count)
    let size = UInt32(4 * workspace.count)
    for inputs in [UInt32(0), 3] {
      #expect(
        halfword_run([model], call.input, inputs, &output, outputCount, &workspace, size)
          == HALFWORD_WRONG_COUNT
      )
    }
    for outputs in [UInt32(0), outputCount - 1, outputCount + 1] {
      #expect(
        halfword_run([model], call.input, 4, &output, outputs, &workspace, size)
          == HALFWORD_WRONG_COUNT
      )
    }
    #expect(
      halfword_run([model], call.input, .max, &output, .max, &workspace, size)
        == HALFWORD_WRONG_COUNT
    )
    #expect(
      halfword_run_counting(
        [model],
        call.input,
        4,
        &output,
        outputCount,
        &workspace,
        size,
        &saturations,
        2
      )
        == HALFWORD_WRONG_COUNT
    )
    var index: UInt32 = 5
    #expect(halfword_argmax(call.input, 0, &index) == HALFWORD_WRONG_COUNT)
    #expect(index == 5)
    #expect(output == call.output)
  }

  @Test func overlappingBuffersGiveAStatus() throws {
    let call = Call(try smallModel())
    let memory = UnsafeMutableBufferPointer<Int16>.allocate(capacity: 512)
    defer { memory.deallocate() }
    memory.initialize(repeating: 0)
    let model = call.model.handle
    let outputCount = Int(halfword_output_count([model]))
    let size = halfword_workspace_size([model])
    let base = memory.baseAddress!
    func status(output: Int, workspace: Int) -> halfword_status {
      halfword_run(
        [model],
        base + 100,
        4,
        base + output,
        UInt32(outputCount),
        base + workspace,
        size
      )
    }
    #expect(status(output: 104, workspace: 200) == HALFWORD_OK)
    #expect(status(output: 100 - outputCount, workspace: 200) == HALFWORD_OK)
    #expect(status(output: 103, workspace: 200) == HALFWORD_OVERLAP)
    #expect(status(output: 101 - outputCount, workspace: 200) == HALFWORD_OVERLAP)
    #expect(status(output: 0, workspace: 102) == HALFWORD_OVERLAP)
    #expect(status(output: 200, workspace: 200) == HALFWORD_OVERLAP)
    let counters = UnsafeMutableRawPointer(base + 200).assumingMemoryBound(to: UInt32.self)
    #expect(
      halfword_run_counting(
        [model],
        base,
        4,
        base + 100,
        UInt32(outputCount),
        base + 200,
        size,
        counters,
        3
      )
        == HALFWORD_OVERLAP
    )
  }

  @Test func saturationsAreCountedForEachLayerAndAdded() throws {
    // Unit 0 doubles, unit 1 halves; the second layer passes both on.
    let network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 1,
        unitCount: 2,
        activation: .linear,
        weightFractionBits: 8,
        weights: [512, 128],
        biases: [0, 0]
      ),
      QuantizedLayer(
        inputCount: 2,
        unitCount: 2,
        activation: .linear,
        weightFractionBits: 8,
        weights: [256, 0, 512, 0],
        biases: [0, 0]
      ),
    ])
    let model = try TestModel(network)
    var (output, workspace, counts) = (
      [Int16](repeating: 0, count: 2), [UInt32(0)], [UInt32](repeating: 0, count: 2)
    )
    func run(_ input: Int16) {
      let status = halfword_run_counting(
        [model.handle],
        [input],
        1,
        &output,
        2,
        &workspace,
        4,
        &counts,
        2
      )
      #expect(status == HALFWORD_OK)
    }
    run(16_383)
    #expect(counts == [0, 1])
    run(16_384)
    #expect(counts == [1, 2])
    run(-16_384)
    #expect(counts == [1, 3])
    counts = [.max, .max - 1]
    run(.max)
    #expect(counts == [.max, .max])
    #expect(output == model.run([.max]).output)
  }

  @Test func classifyTakesTheLargestLogitAndArgmaxTheLowestIndex() throws {
    // 65280 and 65536 in Q0.16 share 256 as 127.75 and 128.25, which round to a tie.
    let network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 1,
        unitCount: 2,
        activation: .softmax,
        weightFractionBits: 8,
        weights: [0, 0],
        biases: [0, 1]
      )
    ])
    let result = try TestModel(network).run([0])
    #expect(result.output == [128, 128])
    #expect(result.class == 1)
    var index: UInt32 = 9
    #expect(halfword_argmax(result.output, 2, &index) == HALFWORD_OK)
    #expect(index == 0)
    #expect(halfword_argmax([-5, 3, 3, -32768], 4, &index) == HALFWORD_OK)
    #expect(index == 1)
  }

  @Test func conversionsAreExact() {
    for raw in Int16.min...Int16.max {
      #expect(halfword_to_float(raw) == Float(raw) / 256)
      #expect(halfword_from_float(Float(raw) / 256) == raw)
    }
    // Float32 has 2¹⁶ values between neighbouring bit patterns of interest; try 200,000 of all.
    var random = TestRandom(seed: 9)
    for _ in 0..<200_000 {
      let value = Float(bitPattern: UInt32.random(in: 0 ... .max, using: &random))
      let scaled = (Double(value) * 256 + 0.5).rounded(.down)
      let expected = value.isNaN ? 0 : Int16(max(-32_768, min(32_767, scaled)))
      #expect(halfword_from_float(value) == expected, "\(value)")
    }
    for raw in stride(from: Float(-40_000), through: 40_000, by: 0.5) {
      let expected = Int16(max(-32_768, min(32_767, (raw + 0.5).rounded(.down))))
      #expect(halfword_from_float(raw / 256) == expected)
    }
    #expect(halfword_from_float(.infinity) == .max)
    #expect(halfword_from_float(-.infinity) == .min)
    #expect(halfword_from_float(Float(0.001953125).nextDown) == 0)
  }
}
