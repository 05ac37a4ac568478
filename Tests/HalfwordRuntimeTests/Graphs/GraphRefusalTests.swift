import CHalfword
import HalfwordRuntime
import Testing
import _TestSupport

/// Descriptors that contradict themselves, each other or the image get a status, when opened or verified.
@Suite struct GraphRefusalTests {
  private typealias Field = ImageFormat.LayerField

  /// A convolution, one that an addition ends, that addition, a pooling, an addition, a depthwise layer.
  private static let model: GraphModel = {
    let (small, shape) = (
      Shape(height: 4, width: 5, channels: 2), Shape(height: 4, width: 5, channels: 3)
    )
    let window = Axis(kernel: 3, padding: 1)
    var model = GraphModel(input: small)
    func weighted(_ kind: KindCode, from source: Int, _ input: Shape, _ output: Shape) -> GraphLayer
    {
      var layer = GraphLayer(kind: kind, source: source, input: input, output: output)
      (layer.down, layer.right) = (window, window)
      let columns = kind == .depthwise ? 9 : 9 * input.channels
      layer.weights = (0..<output.channels * columns).map { Int16($0 % 50 - 20) }
      layer.starts = (0..<output.channels).map { Int32($0) * 100 }
      layer.fractions = Array(repeating: 6, count: output.channels)
      return layer
    }
    func addition(_ first: Int, _ second: Int) -> GraphLayer {
      var layer = GraphLayer(
        kind: .addition,
        source: first,
        second: second,
        input: shape,
        output: shape
      )
      layer.shifts = Array(repeating: Shifts(first: 1, second: 0, down: 1), count: 3)
      layer.activation = .cappedRelu
      layer.cap = 1_000
      return layer
    }
    model.layers.append(weighted(.convolution, from: 0, small, shape))
    model.layers.append(weighted(.convolution, from: 0, small, shape))
    model.layers[1].isFused = true
    model.layers[1].second = 1
    model.layers.append(addition(2, 1))
    var pooling = GraphLayer(kind: .averagePooling, source: 3, input: shape, output: shape)
    (pooling.down, pooling.right) = (window, window)
    pooling.place = 120
    model.layers.append(pooling)
    model.layers.append(addition(3, 4))
    model.layers[4].place = 240
    model.layers[4].activation = .table
    model.layers[4].points = Points(lowest: -32_768, shift: 8, values: (0...256).map { Int16($0) })
    model.layers.append(weighted(.depthwise, from: 5, shape, shape))
    model.workspaceSize = 360
    return model
  }()

  private struct Change {
    var layer: Int
    var field: Int
    var value: Int
    var isByte = false
    var open: halfword_status = HALFWORD_BAD_LAYER
    var verify: halfword_status = 0
  }

  private func expect(_ change: Change, _ model: GraphModel = model) {
    var bytes = model.image()
    let offset = 64 + 64 * change.layer + change.field
    if change.isByte {
      bytes[offset] = UInt8(change.value)
    } else {
      bytes.put16(change.value, at: offset)
    }
    let opened = TestModel(model.sealed(bytes))
    #expect(opened.status == change.open, "\(change)")
    guard opened.status == 0 else { return }
    #expect(opened.verify() == change.verify, "\(change)")
  }

  @Test func theModelItselfIsSound() throws {
    var random = TestRandom(seed: 3)
    try GraphTests.check(Self.model, &random)
  }

