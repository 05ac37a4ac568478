import FloatNetwork
import Foundation
import ONNX
import Testing

/// Activations that are written as several operators.
@Suite struct ElementwisePartsTests {
  /// z = x·w + b, and what nodes make of it.
  private func model(_ build: (inout GraphBuilder) -> Void) throws -> Network {
    var builder = GraphBuilder(input: [nil, 1])
    builder.constant("w", [1, 3], [1, 1, 1])
    builder.constant("b", [3], [0, 0, 0])
    builder.constant("s", [3], [0.25, 0.5, 2])
    builder.node("Gemm", "x w b > z")
    build(&builder)
    return try ImportedModel(decoding: builder.bytes()).network
  }

  private func refusal(_ build: (inout GraphBuilder) -> Void) -> String {
    do { return "\(try model(build).description)" } catch { return "\(error)" }
  }

  @Test func partsOfPReLUAreOneLayer() throws {
    let network = try model { builder in
      builder.node("Relu", "z > p")
      builder.node("Neg", "z > m")
      builder.node("Relu", "m > n")
      builder.node("Mul", "s n > t")
      builder.node("Sub", "p t > y")
    }
    #expect("\(network.layers[0].activation)" == "\(Activation.maxout(pieces: 2))")
    #expect(network.referenceOutput(for: [-4]) == [-1, -2, -8])
    #expect(network.referenceOutput(for: [3]) == [3, 3, 3])
  }

  @Test func partsMayBeInAnyOrderAndScaled() throws {
    let network = try model { builder in
      builder.node("Neg", "z > m")
      builder.node("Relu", "m > n")
      builder.node("Mul", "n s > t")
      builder.node("Relu", "z > p")
      builder.node("Mul", "p s > q")
      builder.node("Add", "t q > a")
      builder.node("Add", "a s > y")
    }
    #expect(network.referenceOutput(for: [-4]) == [1.25, 2.5, 10])
    #expect(network.referenceOutput(for: [3]) == [1, 2, 8])
  }

  /// What a function gives for some values of z.
  private func values(_ network: Network) -> [Double] {
    [-4, -1.5, -0.25, 0, 0.5, 2, 7].map { network.referenceOutput(for: [$0])[1] }
  }

