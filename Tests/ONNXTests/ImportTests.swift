import FloatNetwork
import Foundation
import ONNX
import ONNXSchema
import SwiftProtobuf
import Testing

/// What becomes of a graph. (`Tools/test-onnx` holds the numbers to onnxruntime's.)
@Suite struct ImportTests {
  private func imported(_ builder: GraphBuilder, output: String? = nil) throws -> ImportedModel {
    try ImportedModel(decoding: builder.bytes(), output: output)
  }

  /// y = relu(x·w + b) with w = [1 2; 3 4; 5 6].
  private func dense(opset: Int = 13) -> GraphBuilder {
    var builder = GraphBuilder(input: [nil, 3], opset: opset)
    builder.constant("w", [3, 2], [1, 2, 3, 4, 5, 6])
    builder.constant("b", [2], [10, -20])
    builder.node("MatMul", "x w > h")
    builder.node("Add", "h b > z")
    return builder
  }

  @Test func matrixAndBiasBecomeOneLayer() throws {
    var builder = dense()
    builder.node("Relu", "z > y")
    let network = try imported(builder).network
    #expect("\(network.description)" == "3 relu:2")
    #expect(network.layers[0].weights == [1, 3, 5, 2, 4, 6])
    #expect(network.layers[0].biases == [10, -20])
    #expect(network.isDropoutFolded)
  }

  @Test func whatScalesAndShiftsTheInputIsFolded() throws {
    var builder = GraphBuilder(input: [nil, 2])
    builder.constant("m", [2], [100, 200])
    builder.constant("d", [1, 2], [4, 8])
    builder.constant("w", [2, 1], [8, 16])
    builder.node("Sub", "x m > c")
    builder.node("Div", "c d > s")
    builder.node("MatMul", "s w > y")
    let layer = try imported(builder).network.layers[0]
    #expect(layer.weights == [2, 2])
    #expect(layer.biases == [-600])
  }

  @Test func batchNormalizationJoinsItsNeighbour() throws {
    var builder = dense()
    for (name, values) in [("g", [2, 4]), ("o", [1, 1]), ("m", [5, 6]), ("v", [3, 15])] {
      builder.constant(name, [2], values.map(Float.init))
    }
    builder.node("BatchNormalization", "z g o m v > n", .float("epsilon", 1))
    builder.node("Sigmoid", "n > y")
    let network = try imported(builder).network
    #expect("\(network.description)" == "3 sigmoid:2")
    // The factors are 2/√4 = 1 and 4/√16 = 1.
    #expect(network.layers[0].weights == [1, 3, 5, 2, 4, 6])
    #expect(network.layers[0].biases == [6, -25])
  }

  @Test func leakyReluIsMaxoutOfTwo() throws {
    var builder = dense()
    builder.node("LeakyRelu", "z > y", .float("alpha", 0.5))
    let network = try imported(builder).network
    #expect("\(network.description)" == "3 maxout:2x2")
    #expect(network.layers[0].weights == [1, 3, 5, 0.5, 1.5, 2.5, 2, 4, 6, 1, 2, 3])
    #expect(network.referenceOutput(for: [0, 0, 0]) == [10, -10])
  }

  @Test func aSlopeAboveOneIsTheSmallerOfBoth() throws {
    var builder = dense()
    builder.constant("s", [2], [3, 3])
    builder.node("PRelu", "z s > y")
    let output = try imported(builder).network.referenceOutput(for: [0, 0, 0])
    #expect(output == [10, -60])
  }

  @Test func clippingIsMadeOfRelu() throws {
    var builder = dense()
    builder.constant("low", [], [-1])
    builder.constant("high", [], [6])
    builder.node("Clip", "z low high > y")
    let network = try imported(builder).network
    #expect(network.referenceOutput(for: [0, 0, 0]) == [6, -1])
    #expect(network.referenceOutput(for: [-9, 0, 4]) == [6, -1])
    #expect(network.referenceOutput(for: [-8, 0, 0]) == [2, -1])
    #expect(network.layers.dropLast().allSatisfy { $0.activation == .relu })
  }

