import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// The Swift interface gives what the C interface gives.
@Suite struct SpanInterfaceTests {
  private static let network = {
    var random = TestRandom(seed: 41)
    return QuantizedNetwork.random(inputCount: 6, layerCount: 4, weightLimit: 900, using: &random)
  }()

  private let model: TestModel

  init() throws {
    let answers = try Self.network.knownAnswers(count: 2)
    model = TestModel(try Self.network.image(knownAnswers: answers))
  }

  private var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(model.image) }

  private var buffers: (output: [Int16], workspace: [UInt32]) {
    (
      .init(repeating: 77, count: Self.network.outputCount),
      .init(repeating: 0, count: Self.network.workspaceSize / 4)
    )
  }

  @Test func runsAndCounts() throws {
    var random = TestRandom(seed: 42)
    let image = try ModelImage(opening: bytes.bytes)
    try image.verify()
    var saturations = [UInt32](repeating: 0, count: 4)
    var (output, workspace) = buffers
    var values = output.mutableSpan
    var memory = workspace.mutableSpan
    for _ in 0..<50 {
      let input = random.values(6, in: .min ... .max)
      var scratch = memory.mutableBytes
      var counters = saturations.mutableSpan
      let plain = try image.run(input.span, into: &values, workspace: &scratch)
      let counted = try image.run(
        input.span,
        into: &values,
        workspace: &scratch,
        addingSaturationsTo: &counters
      )
      let expected = model.run(input)
      #expect(plain == expected.class && counted == expected.class)
      #expect((0..<values.count).map { values[$0] } == expected.output)
    }
    #expect(saturations.contains { $0 > 0 })
  }

  @Test func steps() throws {
    let image = try ModelImage(opening: bytes.bytes)
    let input: [Int16] = [1, -256, 300, 4_000, -5_000, 6]
    let expected = model.run(input)
    var (output, workspace) = buffers
    var values = output.mutableSpan
    var memory = workspace.mutableSpan
    var scratch = memory.mutableBytes
    var progress = RunProgress()
    var classIndex: Int?
    var seen: [RunProgress] = []
    while classIndex == nil {
      classIndex = try image.step(
        &progress,
        input.span,
        into: &values,
        workspace: &scratch,
        maximumRows: 2
      )
      #expect(!seen.contains(progress))
      seen.append(progress)
    }
    #expect(progress == RunProgress())
    #expect(classIndex == expected.class)
    #expect((0..<values.count).map { values[$0] } == expected.output)
  }

  @Test func testsItself() throws {
    let image = try ModelImage(opening: bytes.bytes)
    #expect(image.identity == halfword_identity([model.handle]))
    #expect(image.knownAnswerCount == 2)
    var (output, workspace) = buffers
    var values = output.mutableSpan
    var memory = workspace.mutableSpan
    var scratch = memory.mutableBytes
    #expect(try image.selfTest(output: &values, workspace: &scratch) == .passed)
    for layer in 0..<4 { #expect(try image.isLayerIntact(at: layer)) }
    for layer in [-1, 4, .max] {
      #expect(throws: RuntimeError.noSuchLayer) { try image.isLayerIntact(at: layer) }
    }
    model.image[model.image.count - 5] ^= 0x40
    #expect(try image.selfTest(output: &values, workspace: &scratch) == .wrongAnswer(1))
    model.image[ImageFormat.headerSize + 4 * ImageFormat.descriptorSize] ^= 1
    #expect(try image.selfTest(output: &values, workspace: &scratch) == .damagedLayer(0))
  }

  @Test func refusesAMisalignedImage() throws {
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: bytes.count + ImageFormat.alignment,
      alignment: ImageFormat.alignment
    )
    defer { room.deallocate() }
    for shift in 0..<ImageFormat.alignment {
      let moved = UnsafeMutableRawBufferPointer(rebasing: room[shift..<(shift + bytes.count)])
      moved.copyMemory(from: bytes)
      var error: RuntimeError?
      do throws(RuntimeError) {
        _ = try ModelImage(opening: UnsafeRawBufferPointer(moved).bytes)
      } catch let caught { error = caught }
      #expect(error == (shift == 0 ? nil : .misaligned))
    }
  }

  /// Memory safety does not rest on the image staying what it was when it was opened.
  @Test func refusesAnImageThatChangedSinceItWasOpened() throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 6,
      activation: .maxout(pieces: 2),
      weightFractionBits: 8,
      weights: [Int16](repeating: 1, count: 12),
      biases: [Int16](repeating: 0, count: 12)
    )
    let model = TestModel(try QuantizedNetwork(layers: [layer]).image())
    let image = try ModelImage(opening: UnsafeRawBufferPointer(model.image).bytes)
    // 4 units of 3 pieces take the same room as 6 of 2.
    model.image[ImageFormat.headerSize + ImageFormat.LayerField.unitCount] = 4
    model.image[ImageFormat.headerSize + ImageFormat.LayerField.pieceCount] = 3
    let input: [Int16] = [1]
    var output: [Int16] = [77, 77, 77, 77, 77, 77]
    var values = output.mutableSpan
    var none = MutableRawSpan()
    #expect(throws: RuntimeError.badLayer) {
      try image.run(input.span, into: &values, workspace: &none)
    }
    var progress = RunProgress()
    #expect(throws: RuntimeError.badLayer) {
      try image.step(&progress, input.span, into: &values, workspace: &none, maximumRows: 1)
    }
    #expect((0..<values.count).allSatisfy { values[$0] == 77 })
  }

  @Test func refusesWhatDoesNotFit() throws {
    let image = try ModelImage(opening: bytes.bytes)
    let (input, short): ([Int16], [Int16]) = ([1, 2, 3, 4, 5, 6], [1, 2])
    var (output, workspace) = buffers
    var values = output.mutableSpan
    var memory = workspace.mutableSpan
    var scratch = memory.mutableBytes
    let shifted = UnsafeMutableRawBufferPointer(rebasing: model.image[2..<model.image.count])
    func error(_ body: () throws(RuntimeError) -> Void) -> RuntimeError? {
      do throws(RuntimeError) {
        try body()
        return nil
      } catch {
        return error
      }
    }
    #expect(
      error { () throws(RuntimeError) in
        _ = try image.run(short.span, into: &values, workspace: &scratch)
      } == .wrongCount
    )
    #expect(
      error { () throws(RuntimeError) in _ = try image.outOfRangeCount(short.span) } == .wrongCount
    )
    #expect(
      error { () throws(RuntimeError) in
        var counters = MutableSpan<UInt32>()
        _ = try image.run(
          input.span,
          into: &values,
          workspace: &scratch,
          addingSaturationsTo: &counters
        )
      } == .wrongCount
    )
    #expect(
      error { () throws(RuntimeError) in
        var none = MutableRawSpan()
        _ = try image.run(input.span, into: &values, workspace: &none)
      } == .workspaceTooSmall
    )
    #expect(
      error { () throws(RuntimeError) in
        var odd = shifted.mutableBytes
        _ = try image.run(input.span, into: &values, workspace: &odd)
      } == .misaligned
    )
    #expect((0..<values.count).allSatisfy { values[$0] == 77 })
  }
}