  @Test func fieldsThatContradictAreRefused() {
    let bytes: [(Int, Int, [Int])] = [
      (0, Field.kind, [0, 1, 3, 4, 7, 8]), (3, Field.kind, [1, 2, 3, 7]),
      (4, Field.kind, [1, 2, 4]), (5, Field.kind, [1, 4, 7]),
      (0, Field.activation, [2, 5, 6, 7, 8]), (1, Field.activation, [1, 3, 5]),
      (3, Field.activation, [1, 2, 5, 7]), (4, Field.activation, [2, 5, 6]),
      (0, Field.sums, [0, 5]), (3, Field.sums, [1, 255]), (4, Field.sums, [4]),
      (0, Field.weightBits, [0, 15]), (3, Field.weightBits, [16, 8]),
    ]
    for (layer, field, values) in bytes {
      for value in values {
        expect(Change(layer: layer, field: field, value: value, isByte: true))
      }
    }
    for bits in [4, 8] {
      var change = Change(layer: 0, field: Field.weightBits, value: bits, isByte: true)
      change.open = HALFWORD_BAD_LAYER
      expect(change)
    }
  }

  @Test func shapesAndSourcesThatContradictAreRefused() {
    let halves: [(Int, Int, [Int])] = [
      (0, Field.source, [1, 2]), (3, Field.source, [0, 4, 65_535]),
      (2, Field.secondSource, [0, 3]),
      (1, Field.secondSource, [2, 3]), (0, Field.secondSource, [1]), (3, Field.secondSource, [1]),
      (0, Field.inputHeight, [0, 3]), (0, Field.inputWidth, [0, 65_535]),
      (0, Field.inputCount, [0, 1]),
      (1, Field.inputHeight, [3]), (3, Field.outputHeight, [0, 5, 65_535]),
      (3, Field.outputWidth, [0, 65_535]), (4, Field.outputHeight, [3]), (3, Field.unitCount, [2]),
      (5, Field.unitCount, [2, 4]), (0, Field.pieceCount, [0, 2]), (3, Field.pieceCount, [2]),
      (0, Field.foldedDropout, [1]), (3, Field.kernelHeight, [0, 65_535]),
      (3, Field.kernelWidth, [0]), (0, Field.kernelWidth, [0, 4, 65_535]),
      (3, Field.strideHeight, [0, 3]),
      (3, Field.strideWidth, [0, 65_535]), (3, Field.dilationHeight, [0, 65_535]),
      (3, Field.paddingTop, [4, 65_535]), (3, Field.paddingLeft, [3]), (4, Field.kernelHeight, [1]),
      (4, Field.paddingLeft, [1]), (5, Field.outputOffset, [4]),
      (3, Field.outputOffset, [1, 2, 364]),
      (0, Field.outputOffset, [244]), (1, Field.outputOffset, [4]),
    ]
    for (layer, field, values) in halves {
      for value in values { expect(Change(layer: layer, field: field, value: value)) }
    }
    for field in [Field.weightsOffset, Field.startsOffset, Field.fractionsOffset] {
      let own = Int(Self.model.image()[64 + field]) | Int(Self.model.image()[65 + field]) << 8
      for value in [0, own + 4, own - 4] { expect(Change(layer: 0, field: field, value: value)) }
      expect(Change(layer: 3, field: field, value: 4))
    }
  }

  /// A tensor must lie untouched until its last reader is done, and be read at all.
  @Test func tensorsThatAreOverwrittenAreFound() {
    var change = Change(layer: 3, field: Field.outputOffset, value: 0, open: 0)
    change.verify = HALFWORD_BAD_LAYER
    for place in [0, 4, 116] {
      change.value = place
      expect(change)
    }
    // The input has no other shape, so that only the addition can leave out a tensor.
    expect(
      Change(layer: 4, field: Field.secondSource, value: 3, open: 0, verify: HALFWORD_BAD_LAYER)
    )
    // Not written over by an addition in the last step, but by the layer before.
    var model = Self.model
    model.layers[1].isFused = false
    expect(
      Change(layer: 1, field: Field.secondSource, value: 0, open: 0, verify: HALFWORD_BAD_LAYER),
      model
    )
  }

