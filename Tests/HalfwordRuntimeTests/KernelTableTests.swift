import CHalfword
import Conformance
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// A part that is not needed to open and run makes no difference, and one that is needed is missed by name.
struct KernelTableTests {
  private typealias Member = WritableKeyPath<
    halfword_kernel_table, (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
  >

  private static var members: [(part: KernelPart, member: Member)] {
    [
      (.layerReader, \.layer_reader), (.layerRunner, \.layer_runner), (.dense, \.dense),
      (.convolution, \.convolution), (.depthwise, \.depthwise), (.pooling, \.pooling),
      (.addition, \.addition), (.layerErrors, \.layer_errors), (.sigmoid, \.sigmoid),
      (.tanh, \.tanh), (.softmax, \.softmax), (.cap, \.cap), (.table, \.table),
      (.narrowDense, \.narrow_dense), (.narrowConvolution, \.narrow_convolution),
      (.narrowDepthwise, \.narrow_depthwise), (.weights8, \.weights_8), (.weights4, \.weights_4),
      (.narrowErrors, \.narrow_errors), (.denseErrors, \.dense_errors),
    ]
  }

  /// Half of them with weights of 16 bits alone, the others with all kinds of weights.
  private static func graph(_ seed: Int) -> QuantizedNetwork {
    let formats: [[WeightFormat]] = [[.bits16], [.bits8], [.bits16], [.bits4, .bits8, .bits16]]
    return .randomGraph(seed: UInt64(seed), formats: formats[seed % 4])
  }

  /// All parts; of that which there is in two forms, the one that suits a model.
  private static func table(for parts: KernelParts) -> halfword_kernel_table {
    var table = halfword_all_kernels
    if !parts.haveNarrowConvolutions { table.layer_errors = halfword_layer_errors }
    return table
  }

  @Test func eachPartIsMissedByTheModelsThatNeedItAndByNoOthers() throws {
    var needed: Set<KernelPart> = []
    for seed in 0..<240 {
      let model = try TestModel(Self.graph(seed))
      let parts = try model.neededParts()
      for (part, member) in Self.members {
        var table = Self.table(for: parts)
        table[keyPath: member] = nil
        let run = Run(of: model, table)
        if parts[part] { needed.insert(part) }
        // Reading alone is what opening looks for, and bounding is what nothing but it needs.
        let opens = !parts[part] || part == .layerRunner || part.isOfErrors
        #expect(run.opened == (opens ? HALFWORD_OK : HALFWORD_NOT_LINKED), "\(part), seed \(seed)")
        guard opens else { continue }
        let runs = !parts[part] || part.isOfErrors
        #expect(run.ran == (runs ? HALFWORD_OK : HALFWORD_NOT_LINKED), "\(part), seed \(seed)")
        let bounds = !parts[part] || part == .layerRunner
        #expect(run.bounded == (bounds ? HALFWORD_OK : HALFWORD_NOT_LINKED))
      }
    }
    #expect(needed.count == Self.members.count)
  }

  @Test func aTableOfThePartsNeededGivesTheBitsOfAllOfThem() throws {
    for seed in 0..<240 {
      let model = try TestModel(Self.graph(seed))
      let parts = try model.neededParts()
      var table = halfword_kernel_table()
      for (part, member) in Self.members where parts[part] {
        table[keyPath: member] = Self.table(for: parts)[keyPath: member]
      }
      let (own, all) = (Run(of: model, table), Run(of: model, halfword_all_kernels))
      #expect(own == all, "seed \(seed)")
      #expect(own.bounded == HALFWORD_OK)
    }
  }

  @Test func aTableMustBeGiven() throws {
    var random = TestRandom(seed: 3)
    let image = try QuantizedNetwork.random(
      inputCount: 4,
      layerCount: 1,
      weightLimit: 100,
      using: &random
    ).image()
    let memory = TestModel(image)
    var model = halfword_model()
    #expect(
      halfword_open_linked(&model, memory.image.baseAddress, UInt32(image.count), nil)
        == HALFWORD_NULL_POINTER
    )
    #expect(halfword_input_count(&model) == 0)
  }
}

extension TestModel {
  fileprivate func neededParts() throws -> KernelParts {
    try ModelImage(opening: UnsafeRawBufferPointer(image).bytes).neededParts()
  }
}

/// What came of opening a network with a table, of a run, and of one with error words.
private struct Run: Equatable {
  var opened: halfword_status
  var ran = HALFWORD_OK
  var bounded = HALFWORD_OK
  var output: [Int16] = []
  var errors: [UInt32] = []

  init(of memory: TestModel, _ table: halfword_kernel_table) {
    var model = halfword_model()
    let size = UInt32(memory.image.count)
    let place = UnsafeMutablePointer<halfword_kernel_table>.allocate(capacity: 1)
    defer { place.deallocate() }
    place.initialize(to: table)
    opened = halfword_open_linked(&model, memory.image.baseAddress, size, place)
    guard opened == HALFWORD_OK else { return }
    let (inputs, outputs) = (halfword_input_count(&model), halfword_output_count(&model))
    let input = (0..<inputs).map { Int16(truncatingIfNeeded: $0 &* 7919 % 511) - 255 }
    let room = halfword_bounded_workspace_size(&model)
    var workspace = [UInt32](repeating: 0, count: Int(room) / 4)
    output = [Int16](repeating: 0, count: Int(outputs))
    errors = [UInt32](repeating: 0, count: Int(outputs))
    ran = halfword_run(&model, input, inputs, &output, outputs, &workspace, room)
    bounded = halfword_run_bounded(
      &model,
      input,
      inputs,
      0,
      &output,
      &errors,
      outputs,
      &workspace,
      room
    )
  }
}
