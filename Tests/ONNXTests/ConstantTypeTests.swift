import Foundation
import ONNX
import ONNXSchema
import Testing
import _TestSupport

/// Constants are computed in the type of their elements. (`Tools/test-onnx` holds every operator to onnxruntime bit
/// by bit.)
@Suite struct ConstantTypeTests {
  /// What nodes make of constants a, b, … of a type, as numbers.
  private func result(
    _ type: Int32,
    _ constants: [[Double]],
    _ build: (inout GraphBuilder) -> Void
  ) throws -> [Double] {
    var builder = GraphBuilder(input: [])
    builder.model.graph.input = []
    for (name, values) in zip(["a", "b", "c"], constants) {
      builder.tensor(name, type, [values.count], values)
    }
    build(&builder)
    let output = try ConstantGraph.outputs(of: builder.bytes())[0]
    #expect(output.type == type)
    return numbers(output)
  }

  private func numbers(_ tensor: ConstantGraph.Tensor) -> [Double] {
    let size = tensor.bytes.count / max(1, tensor.shape.reduce(1, *))
    return stride(from: 0, to: tensor.bytes.count, by: max(1, size)).map { start in
      let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(tensor.bytes[start + $1]) << (8 * $1) }
      return switch tensor.type {
      case 1, 10, 16: Double(Float(bitPattern: UInt32(bits)))
      case 3: Double(Int8(truncatingIfNeeded: bits))
      case 6: Double(Int32(truncatingIfNeeded: bits))
      case 7: Double(Int64(bitPattern: bits))
      case 11: Double(bitPattern: bits)
      default: Double(bits)
      }
    }
  }

  /// (a + b) + b and what it is where each sum is rounded.
  @Test(
    arguments: [
      (1, 0x1p24, 0x1p24), (11, 0x1p24, 0x1p24 + 2), (10, 2048, 2048), (16, 256, 256),
    ] as [(Int32, Double, Double)]
  ) func floatsAreRoundedAfterEachOperator(_ type: Int32, _ start: Double, _ end: Double) throws {
    let found = try result(type, [[start], [1]]) { builder in
      builder.node("Add", "a b > s")
      builder.node("Add", "s b > y")
    }
    #expect(found == [end])
  }

  @Test(
    arguments: [
      (2, 200, 100, 44), (3, 100, 100, -56), (6, 0x1p31 - 1, 1, -0x1p31), (12, 0x1p32 - 1, 2, 1),
      (7, 0x1p62, 0x1p62, -0x1p63),
    ] as [(Int32, Double, Double, Double)]
  ) func integersWrapInTheirWidth(_ type: Int32, _ a: Double, _ b: Double, _ sum: Double) throws {
    #expect(try result(type, [[a], [b]]) { $0.node("Add", "a b > y") } == [sum])
  }

  @Test func integersDivideWithTruncation() throws {
    let found = try result(6, [[7, -7, 7, -7], [2, 2, -2, -2]]) { $0.node("Div", "a b > y") }
    #expect(found == [3, -3, -3, 3])
    let rest = try result(6, [[7, -7, 7, -7], [2, 2, -2, -2]]) { $0.node("Mod", "a b > y") }
    #expect(rest == [1, 1, -1, -1])
  }

  /// The smallest number divided by −1 is one more than the largest.
  @Test(arguments: [6, 7] as [Int32]) func theSmallestNumberOverMinusOneWraps(
    _ type: Int32
  ) throws {
    let smallest = type == 6 ? -0x1p31 : -0x1p63
    #expect(try result(type, [[smallest], [-1]]) { $0.node("Div", "a b > y") } == [smallest])
    #expect(try result(type, [[smallest]]) { $0.node("Abs", "a > y") } == [smallest])
    #expect(try result(type, [[smallest], [-1]]) { $0.node("Mod", "a b > y") } == [0])
  }

  @Test func wholeNumbersBeyondTheFractionOfAFloatAreExact() throws {
    var builder = GraphBuilder(input: [])
    builder.model.graph.input = []
    builder.integers("a", [1 << 53 + 1, .max - 1])
    builder.integers("b", [2, 1])
    builder.node("Add", "a b > y")
    let output = try ConstantGraph.outputs(of: builder.bytes())[0]
    let expected = [Int64(1 << 53 + 3), .max].flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    #expect(output.bytes == expected)
  }

  private func refusal(_ build: (inout GraphBuilder) -> Void) -> String {
    var builder = GraphBuilder(input: [])
    builder.model.graph.input = []
    builder.constant("f", [2], [1, 300])
    builder.integers("i", [1, 2])
    build(&builder)
    do {
      return "\(try ConstantGraph.outputs(of: builder.bytes()))"
    } catch {
      return "\(error)"
    }
  }

  @Test func typesThatDoNotFitAreNamed() {
    let mixed = refusal { $0.node("Add", "f i > y") }
    #expect(mixed.contains("(Add) combines constants of the types float32 and int64"), "\(mixed)")
    let root = refusal { $0.node("Sqrt", "i > y") }
    #expect(root.contains("(Sqrt) does not take constants of type int64"), "\(root)")
    let narrow = refusal { $0.node("Cast", "f > y", .int("to", 3)) }
    #expect(narrow.contains("casts 300.0 to int8, which cannot hold it"), "\(narrow)")
    let unread = refusal { $0.node("Cast", "f > y", .int("to", 17)) }
    #expect(unread.contains("type 17, which is not read"), "\(unread)")
  }

  @Test func shapesThatDoNotFitAreNamed() {
    let line = refusal {
      $0.constant("g", [3], [1, 2, 3])
      $0.node("Mul", "f g > y")
    }
    #expect(line.contains("combines the shapes [2] and [3], which do not fit"), "\(line)")
  }
}