  @Test func numbersOutOfRangeAreFound() {
    let offsets = Self.model.dataOffsets()
    func expect(_ offset: Int, _ value: UInt8, _ status: halfword_status) {
      var bytes = Self.model.image()
      bytes[offset] = value
      let opened = TestModel(Self.model.sealed(bytes))
      #expect(opened.status == 0 && opened.verify() == status, "\(offset), \(value)")
      // And no run makes more of it than a wrong word.
      _ = opened.run(Array(repeating: 32_767, count: 40))
    }
    expect(offsets[2], 14, 0)
    expect(offsets[2], 15, HALFWORD_BAD_LAYER)
    expect(offsets[2] + 5, 255, HALFWORD_BAD_LAYER)
    expect(offsets[2] + 2, 30, 0)
    expect(offsets[2] + 2, 31, HALFWORD_BAD_LAYER)
    expect(offsets[2] + 3, 1, HALFWORD_BAD_PADDING)
    // The cap, then what completes its word.
    expect(offsets[3] - 3, 0x80, HALFWORD_BAD_LAYER)
    expect(offsets[3] - 1, 1, HALFWORD_BAD_PADDING)
    // The table's lowest word, its shift, its first and last step.
    expect(offsets[4] + 13, 0x81, 0)
    expect(offsets[4] + 13, 0x82, HALFWORD_BAD_LAYER)
    expect(offsets[4] + 14, 9, HALFWORD_BAD_LAYER)
    expect(offsets[4] + 17, 0x7F, 0)
    expect(offsets[4] + 17, 0x80, HALFWORD_BAD_LAYER)
    expect(offsets[5] - 3, 0x80, HALFWORD_BAD_LAYER)
    // What completes a panel's rows, a place's, start words and fractions.
    expect(offsets[0] + 12, 1, HALFWORD_BAD_PADDING)
    expect(offsets[5] + 6, 1, HALFWORD_BAD_PADDING)
    expect(offsets[6] - 8, 1, HALFWORD_BAD_PADDING)
    expect(offsets[6] - 1, 1, HALFWORD_BAD_PADDING)
    expect(offsets[6] - 2, 23, HALFWORD_BAD_LAYER)
  }

  /// Sums are proved from the weights, and what is read can be negative or not, by who gave it.
  @Test func formsOfSumsAreProvedByWhoGaveTheInputs() {
    for (activation, kinds, status) in [
      (ActivationCode.relu, [KindCode](), HALFWORD_OK), (.cappedRelu, [.maxPooling], HALFWORD_OK),
      (.sigmoid, [.averagePooling, .averagePoolingWithPadding], HALFWORD_OK),
      (.linear, [], HALFWORD_BAD_ACCUMULATOR), (.tanh, [.maxPooling], HALFWORD_BAD_ACCUMULATOR),
    ] {
      let shape = Shape(height: 3, width: 1, channels: 1)
      var model = GraphModel(input: shape)
      var layer = GraphLayer(kind: .depthwise, source: 0, input: shape, output: shape)
      (layer.weights, layer.starts, layer.fractions) = ([1], [0], [0])
      layer.activation = activation
      layer.cap = 5
      model.layers = [layer]
      for kind in kinds {
        layer = GraphLayer(kind: kind, source: model.layers.count, input: shape, output: shape)
        model.layers.append(layer)
      }
      // 32,768 · 65,534 is just below 2³¹; with three more of the other sign it is not.
      layer = GraphLayer(kind: .dense, source: model.layers.count, input: shape, output: .vector(1))
      (layer.weights, layer.starts, layer.fractions) = ([32_767, 32_767, -3], [0], [0])
      layer.sums = .bits32
      model.layers.append(layer)
      for index in model.layers.indices { model.layers[index].place = 8 * index }
      model.workspaceSize = 8 * model.layers.count
      model.layers[model.layers.count - 1].weights = [32_767, 32_767, -3]
      #expect(TestModel(model.image()).verify() == (status == 0 ? HALFWORD_OK : status))
      model.layers[model.layers.count - 1].weights = [-32_767, 3, -32_767]
      #expect(TestModel(model.image()).verify() == (status == 0 ? HALFWORD_OK : status))
    }
  }
}
