import FloatNetwork
import ONNX
import Testing

/// What depends on constants alone is computed ahead, whichever operators it takes.
@Suite struct ConstantTests {
  /// The weights of y = x · c, with c what nodes make of the constants a, [−2, 0.25, 9], and b, [4].
  private func weights(_ build: (inout GraphBuilder) -> Void) throws -> [Float] {
    var builder = GraphBuilder(input: [nil, 3], opset: 13)
    builder.constant("a", [3, 1], [-2, 0.25, 9])
    builder.constant("b", [1], [4])
    build(&builder)
    builder.node("MatMul", "x c > y")
    return try ImportedModel(decoding: builder.bytes(), output: nil).network.layers[0].weights
  }

  private static let unary: [(String, [Float])] = [
    ("Neg", [2, -0.25, -9]), ("Abs", [2, 0.25, 9]), ("Floor", [-2, 0, 9]),
    ("Ceil", [-2, 1, 9]), ("Sign", [-1, 1, 1]), ("Relu", [0, 0.25, 9]),
    ("Reciprocal", [-0.5, 4, 1 / 9]),
    ("Exp", [0.13533528, 1.2840254, 8103.084]), ("Tanh", [-0.9640276, 0.24491866, 1]),
    ("Sigmoid", [0.11920292, 0.5621765, 0.9998766]), ("Erf", [-0.9953223, 0.27632639, 1]),
    ("Softsign", [-2 / 3, 0.2, 0.9]), ("Round", [-2, 0, 9]),
  ]

  @Test(arguments: unary)
  func ofOne(_ kind: String, _ expected: [Float]) throws {
    let found = try weights { $0.node(kind, "a > c") }
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) }, "\(found)")
  }

  private static let binary: [(String, [Float])] = [
    ("Add", [2, 4.25, 13]), ("Sub", [-6, -3.75, 5]), ("Mul", [-8, 1, 36]),
    ("Div", [-0.5, 0.0625, 2.25]), ("Pow", [16, 0.00390625, 6561]), ("Max", [4, 4, 9]),
    ("Min", [-2, 0.25, 4]), ("Sum", [2, 4.25, 13]),
  ]

  @Test(arguments: binary)
  func ofTwoWithBroadcasting(_ kind: String, _ expected: [Float]) throws {
    #expect(try weights { $0.node(kind, "a b > c") } == expected)
  }

  /// Keras's normalization: (x − mean) / Max(Sqrt(variance), ε).
  @Test func aDivisorOfManyOperators() throws {
    let found = try weights { builder in
      builder.constant("e", [1], [1e-7])
      builder.node("Mul", "a a > v")
      builder.node("Sqrt", "v > s")
      builder.node("Max", "s e > c")
    }
    #expect(found == [2, 0.25, 9])
  }

  @Test func choicesComparisonsAndReductions() throws {
    #expect(
      try weights {
        $0.node("Greater", "a b > g")
        $0.node("Where", "g a b > c")
      } == [4, 4, 9]
    )
    #expect(
      try weights {
        $0.node("ReduceSum", "a > r")
        $0.node("Add", "a r > c")
      } == [5.25, 7.5, 16.25]
    )
    #expect(
      try weights { $0.node("Clip", "a > c", .float("min", -1), .float("max", 1)) } == [
        -1, 0.25, 1,
      ]
    )
    #expect(
      try weights {
        $0.integers("shape", [3, 1])
        $0.node("Expand", "b shape > c")
      } == [4, 4, 4]
    )
    #expect(
      try weights {
        $0.constant("m", [3, 3], [0, 1, 0, 0, 0, 1, 1, 0, 0])
        $0.node("MatMul", "m a > c")
      } == [0.25, 9, -2]
    )
  }

  /// A normalization as Keras writes it, and the same one with its constants folded by another program.
  @Test(.enabled(if: SharedCases.areThere)) func aNormalizationIsReadAsWhenItIsFolded() throws {
    let network = try ImportedModel(contentsOfFile: SharedCases.path("weather.onnx")).network
    let folded = try ImportedModel(contentsOfFile: SharedCases.path("weather_folded.onnx")).network
    #expect("\(network.description)" == "\(folded.description)")
    for (own, other) in zip(network.layers, folded.layers) {
      for (a, b) in zip(own.weights + own.biases, other.weights + other.biases) {
        #expect(abs(a - b) <= 4 * max(a.ulp, b.ulp), "\(a), not \(b)")
      }
    }
  }

  @Test func whatIsNotComputedAheadIsNamed() throws {
    let error = #expect(throws: ONNXError.self) { try weights { $0.node("Hardmax", "a > c") } }
    #expect(error.map { "\($0)".contains("works on constants alone") } ?? false)
  }
}

/// Constants that a hostile file may hold end in an error, not in a crash or in all of the memory.
@Suite struct HostileConstantTests {
  private func refusal(_ build: (inout GraphBuilder) -> Void) -> String {
    var builder = GraphBuilder(input: [nil, 3], opset: 13)
    build(&builder)
    builder.node("MatMul", "x c > y")
    do {
      _ = try ImportedModel(decoding: builder.bytes(), output: nil)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func emptyTensorsWithHugeAxes() {
    for shape in [[0, 1 << 62, 4], [1 << 40, 0], [0, 0]] {
      let line = refusal { builder in
        builder.constant("a", shape, [])
        builder.node("Add", "a a > c")
      }
      #expect(!line.isEmpty && !line.contains("\n"), "\(shape)")
    }
    let line = refusal { builder in
      builder.constant("a", [1 << 20, 0], [])
      builder.constant("b", [0, 1 << 20], [])
      builder.node("MatMul", "a b > c")
    }
    #expect(!line.isEmpty)
  }

  @Test func aWholeNumberByZero() {
    let line = refusal { builder in
      builder.integers("a", [7, 8, 9])
      builder.integers("b", [1, 0, 2])
      builder.node("Div", "a b > c")
    }
    #expect(line.contains("divides a whole number by 0"), "\(line)")
  }
}