/// Whatever graph of constants a file holds: constants, or an error of one line, in bounded time and memory.
@Suite struct HostileConstantGraphTests {
  private static let rounds =
    ProcessInfo.processInfo.environment["HALFWORD_FUZZ_ROUNDS"].flatMap(Int.init) ?? 5_000

  private static let operators = [
    "Add", "Div", "Mod", "Pow", "Equal", "Less", "And", "Not", "Where", "Clip", "Max", "Mean",
    "Neg",
    "Sqrt", "Gelu", "BitShift", "BitwiseNot", "ReduceSum", "ReduceMax", "ReduceMean", "ArgMax",
    "CumSum", "Softmax", "MatMul", "Gemm", "Reshape", "Flatten", "Squeeze", "Unsqueeze",
    "Transpose", "Concat", "Split", "Slice", "Tile", "Expand", "Pad", "Gather", "GatherElements",
    "GatherND", "ScatterElements", "ScatterND", "OneHot", "Trilu", "NonZero", "ConstantOfShape",
    "Shape", "Size", "Range", "EyeLike", "Cast", "CastLike", "Identity", "Dropout", "PRelu",
  ]
  private static let lengths = [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 7]
  private static let numbers = [
    -1, 0, 1, 2, 3, -2, 5, 7, 64, 1 << 31, 1 << 40, 1 << 62, .max, .min, .min + 1,
  ]
  private static let attributes = [
    "axis", "axes", "keepdims", "to", "perm", "transA", "transB", "start", "end", "k", "upper",
    "num_outputs", "allowzero", "exclusive", "reverse", "noop_with_empty_axes", "fmod", "dtype",
    "select_last_index", "batch_dims", "split", "starts", "ends", "pads", "value_int",
  ]