  @Test func maxoutIsFoundInEveryForm() throws {
    // Two units of three pieces; row unit · pieces + piece.
    let weights: [Float] = [1, 2, 3, 4, 5, 6]
    var reduced = GraphBuilder(input: [nil, 1])
    reduced.constant("w", [1, 6], weights)
    reduced.integers("s", [-1, 2, 3])
    reduced.node("MatMul", "x w > h")
    reduced.node("Reshape", "h s > r")
    reduced.node("ReduceMax", "r > y", .ints("axes", [2]), .int("keepdims", 0))
    var nested = GraphBuilder(input: [nil, 1])
    for piece in 0..<3 {
      nested.constant("w\(piece)", [1, 2], [weights[piece], weights[3 + piece]])
      nested.node("MatMul", "x w\(piece) > h\(piece)")
    }
    nested.node("Max", "h0 h1 > m")
    nested.node("Max", "m h2 > y")
    for builder in [reduced, nested] {
      let network = try imported(builder).network
      #expect("\(network.description)" == "1 maxout:2x3")
      #expect(network.layers[0].weights == weights)
    }
  }

  @Test func aClassifierGivesItsProbabilitiesAndNames() throws {
    var builder = dense()
    builder.node("Softmax", "z > p", .int("axis", 1))
    builder.node("ArgMax", "p > i", .int("axis", 1))
    builder.node(
      "ZipMap",
      "p > y",
      domain: "ai.onnx.ml",
      .strings("classlabels_strings", ["no", "yes"])
    )
    builder.model.graph.output.insert(GraphBuilder.value("i", []), at: 0)
    let model = try imported(builder)
    #expect("\(model.network.description)" == "3 softmax:2")
    #expect(model.classNames == ["no", "yes"])
    #expect(model.remarks.contains { $0.contains("\"i\" is left out") })
    #expect(model.remarks.contains { $0.contains("ZipMap") })
  }

  @Test func anOutputIsChosenByName() throws {
    var builder = dense()
    builder.node("Relu", "z > y")
    builder.node("Tanh", "z > t")
    builder.model.graph.output.append(GraphBuilder.value("t", []))
    #expect(throws: (any Error).self) { try imported(builder) }
    #expect("\(try imported(builder, output: "t").network.description)" == "3 tanh:2")
    #expect("\(try imported(builder, output: "y").network.description)" == "3 relu:2")
    #expect(throws: (any Error).self) { try imported(builder, output: "q") }
  }

  @Test func fixedAndOpenBatchesAreTheSameNetwork() throws {
    for batch in [nil, 1, 7, 789_444] {
      var builder = GraphBuilder(input: [batch, 2, 2])
      builder.constant("w", [4, 1], [1, 2, 3, 4])
      builder.node("Flatten", "x > f")
      builder.node("MatMul", "f w > y")
      #expect(try imported(builder).network.layers[0].weights == [1, 2, 3, 4])
    }
  }

  @Test func transposedPixelsReorderTheWeights() throws {
    var builder = GraphBuilder(input: [nil, 2, 3])
    builder.constant("w", [6, 1], [1, 2, 3, 4, 5, 6])
    builder.node("Transpose", "x > t", .ints("perm", [0, 2, 1]))
    builder.node("Flatten", "t > f")
    builder.node("MatMul", "f w > y")
    #expect(try imported(builder).network.layers[0].weights == [1, 3, 5, 2, 4, 6])
  }

  // MARK: Numbers in a file

