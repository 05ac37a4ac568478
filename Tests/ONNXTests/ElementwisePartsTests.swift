import FloatNetwork
import Foundation
import ONNX
import Testing

/// Activations that are written as several operators: those that can be read exactly, and what is said to others.
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

  @Test func rectifiedValuesOfDifferentLayersAreNotJoined() {
    let line = refusal { builder in
      builder.node("Relu", "z > p")
      builder.constant("v", [1, 3], [-2, -1, -1])
      builder.node("MatMul", "x v > m")
      builder.node("Relu", "m > n")
      builder.node("Sub", "p n > y")
    }
    #expect(line.contains("skip connection"), "\(line)")
  }

  @Test func otherActivationsAreCalledByTheirNames() {
    let swish = refusal { builder in
      builder.node("Sigmoid", "z > g")
      builder.node("Mul", "g z > y")
    }
    #expect(swish.contains("SiLU") && swish.contains("not supported yet"), "\(swish)")
    let softsign = refusal { builder in
      builder.node("Abs", "z > a")
      builder.constant("one", [], [1])
      builder.node("Add", "one a > d")
      builder.node("Div", "z d > y")
    }
    #expect(softsign.contains("softsign") && softsign.contains("not supported yet"), "\(softsign)")
    let gelu = refusal { $0.node("Erf", "z > y") }
    #expect(gelu.contains("GELU") && gelu.contains("not supported yet"), "\(gelu)")
  }

  @Test(
    .enabled(if: SharedCases.areThere),
    arguments: [
      ("silu_parts", "SiLU"), ("softsign_parts", "softsign"), ("gelu_parts", "GELU"),
    ]
  ) func sharedCasesAreCalledByTheirNames(_ file: String, _ name: String) throws {
    let error = #expect(throws: (any Error).self) {
      try ImportedModel(contentsOfFile: SharedCases.path("\(file).onnx"))
    }
    #expect("\(try #require(error))".contains(name))
  }

  /// Its file of samples has the inputs, then onnxruntime's outputs, rounded.
  @Test(.enabled(if: SharedCases.areThere)) func theSharedCaseOfPReLUGivesItsOutputs() throws {
    let network = try ImportedModel(contentsOfFile: SharedCases.path("prelu_parts.onnx")).network
    let text = try String(contentsOfFile: SharedCases.path("prelu_parts.csv"), encoding: .utf8)
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
