import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@Suite struct SteppingTests {
  /// A network whose last layer is softmax, after random ones.
  private func network(_ random: inout TestRandom) -> QuantizedNetwork {
    let hidden = QuantizedNetwork.random(
      inputCount: Int.random(in: 1...9, using: &random),
      layerCount: Int.random(in: 1...4, using: &random),
      weightLimit: [300, 32_767].randomElement(using: &random)!,
      using: &random
    )
    guard Bool.random(using: &random) else { return hidden }
    let units = Int.random(in: 1...9, using: &random)
    let softmax = QuantizedLayer(
      inputCount: hidden.outputCount,
      unitCount: units,
      activation: .softmax,
      weightFractionBits: 8,
      weights: random.values(units * hidden.outputCount, in: -300...300),
      biases: random.values(units, in: -300...300)
    )
    return QuantizedNetwork(layers: hidden.layers + [softmax])
  }

  /// The steps until the run is complete, and what it gives.
  private func run(
    _ model: TestModel,
    _ input: [Int16],
    rows: () -> UInt32
  ) -> (steps: Int, output: [Int16], class: Int) {
    var output = [Int16](repeating: 77, count: Int(halfword_output_count([model.handle])))
    let size = halfword_workspace_size([model.handle])
    var workspace = [UInt32](repeating: 0xDEAD_BEEF, count: Int(size) / 4)
    var progress = halfword_progress()
    var classIndex: UInt32 = .max
    for steps in 1... {
      let status = halfword_step(
        [model.handle],
        &progress,
        rows(),
        input,
        UInt32(input.count),
        &output,
        UInt32(output.count),
        &workspace,
        size,
        &classIndex
      )
      if status == HALFWORD_OK {
        #expect(progress.layer == 0 && progress.row == 0 && progress.partial == (0, 0))
        return (steps, output, Int(classIndex))
      }
      #expect(classIndex == .max)
      guard status == HALFWORD_IN_PROGRESS else {
        Issue.record("status \(status)")
        return (steps, output, Int(classIndex))
      }
    }
    fatalError("a run without end")
  }

  @Test func anyNumberOfRowsAStepGivesTheSameBits() throws {
    var random = TestRandom(seed: 21)
    for _ in 0..<150 {
      let network = network(&random)
      let model = try TestModel(network)
      let input = random.values(network.inputCount, in: .min ... .max)
      let expected = model.run(input)
      for maximumRows in [1, 2, 3, 4, 5, 7, 8, 64, UInt32.max] {
        let result = run(model, input) { maximumRows }
        #expect(result.output == expected.output && result.class == expected.class)
        // Each layer takes its rows, rounded up to whole steps, and a softmax one more.
        let steps = network.layers.map { layer in
          (layer.rowCount - 1) / Int(maximumRows) + (layer.activation == .softmax ? 2 : 1)
        }
        #expect(result.steps == steps.reduce(0, +))
      }
      let mixed = run(model, input) { UInt32.random(in: 1...9, using: &random) }
      #expect(mixed.output == expected.output && mixed.class == expected.class)
    }
  }

  @Test func progressThatNoStepLeftGivesAStatusAndTouchesNothing() throws {
    var random = TestRandom(seed: 22)
    let network = QuantizedNetwork.random(
      inputCount: 3,
      layerCount: 3,
      weightLimit: 300,
      using: &random
    )
    let model = try TestModel(network)
    var output = [Int16](repeating: 77, count: network.outputCount)
    var workspace = [UInt32](repeating: 0, count: network.workspaceSize / 4)
    func step(_ progress: inout halfword_progress, rows: UInt32 = 1) -> halfword_status {
      halfword_step(
        [model.handle],
        &progress,
        rows,
        [1, 2, 3],
        3,
        &output,
        UInt32(output.count),
        &workspace,
        UInt32(network.workspaceSize),
        nil
      )
    }
    for layer in [UInt32(3), 4, .max] {
      var progress = halfword_progress(layer: layer, row: 0, partial: (0, 0))
      #expect(step(&progress) == HALFWORD_BAD_PROGRESS)
      #expect(progress.layer == layer)
    }
    for (layer, rows) in network.layers.map(\.rowCount).enumerated() {
      for row in [UInt32(rows), UInt32(rows) + 1, .max] {
        var progress = halfword_progress(layer: UInt32(layer), row: row, partial: (9, 9))
        #expect(step(&progress) == HALFWORD_BAD_PROGRESS)
      }
    }
    var progress = halfword_progress()
    #expect(step(&progress, rows: 0) == HALFWORD_WRONG_COUNT)
    #expect(output == .init(repeating: 77, count: network.outputCount))
  }

  @Test func badCallsGiveAStatus() throws {
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 1,
      activation: .linear,
      weightFractionBits: 8,
      weights: [256],
      biases: [0]
    )
    let model = try TestModel(QuantizedNetwork(layers: [layer]))
    var handle = halfword_model()
    var progress = halfword_progress()
    var output = [Int16(0)]
    #expect(
      halfword_step([model.handle], nil, 1, [1], 1, &output, 1, nil, 0, nil)
        == HALFWORD_NULL_POINTER
    )
    #expect(
      halfword_step(&handle, &progress, 1, [1], 1, &output, 1, nil, 0, nil) == HALFWORD_NOT_OPEN
    )
    #expect(
      halfword_step([model.handle], &progress, 1, [1], 1, &output, 2, nil, 0, nil)
        == HALFWORD_WRONG_COUNT
    )
    let shared = UnsafeMutablePointer<halfword_progress>.allocate(capacity: 1)
    defer { shared.deallocate() }
    shared.initialize(to: halfword_progress())
    let inside = UnsafeMutableRawPointer(shared).assumingMemoryBound(to: Int16.self) + 7
    #expect(
      halfword_step([model.handle], shared, 1, [1], 1, inside, 1, nil, 0, nil) == HALFWORD_OVERLAP
    )
    #expect(
      halfword_step([model.handle], &progress, 1, [7], 1, &output, 1, nil, 0, nil) == HALFWORD_OK
    )
    #expect(output == [7])
  }

  /// An image that was not verified may claim 32 bits falsely; its sums wrap, but alike.
  @Test func aFalseClaimOf32BitsGivesTheBitsOfARunInSteps() throws {
    let layer = QuantizedLayer(
      inputCount: 4,
      unitCount: 6,
      activation: .linear,
      weightFractionBits: 8,
      weights: [Int16](repeating: .max, count: 24),
      biases: [Int16](repeating: 0, count: 6)
    )
    var image = try QuantizedNetwork(layers: [layer]).image()
    let field = ImageFormat.headerSize + ImageFormat.LayerField.sums
    #expect(image[field] == SumForm.bits64.rawValue)
    image[field] = SumForm.bits32.rawValue
    let model = TestModel(image)
    #expect(model.verify() != HALFWORD_OK)
    let input: [Int16] = [.max, .max, .max, 12_345]
    let whole = model.run(input).output
    for rows in UInt32(1)...6 { #expect(run(model, input) { rows }.output == whole) }
  }
}
