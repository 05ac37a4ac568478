import FloatNetwork
import Foundation
import ONNX
import ONNXSchema
import Testing
import _TestSupport

/// Poolings, padding and additions against loops that are written as the standard says them.
@Suite struct PoolingImportTests {
  private let forms: [PlainTensor.Form] = [
    .init(kernel: [2, 2], strides: [2, 2]), .init(kernel: [3, 2]),
    .init(kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]),
    .init(kernel: [3, 2], strides: [1, 2], pads: [2, 0, 0, 1]),
    .init(kernel: [2, 2], dilations: [2, 3], pads: [1, 1, 0, 0]),
  ]

  @Test func everyFormGivesWhatTheStandardSays() throws {
    var random = TestRandom(seed: 181)
    for form in forms {
      for (kind, counts) in [("MaxPool", 0), ("AveragePool", 0), ("AveragePool", 1)] {
        var builder = GraphBuilder(input: [nil, 3, 6, 7], opset: 19)
        builder.node(
          kind,
          "x > y",
          .ints("kernel_shape", form.kernel),
          .ints("strides", form.strides),
          .ints("dilations", form.dilations),
          .ints("pads", form.pads)
        )
        if counts == 1 { builder.nodes[0].attribute.append(.int("count_include_pad", 1)) }
        let model = try builder.imported()
        let input = PlainTensor(3, 6, 7, &random)
        let wanted = input.pooled(form, isMean: kind != "MaxPool", countsPadding: counts == 1)
        #expect(isNear(model.run(input.values), wanted.values), "\(kind) \(form)")
        #expect(model.network.layers.count == 1)
      }
    }
  }

  @Test func globalPoolingGivesAVector() throws {
    var random = TestRandom(seed: 182)
    let input = PlainTensor(3, 4, 5, &random)
    let whole = PlainTensor.Form(kernel: [4, 5])
    for (kind, isMean) in [
      ("GlobalAveragePool", true), ("GlobalMaxPool", false), ("ReduceMean", true),
      ("ReduceMax", false),
    ] {
      var builder = GraphBuilder(input: [nil, 3, 4, 5])
      builder.constant("w", [3, 3, 1, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1])
      builder.node("Conv", "x w > h")
      builder.node(kind, "h > p")
      if kind.hasPrefix("Reduce") { builder.nodes[1].attribute = [.ints("axes", [2, 3])] }
      builder.node("Flatten", "p > y")
      let model = try builder.imported()
      #expect(model.network.layers.last?.form.output == TensorShape(vector: 3))
      #expect(isNear(model.run(input.values), input.pooled(whole, isMean: isMean).values))
    }
  }

  @Test func scalingPassesThroughAPooling() throws {
    var random = TestRandom(seed: 183)
    var builder = GraphBuilder(input: [nil, 2, 4, 4])
    builder.constant("s", [2, 1, 1], [2, 0.5])
    builder.constant("t", [2, 1, 1], [1, -3])
    let weights = builder.weights("w", [2, 2, 2, 2], &random)
    builder.node("Mul", "x s > a")
    builder.node("Add", "a t > b")
    builder.node("MaxPool", "b > c", .ints("kernel_shape", [2, 2]))
    builder.node("Conv", "c w > y")
    let model = try builder.imported()
    #expect(model.network.layers.map(\.form.kind.name) == ["max-pooling", "convolution"])
    let input = PlainTensor(2, 4, 4, &random)
    let wanted = input.map { [2, 0.5][$0] * $1 + [1, -3][$0] }
      .pooled(.init(kernel: [2, 2]), isMean: false)
      .convolved(weights, [0, 0], .init(kernel: [2, 2]))
    #expect(isNear(model.run(input.values), wanted.values))
  }

  /// Zeros around a tensor are part of the window that follows, or where they count as values, a layer.
  @Test func paddingJoinsTheWindowBehindIt() throws {
    var random = TestRandom(seed: 184)
    let input = PlainTensor(2, 4, 5, &random)
    for (kind, layers) in [("Conv", 1), ("AveragePool", 1), ("MaxPool", 2)] {
      var builder = GraphBuilder(input: [nil, 2, 4, 5])
      let weights = builder.weights("w", [2, 2, 2, 2], &random)
      builder.integers("p", [0, 0, 1, 1, 0, 0, 0, 1])
      builder.node("Pad", "x p > a")
      builder.node(kind, kind == "Conv" ? "a w > y" : "a > y")
      if kind != "Conv" { builder.nodes[1].attribute = [.ints("kernel_shape", [2, 2])] }
      let model = try builder.imported()
      #expect(model.network.layers.count == layers, "\(model.network.description)")
      var padded = PlainTensor(2, 5, 7, [])
      for channel in 0..<2 {
        for y in -1..<4 { for x in -1..<6 { padded.values.append(input[channel, y, x]) } }
      }
      let form = PlainTensor.Form(kernel: [2, 2])
      let wanted =
        kind == "Conv"
        ? padded.convolved(weights, [0, 0], form) : padded.pooled(form, isMean: kind != "MaxPool")
      #expect(isNear(model.run(input.values), wanted.values), "\(kind)")
    }
  }

  // MARK: Additions

  @Test func aResidualBlockIsAnAddition() throws {
    var random = TestRandom(seed: 185)
    var builder = GraphBuilder(input: [nil, 2, 4, 4])
    let weights = builder.weights("w", [2, 2, 3, 3], &random)
    builder.node("Conv", "x w > h", .ints("pads", [1, 1, 1, 1]))
    builder.node("Add", "x h > s")
    builder.node("Relu", "s > y")
    let model = try builder.imported()
    #expect(model.network.layers.map(\.form.kind.name) == ["convolution", "addition"])
    #expect(model.network.layers[1].sources == [0, 1])
    #expect(model.network.layers[1].activation == .relu)
    let input = PlainTensor(2, 4, 4, &random)
    let form = PlainTensor.Form(kernel: [3, 3], pads: [1, 1, 1, 1])
    let wanted = input.adding(input.convolved(weights, [0, 0], form)).map { max(0, $1) }
    #expect(isNear(model.run(input.values), wanted.values))
  }

  @Test func vectorsAreAddedToo() throws {
    var builder = GraphBuilder(input: [nil, 2])
    builder.constant("w", [2, 2], [1, -1, 2, 1])
    builder.node("MatMul", "x w > h")
    builder.node("Relu", "h > r")
    builder.node("Sub", "r x > y")
    let network = try builder.imported().network
    #expect(network.referenceOutput(for: [1, 3]) == [6, -1])
    #expect(network.layers.last?.form.kind == .addition)
  }

  @Test func whatCannotBeAddedOrJoinedIsNamed() throws {
    var builder = GraphBuilder(input: [nil, 2, 4, 4])
    builder.constant("w", [2, 2, 1, 1], [1, 2, 3, 4])
    builder.node("Conv", "x w > a")
    builder.node("Relu", "a > r")
    builder.node("Tanh", "x > t")
    var concat = builder
    concat.node("Concat", "r t > y", .int("axis", 1))
    #expect(concat.refusal().contains("joins what different layers give"))
    var gate = builder
    gate.node("Mul", "r t > y")
    #expect(gate.refusal().contains("multiplies two computed values"))
    var small = builder
    small.node("GlobalAveragePool", "t > p")
    small.node("Add", "r p > y")
    #expect(small.refusal().contains("must be the same"))
  }
}
