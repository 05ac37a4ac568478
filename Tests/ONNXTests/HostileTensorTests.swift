import FloatNetwork
import Foundation
import ONNX
import ONNXSchema
import SwiftProtobuf
import Testing
import _TestSupport

/// Graphs with windows and tensors that no network has: an error of one line, in bounded time and memory.
@Suite struct HostileTensorTests {
  private static let rounds =
    ProcessInfo.processInfo.environment["HALFWORD_FUZZ_ROUNDS"].flatMap(Int.init) ?? 2_000

  private func refusal(
    _ attributes: ONNXAttribute...,
    kind: String = "Conv",
    input: [Int?] = [nil, 2, 6, 6]
  )
    -> String
  {
    var builder = GraphBuilder(input: input)
    builder.constant("w", [2, 2, 2, 2], Array(repeating: 1, count: 16))
    builder.node(kind, kind == "Conv" ? "x w > y" : "x > y")
    builder.nodes[0].attribute = attributes
    return builder.refusal()
  }

  @Test func windowsThatAreNoneAreNamed() {
    for value in [0, -1, 65_536, Int.max, Int.min] {
      for name in ["strides", "dilations"] {
        #expect(refusal(.ints(name, [value, 1])).contains(name), "\(name) \(value)")
      }
      if value != 0 { #expect(refusal(.ints("pads", [0, value, 0, 0])).contains("pads")) }
      #expect(
        refusal(.ints("kernel_shape", [value, 2]), kind: "MaxPool").contains("kernel_shape")
      )
      #expect(refusal(.int("group", value)).contains("groups"))
    }
    #expect(refusal(.ints("strides", [1])).contains("axes of space"))
    #expect(refusal(.ints("kernel_shape", [3, 3])).contains("kernel_shape"))
    #expect(refusal(.ints("dilations", [7, 7])).contains("reaches over"))
    #expect(refusal(.ints("dilations", [65_535, 65_535])).contains("reaches over"))
    #expect(refusal(kind: "MaxPool").contains("kernel_shape"))
    #expect(
      refusal(.ints("kernel_shape", [60_000, 60_000]), kind: "AveragePool").contains("reaches over")
    )
    #expect(refusal(input: [nil, 2, 6, 6, 6]).contains("one or two axes"))
    #expect(refusal(input: [nil, 6]).contains("one or two axes"))
    #expect(refusal(input: [nil, 2, 6]).contains("weights of shape"))
    #expect(refusal(input: [nil, 3, 6, 6]).contains("channels"))
  }

  @Test func paddingCannotFillTheMemory() {
    let wide = [65_535, 65_535, 65_535, 65_535]
    #expect(refusal(.ints("pads", wide)).contains("more than 8388608 values"))
    #expect(
      refusal(.ints("kernel_shape", [2, 2]), .ints("pads", wide), kind: "MaxPool")
        .hasPrefix("node")
    )
    var builder = GraphBuilder(input: [nil, 2, 6, 6])
    builder.integers("p", [0, 0] + wide.prefix(2) + [0, 0] + wide.suffix(2))
    builder.node("Pad", "x p > y")
    #expect(builder.refusal().contains("numbers on its way"))
    builder.model.graph.initializer[0].int64Data = [0, 0, -1, 0, 0, 0, 0, 0]
    #expect(builder.refusal().contains("negative"))
    builder.model.graph.initializer[0].int64Data = [1, 0, 0, 0, 0, 0, 0, 0]
    #expect(builder.refusal().contains("batch"))
    builder.model.graph.initializer[0].dims = [3]
    builder.model.graph.initializer[0].int64Data = [0, 0, 1]
    #expect(builder.refusal().contains("pads for 4 axes"))
  }

  /// Each activation joined with itself twice doubles its expression.
  @Test func expressionsCannotGrowWithoutEnd() throws {
    var builder = GraphBuilder(input: [nil, 2])
    builder.node("Sin", "x > v0")
    for index in 0..<200 { builder.node("Mul", "v\(index) v\(index) > v\(index + 1)") }
    builder.node("Cos", "v200 > y")
    let line = builder.refusal()
    #expect(line.hasPrefix("imported") || line.contains("computed values"), "\(line.prefix(200))")
    var chain = GraphBuilder(input: [nil, 2])
    chain.node("Sin", "x > v0")
    for index in 0..<3_000 { chain.node("Cos", "v\(index) > v\(index + 1)") }
    chain.node("Mul", "v3000 v0 > y")
    #expect(!chain.refusal().isEmpty)
  }

  private func sample() throws -> ONNXModel {
    var builder = GraphBuilder(input: [nil, 2, 6, 6])
    builder.constant("w", [4, 2, 3, 3], (0..<72).map { Float($0) / 64 })
    builder.constant("d", [4, 1, 2, 2], (0..<16).map { Float($0) / 8 })
    builder.constant("b", [4], [1, 2, 3, 4])
    builder.constant("m", [16, 3], (0..<48).map { Float($0) / 32 })
    builder.integers("p", [0, 0, 1, 1, 0, 0, 1, 1])
    builder.integers("axes", [2, 3])
    builder.node("Conv", "x w b > h", .ints("pads", [1, 1, 1, 1]), .ints("strides", [1, 1]))
    builder.node("BatchNormalization", "h b b b b > n")
    builder.node("Sigmoid", "n > g")
    builder.node("Mul", "n g > s")
    builder.node("Pad", "s p > q")
    builder.node("Conv", "q d > e", .int("group", 4), .ints("strides", [2, 2]))
    builder.node("Transpose", "e > t", .ints("perm", [0, 2, 3, 1]))
    builder.node("Transpose", "t > u", .ints("perm", [0, 3, 1, 2]))
    builder.node("MaxPool", "u > c", .ints("kernel_shape", [1, 1]), .ints("strides", [2, 2]))
    builder.node("Relu", "c > r")
    builder.node("Add", "c r > a")
    builder.node("AveragePool", "r > k", .ints("kernel_shape", [1, 1]))
    builder.node("Add", "a k > l")
    builder.node("Flatten", "l > f")
    builder.node("Gemm", "f m > y")
    return try ONNXModel(serializedBytes: try builder.bytes())
  }

  @Test func theSampleIsRead() throws {
    let network = try ImportedModel(decoding: sample().serializedBytes()).network
    #expect(network.outputCount == 3)
  }

  /// Changes of fields, which leave the file well-formed.
  @Test func changedFieldsAreHandled() throws {
    let model = try sample()
    var random = TestRandom(seed: 187)
    let numbers: [Int64] = [
      -1, 0, 1, 2, 3, 4, 6, 7, 64, 65_535, 65_536, 1_000_003, 1 << 31, 1 << 40, .max, .min, -2,
    ]
    func number() -> Int64 { numbers[Int.random(in: 0..<numbers.count, using: &random)] }
    let operators = [
      "Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "ReduceMean",
      "ReduceMax", "ReduceSum", "Pad", "Add", "Sub", "Mul", "Div", "Sum", "Concat", "Flatten",
      "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Sin", "Exp", "Erf", "Gelu", "Clip", "PRelu",
      "Relu", "Abs", "Max", "Min", "QuantizeLinear", "DequantizeLinear", "MatMul", "Gemm", "Pow",
      "Softmax", "Identity", "BatchNormalization", "LeakyRelu", "HardSigmoid", "ConvTranspose",
    ]
    let attributes = ["axes", "pads", "strides", "dilations", "kernel_shape", "perm"]
    var imported = 0
    for _ in 0..<Self.rounds {
      var changed = model
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let node = Int.random(in: 0..<changed.graph.node.count, using: &random)
        let tensor = Int.random(in: 0..<changed.graph.initializer.count, using: &random)
        switch Int.random(in: 0..<9, using: &random) {
        case 0:
          let axis = Int.random(
            in: 0..<changed.graph.initializer[tensor].dims.count,
            using: &random
          )
          changed.graph.initializer[tensor].dims[axis] = number()
        case 1: changed.graph.initializer[tensor].int64Data = (0..<8).map { _ in number() }
        case 2, 3:
          changed.graph.node[node].opType =
            operators[Int.random(in: 0..<operators.count, using: &random)]
        case 4:
          let names = changed.graph.node.flatMap { $0.input + $0.output }
          changed.graph.node[node].input.append(
            names[Int.random(in: 0..<names.count, using: &random)]
          )
        case 5:
          let names = changed.graph.node.flatMap { $0.input + $0.output }
          guard !changed.graph.node[node].input.isEmpty else { continue }
          changed.graph.node[node].input[0] =
            names[Int.random(in: 0..<names.count, using: &random)]
        case 6, 7:
          let name = attributes[Int.random(in: 0..<attributes.count, using: &random)]
          let count = [1, 2, 4][Int.random(in: 0..<3, using: &random)]
          changed.graph.node[node].attribute = [
            .ints(name, (0..<count).map { _ in Int(number()) })
          ]
        default:
          changed.graph.input[0].type.tensorType.shape.dim[
            Int.random(in: 0..<4, using: &random)
          ].dimValue = number()
        }
      }
      do {
        _ = try ImportedModel(decoding: changed.serializedBytes())
        imported += 1
      } catch {
        let line = "\(error)"
        #expect(!line.contains { $0.isNewline } && line.count < 900, "\(line)")
      }
    }
    #expect(imported > 0 && imported < Self.rounds)
  }
}
