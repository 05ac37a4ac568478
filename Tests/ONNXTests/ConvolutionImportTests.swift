import FloatNetwork
import Foundation
import ONNX
import ONNXSchema
import Testing
import _TestSupport

/// Convolutions against loops that are written as the standard says them.
@Suite struct ConvolutionImportTests {
  private func attributes(_ form: PlainTensor.Form) -> [ONNXAttribute] {
    [
      .ints("kernel_shape", form.kernel), .ints("strides", form.strides),
      .ints("dilations", form.dilations), .ints("pads", form.pads), .int("group", form.groups),
    ]
  }

  private let forms: [(channels: Int, units: Int, form: PlainTensor.Form)] = [
    (3, 4, .init(kernel: [3, 3])), (3, 4, .init(kernel: [1, 1])),
    (2, 3, .init(kernel: [3, 2], strides: [2, 1], pads: [1, 0, 2, 1])),
    (2, 3, .init(kernel: [2, 3], dilations: [3, 2], pads: [1, 2, 0, 3])),
    (1, 5, .init(kernel: [4, 2], strides: [2, 2], pads: [1, 1, 2, 0])),
    (4, 4, .init(kernel: [3, 3], pads: [1, 1, 1, 1], groups: 4)),
    (3, 6, .init(kernel: [2, 2], strides: [1, 2], groups: 3)),
    (4, 6, .init(kernel: [3, 1], groups: 2)),
  ]

