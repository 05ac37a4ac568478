import FloatNetwork
import Foundation
import ONNX
import ONNXSchema
import SwiftProtobuf
import Testing
import _TestSupport

/// Whatever the bytes are: a network, or an error of one line, in bounded time and memory.
@Suite struct HostileFileTests {
  /// How many changed files a test reads; HALFWORD_FUZZ_ROUNDS asks for more.
  private static let rounds =
    ProcessInfo.processInfo.environment["HALFWORD_FUZZ_ROUNDS"].flatMap(Int.init) ?? 2_000

  /// The error's line; nil where the bytes are imported.
  @discardableResult
  private func refusal(_ bytes: Data) -> String? {
    do {
      _ = try ImportedModel(decoding: bytes)
      return nil
    } catch {
      let line = "\(error)"
      #expect(!line.contains { $0.isNewline } && line.count < 700, "\(line)")
      return line
    }
  }

  private func refusal(_ builder: GraphBuilder) throws -> String? { refusal(try builder.bytes()) }

  /// A model that has most of what is read.
  private func sample() throws -> Data {
    var builder = GraphBuilder(input: [nil, 2, 3])
    builder.constant("w", [6, 4], (0..<24).map { Float($0) / 8 })
    builder.constant("b", [4], [1, 2, 3, 4])
    builder.integers("s", [-1, 6])
    builder.integers("pieces", [0, 2, 2])
    builder.node("Transpose", "x > t", .ints("perm", [0, 2, 1]))
    builder.node("Reshape", "t s > f")
    builder.node("Gemm", "f w b > h", .float("alpha", 0.5))
    builder.node("BatchNormalization", "h b b b b > n")
    builder.node("Reshape", "n pieces > r")
    builder.node("ReduceMax", "r > m", .ints("axes", [2]), .int("keepdims", 0))
    builder.node("Softmax", "m > p", .int("axis", 1))
    builder.node(
      "ZipMap",
      "p > y",
      domain: "ai.onnx.ml",
      .strings("classlabels_strings", ["a", "b"])
    )
    return try builder.bytes()
  }

  @Test func everyTruncationIsHandled() throws {
    let bytes = try sample()
    #expect(refusal(bytes) == nil)
    var refused = 0
    for count in 0..<bytes.count where refusal(bytes.prefix(count)) != nil { refused += 1 }
    // What ends before the last operator set is whole.
    #expect(refused == bytes.count - 1)
  }

