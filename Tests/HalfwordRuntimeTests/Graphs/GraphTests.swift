import CHalfword
import HalfwordRuntime
import Testing
import _TestSupport

/// Graphs of layers give what the formulas of the documents give, in whatever way they are run.
@Suite struct GraphTests {
  /// What a model gives in one run, and in steps.
  static func check(_ model: GraphModel, _ random: inout TestRandom, inputs: Int = 3) throws {
    let opened = TestModel(model.image())
    try #require(opened.status == 0, "open: \(opened.status)")
    try #require(opened.verify() == 0, "verify: \(opened.verify())")
    for limit in [Int16(300), 5_000, 32_767].prefix(inputs) {
      let input = random.values(model.input.count, in: -limit...limit)
      let expected = model.run(input)
      let run = opened.run(input)
      try #require(run.status == 0)
      try #require(run.output == expected.outputs[model.layers.count])
      #expect(run.class == model.largestClass(input))
      #expect(opened.saturations(input) == expected.saturations)
      #expect(opened.runInSteps(input) { Int.random(in: 1...9, using: &random) } == run.output)
    }
    for layer in model.layers.indices {
      #expect(halfword_check_layer([opened.handle], UInt32(layer)) == 0)
    }
    #expect(opened.selfTest() == 0)
  }

  @Test(arguments: 0..<40)
  func randomGraphsEqualTheReference(part: Int) throws {
    for index in 0..<8 {
      let seed = UInt64(1_000 + part * 100 + index)
      var model = GraphGenerator.graph(seed: seed)
      var random = TestRandom(seed: seed)
      model.knownInputs = [random.values(model.input.count, in: -2_000...2_000)]
      do { try Self.check(model, &random) } catch {
        Issue.record("seed \(seed): \(model.summary)")
        throw error
      }
    }
  }

  @Test func theReachIsTheOneThatTryingFinds() {
    var overlaps = 0
    for seed in 0..<300 {
      let model = GraphGenerator.graph(seed: UInt64(50_000 + seed))
      for layer in model.layers {
        #expect(layer.geometry.reach(of: layer.kind) == layer.triedReach)
        guard layer.source > 0, layer.kind != .dense else { continue }
        let source = model.layers[layer.source - 1]
        let end = layer.place + 2 * layer.output.count
        if layer.place <= source.place, end > source.place { overlaps += 1 }
      }
    }
    #expect(overlaps > 50)
  }

  @Test func scalesOfInputsAreThoseOfTheirChannels() throws {
    var model = try #require(
      (0..<100).lazy.map { GraphGenerator.graph(seed: UInt64($0)) }
        .first { $0.input.channels == 3 && $0.input.count > 20 }
    )
    model.scales = [(5, 1), (-70_000, -2), (9, 3)]
    let opened = TestModel(model.image())
    #expect(opened.status == 0 && opened.verify() == 0)
    for index in 0..<model.input.count {
      let scale = model.scales[index % 3]
      #expect(halfword_input_offset([opened.handle], UInt32(index)) == scale.offset)
      #expect(halfword_input_exponent([opened.handle], UInt32(index)) == Int32(scale.exponent))
    }
    #expect(halfword_input_offset([opened.handle], UInt32(model.input.count)) == 0)
  }
}

extension GraphModel {
  /// A line a layer.
  var summary: String {
    layers.map {
      "\($0.kind) \($0.activation) \($0.sums) of \($0.source) \($0.second) fused \($0.isFused)"
        + " \($0.input) -> \($0.output) \($0.down) \($0.right) at \($0.place)"
    }.joined(separator: "\n")
  }
}

extension TestModel {
  /// The saturations that a run counts.
  func saturations(_ input: [Int16]) -> [Int] {
    var output = [Int16](repeating: 0, count: Int(halfword_output_count([handle])))
    let size = halfword_workspace_size([handle])
    var workspace = [UInt32](repeating: 0xDEAD_BEEF, count: Int(size) / 4)
    var counts = [UInt32](repeating: 0, count: Int(halfword_layer_count([handle])))
    let status = halfword_run_counting(
      [handle],
      input,
      UInt32(input.count),
      &output,
      UInt32(output.count),
      &workspace,
      size,
      &counts,
      UInt32(counts.count)
    )
    return status == 0 ? counts.map { Int($0) } : []
  }

  /// The output of a run in steps; nothing where one fails.
  func runInSteps(_ input: [Int16], rows: () -> Int) -> [Int16] {
    var output = [Int16](repeating: 0, count: Int(halfword_output_count([handle])))
    let size = halfword_workspace_size([handle])
    var workspace = [UInt32](repeating: 0xDEAD_BEEF, count: Int(size) / 4)
    var progress = halfword_progress()
    var status = HALFWORD_IN_PROGRESS
    while status == HALFWORD_IN_PROGRESS {
      status = halfword_step(
        [handle],
        &progress,
        UInt32(rows()),
        input,
        UInt32(input.count),
        &output,
        UInt32(output.count),
        &workspace,
        size,
        nil
      )
    }
    return status == 0 ? output : []
  }
}