  /// The file's input and output may have the channels first or last; the network has them last.
  @Test func everyFormAndOrderGivesWhatTheStandardSays() throws {
    var random = TestRandom(seed: 171)
    for (channels, units, form) in forms {
      for isChannelsFirst in [true, false] {
        let input = PlainTensor(channels, 8, 7, &random)
        var builder = GraphBuilder(
          input: isChannelsFirst ? [nil, channels, 8, 7] : [nil, 8, 7, channels]
        )
        let weights = builder.weights("w", [units, channels / form.groups] + form.kernel, &random)
        let biases = builder.weights("b", [units], &random)
        if isChannelsFirst {
          builder.node("Identity", "x > t")
        } else {
          builder.node("Transpose", "x > t", .ints("perm", [0, 3, 1, 2]))
        }
        builder.node("Conv", "t w b > h")
        builder.nodes[1].attribute = attributes(form)
        builder.node("Relu", "h > y")
        let model = try builder.imported()
        let wanted = input.convolved(weights, biases, form).map { max(0, $1) }
        let layer = try #require(model.network.layers.first)
        #expect(model.network.layers.count == 1 && layer.activation == .relu)
        #expect(model.network.inputShape == TensorShape(height: 8, width: 7, channels: channels))
        #expect(
          layer.form.output
            == TensorShape(height: wanted.height, width: wanted.width, channels: units)
        )
        #expect(layer.form.kind.isDepthwise == (form.groups == channels && channels > 1))
        #expect(model.inputLayout.isThatOfTheNetwork == (!isChannelsFirst || channels == 1))
        #expect(
          model.inputLayout.isChannelsFirst(of: model.network.inputShape)
            == (isChannelsFirst || channels == 1)
        )
        #expect(
          isNear(model.run(isChannelsFirst ? input.values : input.channelsLast), wanted.values)
        )
      }
    }
  }

  @Test func theWeightsOfARowLieChannelsInnermost() throws {
    var builder = GraphBuilder(input: [nil, 2, 2, 2])
    builder.constant("w", [1, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
    builder.node("Conv", "x w > y")
    let layer = try builder.imported().network.layers[0]
    #expect(layer.weights == [1, 5, 2, 6, 3, 7, 4, 8])
    #expect(layer.biases == [0])
  }

  @Test func oneAxisOfSpaceIsTheWidth() throws {
    var random = TestRandom(seed: 172)
    var builder = GraphBuilder(input: [nil, 3, 9])
    let weights = builder.weights("w", [4, 3, 3], &random)
    builder.node("Conv", "x w > h", .ints("pads", [2, 1]), .ints("strides", [2]))
    builder.node("MaxPool", "h > y", .ints("kernel_shape", [2]))
    let model = try builder.imported()
    let input = PlainTensor(3, 1, 9, &random)
    let form = PlainTensor.Form(kernel: [1, 3], strides: [1, 2], pads: [0, 2, 0, 1])
    let wanted = input.convolved(weights, [0, 0, 0, 0], form)
      .pooled(.init(kernel: [1, 2]), isMean: false)
    #expect(model.network.inputShape == TensorShape(height: 1, width: 9, channels: 3))
    #expect(isNear(model.run(input.values), wanted.values))
  }

  /// As Keras writes them: an axis of height that comes and goes.
  @Test func anAxisOfSpaceMayComeAndGo() throws {
    var random = TestRandom(seed: 173)
    var builder = GraphBuilder(input: [nil, 9, 3])
    let first = builder.weights("w", [4, 3, 1, 3], &random)
    let second = builder.weights("v", [2, 4, 2], &random)
    builder.integers("one", [1])
    builder.integers("two", [2])
    builder.node("Unsqueeze", "x one > e")
    builder.node("Transpose", "e > t", .ints("perm", [0, 3, 1, 2]))
    builder.node("Conv", "t w > h")
    builder.node("Squeeze", "h two > s")
    builder.node("Tanh", "s > a")
    builder.node("Conv", "a v > y")
    let model = try builder.imported()
    let input = PlainTensor(3, 1, 9, &random)
    let wanted = input.convolved(first, [0, 0, 0, 0], .init(kernel: [1, 3])).map { tanh($1) }
      .convolved(second, [0, 0], .init(kernel: [1, 2]))
    #expect(model.network.layers.count == 2)
    #expect(isNear(model.run(input.channelsLast), wanted.values))
  }

  @Test func denseBehindSpaceReadsItInMemoryOrder() throws {
    var random = TestRandom(seed: 174)
    for isChannelsLast in [false, true] {
      var builder = GraphBuilder(input: [nil, 2, 4, 3])
      let kernel = builder.weights("w", [3, 2, 2, 2], &random)
      let matrix = builder.weights("m", [18, 2], &random)
      builder.node("Conv", "x w > h")
      builder.node("Relu", "h > r")
      if isChannelsLast {
        builder.node("Transpose", "r > t", .ints("perm", [0, 2, 3, 1]))
      } else {
        builder.node("Identity", "r > t")
      }
      builder.node("Flatten", "t > f")
      builder.node("MatMul", "f m > y")
      let model = try builder.imported()
      let input = PlainTensor(2, 4, 3, &random)
      let hidden = input.convolved(kernel, [0, 0, 0], .init(kernel: [2, 2])).map { max(0, $1) }
      let flat = isChannelsLast ? hidden.channelsLast : hidden.values
      let wanted = (0..<2).map { unit in
        flat.enumerated().reduce(0) { $0 + $1.element * Double(matrix[$1.offset * 2 + unit]) }
      }
      #expect(model.network.layers.map(\.form.kind.name) == ["convolution", "dense"])
      #expect(isNear(model.run(input.values), wanted))
    }
  }

  /// A vector that becomes a tensor: each place of it has weights of its own.
  @Test func spaceBehindDenseIsALayer() throws {
    var random = TestRandom(seed: 175)
    var builder = GraphBuilder(input: [nil, 3])
    let matrix = builder.weights("m", [3, 12], &random)
    let kernel = builder.weights("w", [2, 2, 2, 2], &random)
    builder.integers("s", [-1, 2, 3, 2])
    builder.node("MatMul", "x m > h")
    builder.node("Relu", "h > r")
    builder.node("Reshape", "r s > t")
    builder.node("Conv", "t w > y")
    let model = try builder.imported()
    let sample = [0.5, -1, 2]
    let hidden = (0..<12).map { unit in
      max(0, (0..<3).reduce(0) { $0 + sample[$1] * Double(matrix[$1 * 12 + unit]) })
    }
    let wanted = PlainTensor(2, 3, 2, hidden).convolved(kernel, [0, 0], .init(kernel: [2, 2]))
    #expect(isNear(model.run(sample), wanted.values))
    #expect(model.network.inputShape == TensorShape(vector: 3))
  }

  @Test func theInputOfADenseNetworkStaysAVector() throws {
    var builder = GraphBuilder(input: [nil, 2, 2, 2])
    builder.constant("w", [8, 1], [1, 2, 3, 4, 5, 6, 7, 8])
    builder.node("Flatten", "x > f")
    builder.node("MatMul", "f w > y")
    let model = try builder.imported()
    #expect(model.network.inputShape == TensorShape(vector: 8))
    #expect(model.inputLayout.isThatOfTheNetwork)
  }

  // MARK: What is joined

  @Test func normalizationJoinsTheConvolutionBeforeIt() throws {
    var random = TestRandom(seed: 176)
    var builder = GraphBuilder(input: [nil, 2, 5, 5])
    let weights = builder.weights("w", [3, 2, 3, 3], &random)
    builder.constant("g", [3], [1, 2, -1])
    builder.constant("o", [3], [0.5, 0, 1])
    builder.constant("m", [3], [1, -1, 0])
    builder.constant("v", [3], [3, 0.25, 8])
    builder.node("Conv", "x w > h", .ints("pads", [1, 1, 1, 1]))
    builder.node("BatchNormalization", "h g o m v > n", .float("epsilon", 1))
    builder.node("Relu", "n > y")
    let model = try builder.imported()
    #expect(model.network.layers.count == 1)
    let input = PlainTensor(2, 5, 5, &random)
    let form = PlainTensor.Form(kernel: [3, 3], pads: [1, 1, 1, 1])
    let (g, o, m, v) = ([1.0, 2, -1], [0.5, 0, 1], [1.0, -1, 0], [3, 0.25, 8])
    let wanted = input.convolved(weights, [0, 0, 0], form).map { channel, value in
      max(0, g[channel] * (value - m[channel]) / (v[channel] + 1).squareRoot() + o[channel])
    }
    #expect(isNear(model.run(input.values), wanted.values))
  }

  @Test func normalizationJoinsTheConvolutionBehindItUnlessThatIsPadded() throws {
    for (pads, layers) in [([0, 0, 0, 0], 2), ([1, 1, 1, 1], 3)] {
      var random = TestRandom(seed: 177)
      var builder = GraphBuilder(input: [nil, 2, 5, 5])
      let first = builder.weights("w", [3, 2, 1, 1], &random)
      let second = builder.weights("u", [2, 3, 2, 2], &random)
      builder.constant("s", [3, 1, 1], [2, -1, 0.5])
      builder.constant("t", [3, 1, 1], [1, 0.5, -2])
      builder.node("Conv", "x w > h")
      builder.node("Relu", "h > r")
      builder.node("Mul", "r s > m")
      builder.node("Add", "m t > n")
      builder.node("Conv", "n u > y", .ints("pads", pads))
      let model = try builder.imported()
      #expect(model.network.layers.count == layers, "\(model.network.description)")
      let input = PlainTensor(2, 5, 5, &random)
      let (s, t) = ([2, -1, 0.5], [1, 0.5, -2])
      let wanted = input.convolved(first, [0, 0, 0], .init())
        .map { s[$0] * max(0, $1) + t[$0] }
        .convolved(second, [0, 0], .init(kernel: [2, 2], pads: pads))
      #expect(isNear(model.run(input.values), wanted.values))
    }
  }

  @Test func slopesOfChannelsAreMaxoutOfTheConvolution() throws {
    var random = TestRandom(seed: 178)
    var builder = GraphBuilder(input: [nil, 2, 4, 4])
    let weights = builder.weights("w", [3, 2, 2, 2], &random)
    builder.constant("s", [3, 1, 1], [0.25, -0.5, 0])
    builder.node("Conv", "x w > h")
    builder.node("PRelu", "h s > y")
    let model = try builder.imported()
    #expect(model.network.layers.map(\.activation) == [.maxout(pieces: 2)])
    let input = PlainTensor(2, 4, 4, &random)
    let slopes = [0.25, -0.5, 0]
    let wanted = input.convolved(weights, [0, 0, 0], .init(kernel: [2, 2]))
      .map { $1 < 0 ? slopes[$0] * $1 : $1 }
    #expect(isNear(model.run(input.values), wanted.values))
  }

  @Test func aConvolutionThatIsReadTwiceStaysOne() throws {
    var random = TestRandom(seed: 179)
    var builder = GraphBuilder(input: [nil, 2, 4, 4])
    let weights = builder.weights("w", [2, 2, 2, 2], &random)
    builder.constant("six", [], [6])
    builder.constant("zero", [], [0])
    builder.node("Conv", "x w > h")
    builder.node("Relu", "h > r")
    builder.node("AveragePool", "h > p", .ints("kernel_shape", [1, 1]))
    builder.node("Add", "r p > s")
    builder.node("Clip", "s zero six > y")
    let model = try builder.imported()
    #expect(
      model.network.layers.map(\.form.kind.name)
        == ["convolution", "depthwise", "average-pooling", "addition"]
    )
    #expect(model.network.layers.last?.activation == .cappedRelu(6))
    let input = PlainTensor(2, 4, 4, &random)
    let hidden = input.convolved(weights, [0, 0], .init(kernel: [2, 2]))
    let wanted = hidden.adding(hidden.map { max(0, $1) }).map { min(6, max(0, $1)) }
    #expect(isNear(model.run(input.values), wanted.values))
  }
}