  @Test func everyFloatTypeIsRead() throws {
    // 1.5, −0.25 and the smallest subnormal, in each type's bytes.
    let cases: [(Int32, [UInt8], [Float])] = [
      (1, [0, 0, 0xC0, 0x3F, 0, 0, 0x80, 0xBE, 1, 0, 0, 0], [1.5, -0.25, .leastNonzeroMagnitude]),
      (10, [0, 0x3E, 0, 0xB4, 1, 0], [1.5, -0.25, 0x1p-24]),
      (16, [0xC0, 0x3F, 0x80, 0xBE, 0, 0x40], [1.5, -0.25, 2]),
      (
        11,
        [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0xD0, 0xBF, 0, 0, 0, 0, 0, 0, 0, 0x40],
        [1.5, -0.25, 2]
      ),
    ]
    for (type, bytes, values) in cases {
      var builder = GraphBuilder(input: [nil, 3])
      var tensor = ONNXTensor()
      (tensor.name, tensor.dataType, tensor.dims) = ("w", type, [3, 1])
      tensor.rawData = Data(bytes)
      builder.model.graph.initializer = [tensor]
      builder.node("MatMul", "x w > y")
      #expect(try imported(builder).network.layers[0].weights == values)
    }
  }

  @Test func externalDataMustLieBesideTheModel() throws {
    let folder = URL.temporaryDirectory.appending(path: "onnx-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ location: String, offset: String) throws -> String {
      var builder = GraphBuilder(input: [nil, 2])
      var tensor = ONNXTensor()
      (tensor.name, tensor.dataType, tensor.dims, tensor.dataLocation) = ("w", 1, [2, 1], 1)
      tensor.externalData = [("location", location), ("offset", offset)].map { key, value in
        var property = ONNXProperty()
        (property.key, property.value) = (key, value)
        return property
      }
      builder.model.graph.initializer = [tensor]
      builder.node("MatMul", "x w > y")
      let file = folder.appending(path: "m.onnx")
      try builder.bytes().write(to: file)
      return file.path
    }
    try Data([9, 9, 9, 9, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]).write(
      to: folder.appending(path: "weights.bin")
    )
    let good = try write("weights.bin", offset: "4")
    #expect(try ImportedModel(contentsOfFile: good).network.layers[0].weights == [1, 2])
    for (location, offset) in [
      ("weights.bin", "5"), ("weights.bin", "-1"), ("absent.bin", "0"), ("../weights.bin", "0"),
      ("/etc/passwd", "0"), ("", "0"), ("weights.bin", "9223372036854775807"),
    ] {
      let file = try write(location, offset: offset)
      #expect(throws: (any Error).self) { try ImportedModel(contentsOfFile: file) }
    }
  }

  // MARK: Refusals

  @Test func whatIsNotReadIsNamed() throws {
    func refusal(
      _ kind: String,
      _ values: String,
      _ change: (inout GraphBuilder) -> Void = { _ in }
    )
      -> String
    {
      var builder = dense()
      builder.constant("s", [2], [1, 2])
      change(&builder)
      builder.node(kind, values)
      do {
        _ = try imported(builder)
        return "imported"
      } catch { return "\(error)" }
    }
    #expect(refusal("GRU", "z > y").hasPrefix("node \"the GRU\" (GRU) is an operator that is not"))
    #expect(refusal("GRU", "z > y").contains("Gemm, MatMul, Conv"))
    #expect(refusal("Conv", "z s > y").contains("one or two axes of space"))
    #expect(refusal("ConvTranspose", "z s > y").contains("transposed convolution"))
    #expect(refusal("QLinearConv", "z s > y").contains("QDQ"))
    #expect(refusal("Mul", "z x > y").contains("two computed values"))
    #expect(refusal("Relu", "q > y").contains("nothing before it gives"))
    #expect(
      refusal("MatMul", "z s2 > y") { $0.constant("s2", [3, 1], [1, 2, 3]) }.contains("lengths")
    )
    #expect(
      refusal("Add", "z x > y").contains("shapes") || refusal("Add", "z x > y").contains("skip")
    )
    #expect(refusal("Softmax", "z > y") { $0.model.opsetImport[0].version = 5 }.contains("opset 5"))
    #expect(
      refusal("Relu", "z > y") { $0.model.graph.input.append(GraphBuilder.value("q", [1])) }
        .contains("2 inputs")
    )
    #expect(
      refusal("Relu", "z > y") { $0.model.graph.input[0] = GraphBuilder.value("x", [nil, nil]) }
        .contains("2 open axes")
    )
  }
}