  private func values(_ function: (Double) -> Double) -> [Double] {
    [-4, -1.5, -0.25, 0, 0.5, 2, 7].map(function)
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  @Test func rectifiedValuesOfDifferentSumsAreAdded() throws {
    var builder = GraphBuilder(input: [nil, 2])
    builder.constant("w", [2, 2], [1, 2, 3, 4])
    builder.constant("v", [2, 2], [1, -2, 3, 4])
    builder.node("MatMul", "x w > a")
    builder.node("MatMul", "x v > b")
    builder.node("Relu", "a > p")
    builder.node("Relu", "b > q")
    builder.node("Sub", "p q > y")
    let network = try builder.imported().network
    #expect(network.layers.last?.form.kind == .addition)
    #expect(network.referenceOutput(for: [1, -1]) == [0, 0])
    #expect(network.referenceOutput(for: [1, 1]) == [0, 4])
  }

  /// One rule: whatever works element by element on one sum is one activation.
  @Test func everyElementwisePartIsOneActivation() throws {
    let cases: [(nodes: [(String, String)], function: (Double) -> Double)] = [
      ([("Sigmoid", "z > g"), ("Mul", "g z > y")], { $0 * sigmoid($0) }),
      (
        [
          ("Div", "z root > d"), ("Erf", "d > e"), ("Add", "e one > f"), ("Mul", "z f > g"),
          ("Mul", "g half > y"),
        ],
        { $0 / 2 * (1 + erf($0 / Double(Float(2).squareRoot()))) }
      ),
      ([("Abs", "z > a"), ("Add", "one a > d"), ("Div", "z d > y")], { $0 / (1 + abs($0)) }),
      (
        [("Softplus", "z > k"), ("Tanh", "k > t"), ("Mul", "z t > y")],
        { $0 * tanh(log1p(exp($0))) }
      ),
      ([("Exp", "z > e"), ("Add", "e one > p"), ("Log", "p > y")], { log1p(exp($0)) }),
      ([("HardSwish", "z > y")], { $0 * min(1, max(0, $0 / 6 + 0.5)) }),
      (
        [
          ("Add", "z three > p"), ("Clip", "p zero six > c"), ("Mul", "z c > m"),
          ("Div", "m six > y"),
        ],
        { $0 * min(6, max(0, $0 + 3)) / 6 }
      ),
      ([("Sin", "z > y")], { sin($0) }), ([("Mul", "z z > y")], { $0 * $0 }),
      ([("Elu", "z > y")], { $0 < 0 ? expm1($0) : $0 }),
      ([("Mish", "z > y")], { $0 * tanh(log1p(exp($0))) }),
      ([("ThresholdedRelu", "z > y")], { $0 > 1 ? $0 : 0 }),
      ([("Celu", "z > y")], { max(0, $0) + min(0, expm1($0)) }),
      ([("Swish", "z > y")], { $0 * sigmoid($0) }),
      ([("Softsign", "z > y")], { $0 / (1 + abs($0)) }),
      ([("Tanh", "z > t"), ("Sub", "z t > y")], { $0 - tanh($0) }),
      ([("Neg", "z > n"), ("Exp", "n > e"), ("Add", "e one > p"), ("Div", "one p > y")], sigmoid),
      ([("Pow", "z three > y")], { $0 * $0 * $0 }),
    ]
    for (nodes, function) in cases {
      let network = try model { builder in
        for (name, value) in [("one", 1), ("half", 0.5), ("three", 3), ("six", 6), ("zero", 0)] {
          builder.constant(name, [], [Float(value)])
        }
        builder.constant("root", [], [Float(2).squareRoot()])
        for (kind, values) in nodes { builder.node(kind, values) }
      }
      #expect(network.layers.count == 1, "\(network.description)")
      guard case .table = network.layers[0].activation else {
        Issue.record("\(network.description)")
        continue
      }
      #expect(isNear(values(network), values(function), 1e-6), "\(network.description)")
    }
  }

  /// What is made of straight lines needs no table.
  @Test func straightLinesAreRows() throws {
    let cases: [(nodes: [(String, String)], activation: Activation, function: (Double) -> Double)] =
      [
        ([("Clip", "z zero six > y")], .cappedRelu(6), { min(6, max(0, $0)) }),
        (
          [("Max", "z zero > p"), ("Min", "p six > y")], .maxout(pieces: 2), { min(6, max(0, $0)) }
        ),
        ([("Relu", "z > p"), ("Add", "p z > y")], .maxout(pieces: 2), { max(0, $0) + $0 }),
        ([("Abs", "z > a"), ("Add", "a z > k"), ("Mul", "k half > y")], .relu, { max(0, $0) }),
        (
          [("HardSigmoid", "z > y")], .cappedRelu(1),
          { min(1, max(0, Double(Float(0.2)) * $0 + 0.5)) }
        ),
        (
          [("Clip", "z zero six > p"), ("Clip", "z zero six > q"), ("Add", "p q > y")],
          .cappedRelu(12), { 2 * min(6, max(0, $0)) }
        ),
      ]
    for (nodes, activation, function) in cases {
      let network = try model { builder in
        for (name, value) in [("half", 0.5), ("six", 6), ("zero", 0)] {
          builder.constant(name, [], [Float(value)])
        }
        for (kind, values) in nodes { builder.node(kind, values) }
      }
      #expect(
        network.layers.contains { $0.activation == activation },
        "\(network.description)"
      )
      #expect(isNear(values(network), values(function), 1e-6), "\(network.description)")
    }
  }

  /// Constants that differ from element to element go into the rows where that is possible.
  @Test func constantsOfAnElementScaleItsRows() throws {
    let network = try model { builder in
      builder.node("Mul", "z s > m")
      builder.node("Sin", "m > q")
      builder.node("Mul", "q q > r")
      builder.node("Div", "r s > d")
      builder.node("Add", "z d > y")
    }
    let slopes = [0.25, 0.5, 2]
    for x in [-2.0, 0.5, 3] {
      let wanted = slopes.map { x + sin($0 * x) * sin($0 * x) / $0 }
      #expect(isNear(network.referenceOutput(for: [x]), wanted, 1e-6))
    }
    let refused = refusal { builder in
      builder.constant("t", [3], [3, 1, 2])
      builder.node("Mul", "z s > m")
      builder.node("Sin", "m > q")
      builder.node("Mul", "z t > n")
      builder.node("Exp", "n > e")
      builder.node("Mul", "q e > y")
    }
    #expect(refused.contains("differ from element to element"), "\(refused)")
  }

  /// Its file of samples has the inputs, then onnxruntime's outputs, rounded.
  @Test(
    .enabled(if: SharedCases.areThere),
    arguments: ["prelu_parts", "silu_parts", "softsign_parts", "gelu_parts"]
  ) func theSharedCasesGiveTheirOutputs(_ name: String) throws {
    let network = try ImportedModel(contentsOfFile: SharedCases.path("\(name).onnx")).network
    #expect(network.layers.count == 2)
    let text = try String(contentsOfFile: SharedCases.path("\(name).csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    .filter { $0.count == network.inputCount + network.outputCount }
    #expect(rows.count > 10)
    for row in rows {
      let output = network.referenceOutput(for: Array(row.prefix(network.inputCount)))
      let wanted = row.suffix(network.outputCount)
      #expect(zip(output, wanted).allSatisfy { abs($0 - $1) < 1e-3 }, "\(output), not \(wanted)")
    }
  }
}
