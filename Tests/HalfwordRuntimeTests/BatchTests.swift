import CHalfword
import Conformance
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// Many samples in a call give the bits that one call a sample gives, and what a call must be given is checked.
@Suite struct BatchTests {
  /// Chains of dense layers of every form, and graphs of all kinds with weights of all bits.
  private static func networks() -> [QuantizedNetwork] {
    var random = TestRandom(seed: 41)
    let chains = (0..<30).map { _ in
      QuantizedNetwork.random(
        inputCount: .random(in: 1...40, using: &random),
        layerCount: .random(in: 1...4, using: &random),
        weightLimit: [300, 4_000, 32_767].randomElement(using: &random)!,
        using: &random
      )
    }
    let formats: [[WeightFormat]] = [[.bits16], [.bits8], [.bits4], [.bits4, .bits8, .bits16]]
    return chains
      + (0..<60).map { .randomGraph(seed: UInt64($0), formats: formats[$0 % formats.count]) }
  }

  @Test func manySamplesGiveTheBitsOfOne() throws {
    var random = TestRandom(seed: 43)
    for (index, network) in Self.networks().enumerated() {
      let model = try TestModel(network)
      for count in [0, 1, 2, 3, 7, 66] where count < 66 || index % 10 == 0 {
        for room in BatchRun.Room.allCases {
          let run = BatchRun(model, count: count, room, gap: index % 3, using: &random)
          #expect(run.status == HALFWORD_OK)
          #expect(
            run.outputs == run.expected.outputs,
            "network \(index), \(count) samples, \(room)"
          )
          #expect(
            run.classes == run.expected.classes,
            "network \(index), \(count) samples, \(room)"
          )
        }
      }
    }
  }

  @Test func aCallFromSwiftGivesTheSame() throws {
    var random = TestRandom(seed: 47)
    for network in Self.networks().prefix(12) {
      let model = try TestModel(network)
      let run = BatchRun(model, count: 5, .some, gap: 2, using: &random)
      let bytes = UnsafeRawBufferPointer(model.image).bytes
      let image = try ModelImage(opening: bytes)
      var outputs = [Int16](repeating: BatchRun.untouched, count: run.outputs.count)
      var classes = [UInt32](repeating: 0, count: 5)
      var words = [UInt32](repeating: 0, count: image.workspaceSize * 3 / 4 + 1)
      var outputSpan = outputs.mutableSpan
      var classSpan = classes.mutableSpan
      var wordSpan = words.mutableSpan
      var workspace = wordSpan.mutableBytes
      try image.runBatch(
        run.inputs.span,
        inputStride: run.inputStride,
        count: 5,
        into: &outputSpan,
        outputStride: run.outputStride,
        classes: &classSpan,
        workspace: &workspace
      )
      #expect(outputs == run.expected.outputs)
      #expect(classes == run.expected.classes)
    }
  }

  @Test func aRunRefusesWhatItCannotUse() throws {
    var random = TestRandom(seed: 53)
    let network = QuantizedNetwork.random(
      inputCount: 6,
      layerCount: 3,
      weightLimit: 300,
      using: &random
    )
    let model = try TestModel(network)
    var handle = model.handle
    let (inputs, outputs) = (halfword_input_count(&handle), halfword_output_count(&handle))
    let size = halfword_workspace_size(&handle)
    var memory = [UInt32](repeating: 7, count: 4_096)
    let before = memory
    memory.withUnsafeMutableBytes { bytes in
      let base = bytes.baseAddress!
      let input = base.assumingMemoryBound(to: Int16.self)
      let output = (base + 4_096).assumingMemoryBound(to: Int16.self)
      let workspace = base + 8_192
      let classes = (base + 12_288).assumingMemoryBound(to: UInt32.self)
      func run(
        _ model: UnsafePointer<halfword_model>?,
        input: UnsafeMutablePointer<Int16>? = input,
        _ inputStride: UInt32 = inputs,
        output: UnsafeMutablePointer<Int16>? = output,
        _ outputStride: UInt32 = outputs,
        count: UInt32 = 3,
        workspace: UnsafeMutableRawPointer? = workspace,
        _ workspaceSize: UInt32 = size,
        classes: UnsafeMutablePointer<UInt32>? = classes
      ) -> halfword_status {
        halfword_run_batch(
          model,
          input,
          inputStride,
          output,
          outputStride,
          count,
          workspace,
          workspaceSize,
          classes
        )
      }
      func moved<Value>(_ pointer: UnsafeMutablePointer<Value>) -> UnsafeMutablePointer<Value> {
        (UnsafeMutableRawPointer(pointer) + 1).assumingMemoryBound(to: Value.self)
      }
      var closed = halfword_model()
      #expect(run(nil) == HALFWORD_NULL_POINTER)
      #expect(run(&closed) == HALFWORD_NOT_OPEN)
      #expect(run(&handle, input: nil) == HALFWORD_NULL_POINTER)
      #expect(run(&handle, output: nil) == HALFWORD_NULL_POINTER)
      #expect(run(&handle, workspace: nil) == HALFWORD_NULL_POINTER)
      #expect(run(&handle, workspace: nil, 0) == HALFWORD_WORKSPACE_TOO_SMALL)
      #expect(run(&handle, input: moved(input)) == HALFWORD_MISALIGNED)
      #expect(run(&handle, output: moved(output)) == HALFWORD_MISALIGNED)
      #expect(run(&handle, workspace: workspace + 2) == HALFWORD_MISALIGNED)
      #expect(run(&handle, classes: moved(classes)) == HALFWORD_MISALIGNED)
      #expect(run(&handle, inputs - 1) == HALFWORD_WRONG_COUNT)
      #expect(run(&handle, output: output, outputs - 1) == HALFWORD_WRONG_COUNT)
      #expect(run(&handle, count: .max) == HALFWORD_WRONG_COUNT)
      #expect(run(&handle, workspace: workspace, size - 1) == HALFWORD_WORKSPACE_TOO_SMALL)
      #expect(run(&handle, output: input + 3 * Int(inputs) - 1) == HALFWORD_OVERLAP)
      #expect(run(&handle, input: output + Int(outputs)) == HALFWORD_OVERLAP)
      #expect(run(&handle, workspace: base) == HALFWORD_OVERLAP)
      #expect(run(&handle, workspace: base + 4_096) == HALFWORD_OVERLAP)
      let inWorkspace = workspace.assumingMemoryBound(to: UInt32.self)
      #expect(run(&handle, classes: inWorkspace) == HALFWORD_OVERLAP)
    }
    #expect(memory == before)
    #expect(halfword_batch_workspace_size(nil, 3) == 0)
    #expect(halfword_batch_workspace_size(&handle, 0) == size)
    #expect(halfword_batch_workspace_size(&handle, 1) == size)
    #expect(halfword_batch_workspace_size(&handle, 5) == 5 * size)
    #expect(halfword_batch_workspace_size(&handle, .max) == 64 * size)
  }
}