  @Test func changedBytesAreHandled() throws {
    let bytes = [UInt8](try sample())
    var random = TestRandom(seed: 41)
    var refused = 0
    for _ in 0..<Self.rounds {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<changed.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: changed[at] = .random(in: 0...255, using: &random)
        case 1: changed[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: changed.insert(0xFF, at: at)
        default: changed.remove(at: at)
        }
      }
      if refusal(Data(changed)) != nil { refused += 1 }
    }
    #expect(refused > Self.rounds / 4 && refused < Self.rounds)
  }

  /// Changes of fields, which unlike changes of bytes leave the file well-formed.
  @Test func changedFieldsAreHandled() throws {
    let model = try ONNXModel(serializedBytes: try sample())
    var random = TestRandom(seed: 43)
    let numbers: [Int64] = [
      -1, 0, 1, 2, 3, 7, 64, 65_536, 1_000_003, 1 << 31, 1 << 40, .max, .min, -2,
    ]
    func number() -> Int64 { numbers[Int.random(in: 0..<numbers.count, using: &random)] }
    let operators = [
      "Gemm", "MatMul", "Add", "Sub", "Mul", "Div", "Max", "Min", "Concat", "Reshape", "Transpose",
      "Squeeze", "Unsqueeze", "Flatten", "ReduceMax", "Softmax", "PRelu", "Clip", "Gather", "Slice",
      "Shape", "Cast", "Relu", "LogSoftmax", "BatchNormalization", "ArgMax", "Constant", "Identity",
      "Dropout", "Sum", "LeakyRelu",
    ]
    for _ in 0..<Self.rounds {
      var changed = model
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let node = Int.random(in: 0..<changed.graph.node.count, using: &random)
        let tensor = Int.random(in: 0..<changed.graph.initializer.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: changed.graph.initializer[tensor].dims = [number(), number()]
        case 1: changed.graph.initializer[tensor].dims.append(number())
        case 2: changed.graph.initializer[tensor].dataType = Int32(truncatingIfNeeded: number())
        case 3: changed.graph.initializer[tensor].int64Data = [number(), number(), number()]
        case 4:
          changed.graph.node[node].opType =
            operators[
              Int.random(in: 0..<operators.count, using: &random)
            ]
        case 5:
          let names = changed.graph.node.flatMap { $0.input + $0.output }
          changed.graph.node[node].input.append(
            names[Int.random(in: 0..<names.count, using: &random)]
          )
        case 6: changed.graph.node[node].attribute.append(.ints("axes", [Int(number())]))
        default:
          changed.graph.input[0].type.tensorType.shape.dim[
            Int.random(in: 0..<3, using: &random)
          ].dimValue = number()
        }
      }
      refusal(try changed.serializedBytes())
    }
  }

  @Test func initializersThatLieAreRefused() throws {
    for (dims, message) in [
      ([3, 2], "holds 4 values"), ([-2, 2], "impossible shape"),
      ([1 << 62, 4], "impossible shape"),
      ([1 << 30, 1], "more than"), ([0, 4], "holds 4 values"),
    ] {
      var builder = GraphBuilder(input: [nil, 2])
      builder.constant("w", dims, [1, 2, 3, 4])
      builder.node("MatMul", "x w > y")
      #expect(try refusal(builder)?.contains(message) == true, "\(dims)")
    }
    var builder = GraphBuilder(input: [nil, 2])
    builder.constant("w", [2, 2], [])
    builder.model.graph.initializer[0].rawData = Data(count: 15)
    builder.node("MatMul", "x w > y")
    #expect(try refusal(builder)?.contains("holds 15 bytes") == true)
    builder.model.graph.initializer[0].rawData = Data(repeating: 0xFF, count: 16)
    #expect(try refusal(builder)?.contains("must be finite") == true)
    builder.model.graph.initializer[0].dataType = 99
    #expect(try refusal(builder)?.contains("type 99") == true)
  }

  @Test func cyclesAreRefused() throws {
    var itself = GraphBuilder(input: [nil, 2])
    itself.node("Relu", "y > y")
    #expect(try refusal(itself)?.contains("cycle") == true)
    var pair = GraphBuilder(input: [nil, 2])
    pair.node("Relu", "a > y")
    pair.node("Relu", "y > a")
    #expect(try refusal(pair)?.contains("cycle") == true)
    var twice = GraphBuilder(input: [nil, 2])
    twice.node("Relu", "x > y")
    twice.node("Tanh", "x > y")
    #expect(try refusal(twice)?.contains("given twice") == true)
  }

  @Test func deepGraphsNeedNoStack() throws {
    var builder = GraphBuilder(input: [nil, 2])
    builder.node("Tanh", "x > v0")
    for index in 0..<50_000 { builder.node("Identity", "v\(index) > v\(index + 1)") }
    for index in 50_000..<60_000 { builder.node("Tanh", "v\(index) > v\(index + 1)") }
    builder.node("Tanh", "v60000 > y")
    #expect(try ImportedModel(decoding: builder.bytes()).network.layers.count == 10_002)
  }

  @Test func smallFilesCannotFillTheMemory() throws {
    // Each layer of 4,000 × 4,000 takes 30 bytes in the file.
    var layers = GraphBuilder(input: [1, 4_000])
    layers.node("Tanh", "x > v0")
    for index in 0..<200 { layers.node("Tanh", "v\(index) > v\(index + 1)") }
    layers.node("Tanh", "v200 > y")
    // Twice as many values with every node.
    var doubling = GraphBuilder(input: [nil, 2])
    doubling.node("Concat", "x x > v0", .int("axis", 1))
    for index in 0..<60 {
      doubling.node("Concat", "v\(index) v\(index) > v\(index + 1)", .int("axis", 1))
    }
    doubling.node("Relu", "v60 > y")
    // A row and a column make a matrix.
    var broadcast = GraphBuilder(input: [nil, 1, 60_000])
    broadcast.constant("c", [60_000, 1], Array(repeating: 1, count: 60_000))
    broadcast.node("Add", "x c > y")
    for builder in [layers, doubling, broadcast] {
      #expect(try refusal(builder)?.contains("more than 67108864 numbers") == true)
    }
    // Nodes of two bytes each.
    var graph = Data()
    for _ in 0..<1_500_000 { graph += [0x0A, 0x00] }
    var file = Data([0x3A])
    var length = graph.count
    while length > 0x7F {
      file.append(UInt8(length & 0x7F) | 0x80)
      length >>= 7
    }
    file.append(UInt8(length))
    #expect(refusal(file + graph)?.contains("parts") == true)
  }

  @Test func namesCannotBreakTheLine() throws {
    var builder = GraphBuilder(input: [nil, 2])
    builder.node("Elu", "x > y")
    builder.nodes[0].name =
      "a\nb\u{1B}[31m\u{2028}" + String(repeating: "z", count: 9_999)
    builder.nodes[0].opType = "E\r\nlu"
    let line = try #require(try refusal(builder))
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{2028}" })
  }

  @Test func otherFilesAreNoModels() {
    for bytes in [
      Data(), Data([0]), Data("hello, world".utf8), Data(repeating: 0xFF, count: 1_000),
      Data(count: 1_000), Data([0x3A, 0]), Data([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
    ] { #expect(refusal(bytes) != nil) }
  }
}
