import CHalfword
import HalfwordRuntime
import Testing
import _TestSupport

/// What is special of each kind and activation, against the same reference.
@Suite struct KindTests {
  /// A layer that gives its input on, word for word.
  private func identity(_ shape: Shape, from source: Int = 0) -> GraphLayer {
    var layer = GraphLayer(kind: .depthwise, source: source, input: shape, output: shape)
    layer.weights = Array(repeating: 256, count: shape.channels)
    layer.starts = Array(repeating: 0, count: shape.channels)
    layer.fractions = Array(repeating: 8, count: shape.channels)
    return layer
  }

  @Test(arguments: 0..<12)
  func aTableEqualsTheReferenceForEveryInput(seed: Int) throws {
    var generator = GraphGenerator(seed: UInt64(seed))
    var model = GraphModel(input: Shape(height: 256, width: 128, channels: 1))
    var layer = identity(model.input)
    layer.activation = .table
    layer.points = generator.points()
    model.layers = [layer]
    let opened = TestModel(model.image())
    try #require(opened.status == 0 && opened.verify() == 0)
    for first in [-32_768, 0] {
      let input = (0..<32_768).map { Int16(first + $0) }
      #expect(opened.run(input).output == input.map(layer.points.value(at:)))
      #expect(opened.saturations(input) == [0])
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 25, 100, 255, 257, 4_001, 65_535])
  func averagesAreRoundedHalvesUp(count: Int) throws {
    for (kind, padding) in [
      (KindCode.averagePooling, 0), (.averagePoolingWithPadding, 0),
      (.averagePoolingWithPadding, count / 3),
    ] {
      var model = GraphModel(input: Shape(height: 1, width: count - padding, channels: 1))
      var layer = GraphLayer(kind: kind, source: 0, input: model.input, output: .vector(1))
      layer.right = Axis(kernel: count, padding: padding)
      model.layers = [layer]
      let opened = TestModel(model.image())
      try #require(opened.status == 0 && opened.verify() == 0)
      var random = TestRandom(seed: UInt64(count))
      let around = [0, 1, count / 2, (count + 1) / 2, count - 1, count]
      let sums = around.flatMap { [$0, -$0, 7 * count + $0, -7 * count - $0] }
      for sum in sums {
        // As equal as can be, so that the sum is the one wanted.
        let (each, rest) = sum.quotientAndRemainder(dividingBy: model.input.count)
        let input = (0..<model.input.count).map {
          Int16(clamping: each + ($0 < abs(rest) ? rest.signum() : 0))
        }
        #expect(opened.run(input).output == model.run(input).outputs[1])
      }
      for value in [Int16.min, .max] {
        let input = Array(repeating: value, count: model.input.count)
        #expect(opened.run(input).output == model.run(input).outputs[1])
      }
      let input = random.values(model.input.count, in: .min ... .max)
      #expect(opened.run(input).output == model.run(input).outputs[1])
    }
  }

  @Test func theLargestOfAWindowIsFoundAmongTiesAndEnds() throws {
    var model = GraphModel(input: Shape(height: 3, width: 3, channels: 1))
    var layer = GraphLayer(kind: .maxPooling, source: 0, input: model.input, output: model.input)
    (layer.down, layer.right) = (Axis(kernel: 2, padding: 1), Axis(kernel: 2, padding: 1))
    model.layers = [layer]
    let opened = TestModel(model.image())
    for words in [[Int16.min], [.max], [5, 5, -5], [.min, .max], [-1, .min], [0, -1, 1]] {
      let input = (0..<9).map { words[$0 % words.count] }
      #expect(opened.run(input).output == model.run(input).outputs[1])
    }
  }

  @Test func additionsAreExactAtTheirEnds() throws {
    let shape = Shape.vector(15 * 15)
    var model = GraphModel(input: shape)
    var layer = GraphLayer(kind: .addition, source: 0, second: 1, input: shape, output: shape)
    for index in 0..<shape.count {
      let down = UInt8([0, 1, 14, 15, 29, 30][index % 6])
      layer.shifts.append(Shifts(first: UInt8(index % 15), second: UInt8(index / 15), down: down))
    }
    model.layers = [identity(shape), layer]
    model.workspaceSize = 452
    let opened = TestModel(model.image())
    try #require(opened.status == 0 && opened.verify() == 0)
    for activation in [ActivationCode.linear, .relu] {
      model.layers[1].activation = activation
      let opened = TestModel(model.image())
      for value in [Int16.min, -32_767, -1, 0, 1, 16_384, .max] {
        let input = Array(repeating: value, count: shape.count)
        let expected = model.run(input)
        #expect(opened.run(input).output == expected.outputs[2])
        #expect(opened.saturations(input) == expected.saturations)
      }
    }
  }

  @Test func aCapAndWhatIsBelowAreNoSaturation() throws {
    let shape = Shape.vector(1)
    var model = GraphModel(input: shape)
    var layer = identity(shape)
    layer.activation = .cappedRelu
    layer.fractions = [0]
    for (cap, value, expected) in [
      (UInt16(1_536), Int16.max, Int16(1_536)), (32_767, .max, 32_767), (32_767, .min, 0),
      (1, 1, 1),
      (300, 1, 256),
    ] {
      layer.cap = cap
      model.layers = [layer]
      let opened = TestModel(model.image())
      #expect(opened.run([value]).output == [expected] && opened.saturations([value]) == [0])
      model.layers[0].kind = .dense
      let dense = TestModel(model.image())
      #expect(dense.run([value]).output == [expected] && dense.saturations([value]) == [0])
    }
  }

  @Test func windowsThatSeeOnlyTheBorderGiveTheirStart() throws {
    let shape = Shape(height: 1, width: 2, channels: 3)
    var model = GraphModel(input: shape)
    for kind in [KindCode.convolution, .depthwise] {
      var layer = GraphLayer(kind: kind, source: 0, input: shape, output: shape)
      layer.output.width = 9
      layer.right = Axis(kernel: 2, stride: 5, padding: 10)
      layer.weights = Array(repeating: 77, count: kind == .convolution ? 18 : 6)
      layer.starts = [300, -300, 70_000_000]
      layer.fractions = [0, 3, 9]
      model.layers = [layer]
      var random = TestRandom(seed: 1)
      try GraphTests.check(model, &random)
    }
  }

  /// All kinds, activations and forms are among the random graphs, and additions in last steps.
  @Test func randomGraphsHaveEverything() {
    var (kinds, activations, forms): (Set<KindCode>, Set<ActivationCode>, Set<SumForm>) = (
      [], [], []
    )
    var (fused, oddRuns) = (0, 0)
    for seed in 0..<200 {
      for layer in GraphGenerator.graph(seed: UInt64(1_000 + seed)).layers {
        kinds.insert(layer.kind)
        activations.insert(layer.activation)
        if layer.hasWeights { forms.insert(layer.sums) }
        if layer.isFused { fused += 1 }
        if layer.kind == .convolution, layer.input.channels % 2 == 1, layer.right.padding % 2 == 1 {
          oddRuns += 1
        }
      }
    }
    #expect(kinds.count == 7 && activations.count == 8 && forms.count == 4)
    #expect(fused > 10 && oddRuns > 10, "\(fused), \(oddRuns)")
  }
}