  @Test func everyGraphOfConstantsIsHandled() throws {
    var random = TestRandom(seed: 44)
    func pick<Element>(_ list: [Element]) -> Element {
      list[Int.random(in: 0..<list.count, using: &random)]
    }
    var computed = 0
    for _ in 0..<Self.rounds {
      var builder = GraphBuilder(input: [], opset: pick([6, 9, 11, 13, 18, 21]))
      builder.model.graph.input = []
      var names: [String] = []
      for index in 0..<4 {
        var shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in pick(Self.lengths) }
        if shape.contains(0), Bool.random(using: &random) { shape[0] = pick(Self.numbers) }
        let isSmall = elementCountBelow(1_000, shape)
        let count = isSmall ? shape.reduce(1, *) : 0
        let type = pick([1, 1, 1, 7, 7, 7, 6, 2, 9, 10, 11, 13] as [Int32])
        let isHostile = Int.random(in: 0..<4, using: &random) == 0
        builder.tensor(
          "c\(index)",
          type,
          shape,
          (0..<count).map { _ in
            Double(isHostile ? pick(Self.numbers) : .random(in: 0...3, using: &random))
          }
        )
        names.append("c\(index)")
      }
      for index in 0..<Int.random(in: 1...4, using: &random) {
        let inputs = (0..<Int.random(in: 1...4, using: &random)).map { _ in pick(names) }
        var attributes: [ONNXAttribute] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          let values = (0..<Int.random(in: 0...3, using: &random)).map { _ in pick(Self.numbers) }
          var attribute = ONNXAttribute.ints(pick(Self.attributes), values)
          attribute.i = Int64(pick(Self.numbers))
          attributes.append(attribute)
        }
        var node = ONNXNode()
        node.opType = pick(Self.operators)
        node.input = inputs
        node.output = node.opType == "Split" ? ["v\(index)", "w\(index)"] : ["v\(index)"]
        node.attribute = attributes
        builder.nodes.append(node)
        names.append("v\(index)")
      }
      builder.model.graph.output = [GraphBuilder.value(names[names.count - 1], [])]
      do {
        _ = try ConstantGraph.outputs(of: builder.bytes())
        computed += 1
      } catch {
        let line = "\(error)"
        #expect(!line.contains { $0.isNewline } && line.count < 700, "\(line)")
      }
    }
    #expect(computed > Self.rounds / 50 && computed < Self.rounds)
  }

  private func elementCountBelow(_ limit: Int, _ shape: [Int]) -> Bool {
    var count = 1
    for length in shape {
      guard 0...limit ~= length else { return false }
      count *= length
      guard count <= limit else { return false }
    }
    return true
  }

  @Test func whatWouldFillTheMemoryIsRefused() throws {
    func refusal(_ build: (inout GraphBuilder) -> Void) -> String {
      var builder = GraphBuilder(input: [])
      builder.model.graph.input = []
      builder.constant("a", [2, 2], [1, 2, 3, 4])
      builder.integers("wide", [1 << 20, 1 << 20])
      builder.integers("far", [1 << 62, 4])
      builder.integers("negative", [-2, -2])
      builder.integers("pads", [0, 0, 1 << 40, 0])
      build(&builder)
      do {
        return "\(try ConstantGraph.outputs(of: builder.bytes()).count)"
      } catch {
        return "\(error)"
      }
    }
    for shape in ["wide", "far"] {
      for kind in ["ConstantOfShape", "Tile", "Expand"] {
        let line = refusal { builder in
          builder.constant("one", [1, 1], [1])
          builder.node(kind, kind == "ConstantOfShape" ? "\(shape) > y" : "one \(shape) > y")
        }
        #expect(line.contains("more than") || line.contains("impossible"), "\(kind): \(line)")
      }
    }
    #expect(refusal { $0.node("ConstantOfShape", "negative > y") }.contains("impossible shape"))
    #expect(refusal { $0.node("Pad", "a pads > y") }.contains("more than"))
    let counted = refusal { builder in
      builder.integers("zero", [0])
      builder.integers("end", [.max])
      builder.integers("one", [1])
      builder.node("Range", "zero end one > y")
    }
    #expect(counted.contains("counts without end"), "\(counted)")
    // What is empty but wide may cost no more than what is full.
    let empty = refusal { builder in
      builder.constant("e", [1 << 20, 0], [])
      builder.constant("f", [0, 1 << 20], [])
      builder.node("MatMul", "e f > y")
    }
    #expect(empty.contains("more than"), "\(empty)")
    // As many copies of what there is as there are nodes.
    let doubled = refusal { builder in
      builder.node("Concat", "a a > v0", .int("axis", 0))
      for index in 0..<60 {
        builder.node("Concat", "v\(index) v\(index) > v\(index + 1)", .int("axis", 0))
      }
      builder.node("Identity", "v60 > y")
    }
    #expect(doubled.contains("more than"), "\(doubled)")
  }
}