/// A run of many samples, and what a run of each gives.
private struct BatchRun {
  /// How much workspace there is.
  enum Room: CaseIterable {
    /// That of one sample; that of three; as much as serves best.
    case one, some, best
  }

  /// What lies where nothing is written.
  static let untouched: Int16 = 0x5A5A

  let inputs: [Int16]
  let inputStride: Int
  let outputStride: Int
  let status: halfword_status
  let outputs: [Int16]
  let classes: [UInt32]
  let expected: (outputs: [Int16], classes: [UInt32])

  /// - Parameter gap: how many values lie between samples.
  init(_ model: TestModel, count: Int, _ room: Room, gap: Int, using random: inout TestRandom) {
    var handle = model.handle
    let inputCount = Int(halfword_input_count(&handle))
    let outputCount = Int(halfword_output_count(&handle))
    (inputStride, outputStride) = (inputCount + gap, outputCount + gap)
    let inputs = random.values(
      max(1, count) * inputStride - gap,
      in: count % 2 == 0 ? -300...300 : .min ... .max
    )
    self.inputs = inputs
    var outputs = [Int16](repeating: Self.untouched, count: max(1, count) * outputStride - gap)
    var classes = [UInt32](repeating: .max, count: count)
    var expected = (outputs: outputs, classes: classes)
    for sample in 0..<count {
      let first = sample * inputStride
      let result = model.run(Array(inputs[first..<first + inputCount]))
      expected.classes[sample] = UInt32(result.class)
      let place = sample * outputStride
      expected.outputs.replaceSubrange(place..<place + outputCount, with: result.output)
    }
    let size = halfword_workspace_size(&handle)
    let bytes =
      switch room {
      case .one: size
      case .some: 3 * size + 2
      case .best: halfword_batch_workspace_size(&handle, UInt32(count))
      }
    var workspace = [UInt32](repeating: 0xDEAD_BEEF, count: Int(bytes) / 4 + 1)
    status = halfword_run_batch(
      &handle,
      inputs,
      UInt32(inputStride),
      &outputs,
      UInt32(outputStride),
      UInt32(count),
      &workspace,
      bytes,
      &classes
    )
    (self.outputs, self.classes, self.expected) = (outputs, classes, expected)
  }
}
