import FloatNetwork
import Foundation
import Testing

/// ONNX by the commands that a user types.
@Suite struct ONNXCommandTests {
  let halfword: Halfword

  init() throws { halfword = try Halfword() }

  /// Writes `name`.safetensors: a network of two inputs, and exports it to `name`.onnx.
  private func makeModel(_ name: String, weights: [Float], biases: [Float], last: Activation) throws
  {
    let hidden = try NetworkLayer(
      inputCount: 2,
      unitCount: 2,
      activation: .relu,
      weights: weights,
      biases: biases
    )
    let output = try NetworkLayer(
      inputCount: 2,
      unitCount: 3,
      activation: last,
      weights: [1, -1, 0.5, 0.25, -2, 1],
      biases: [0.5, 0, -0.5]
    )
    let network = try Network(layers: [hidden, output], isDropoutFolded: true)
    try Checkpoint(network: network, notes: ["seed": "7"]).write(
      to: halfword.url("\(name).safetensors")
    )
    let result = try halfword(
      "export",
      "\(name).safetensors",
      "-o",
      "\(name).hwm",
      "--onnx",
      "\(name).onnx",
      "--onnx-quantized",
      "\(name)-quantized.onnx",
      "--saturate"
    )
    try #require(result.status == 0, "\(result.errors)")
  }

  private func header(_ file: String) throws -> String {
    String(decoding: try halfword.bytes(file), as: UTF8.self)
  }

  @Test func anExportIsImportedAsTheSameNetwork() throws {
    try makeModel("a", weights: [1, 2, -1, 0.3], biases: [0, 1], last: .softmax)
    #expect(try halfword("import", "a.onnx", "-o", "b.safetensors").status == 0)
    let (a, b) = (
      try Checkpoint(contentsOf: halfword.url("a.safetensors")),
      try Checkpoint(contentsOf: halfword.url("b.safetensors"))
    )
    #expect(a.network == b.network)
    #expect(b.notes["imported"]?.contains("written by halfword") == true)
    // `export` and `check` take the ONNX file itself.
    #expect(try halfword("export", "a.onnx", "-o", "c.hwm").status == 0)
    #expect(try halfword.bytes("a.hwm") == halfword.bytes("c.hwm"))
    try halfword.write(Data("0.5,1,0\n-1,2,1\n1,1,2\n".utf8), to: "data.csv")
    let check = try halfword(
      "check",
      "c.hwm",
      "--against",
      "a.onnx",
      "--data",
      "data.csv",
      "--test-data",
      "data.csv"
    )
    #expect(check.status == 0, "\(check.errors)")
    #expect(check.output.contains("The image is the export of this checkpoint"))
  }

  @Test func aModelInAnotherFormatIsRefusedWithWhatIsTaken() throws {
    try halfword.write(Data("PK".utf8), to: "model.keras")
    for command in ["import", "export", "deploy"] {
      let data = command == "deploy" ? ["--data", "data.csv"] : []
      let result = try halfword.run([command, "model.keras", "-o", "out"] + data)
      #expect(result.status == 1)
      #expect(
        result.errors.contains("model.keras: not a safetensors file")
          && result.errors.contains("; give a checkpoint (.safetensors) or a model in ONNX (.onnx)"),
        "\(result.errors)"
      )
    }
  }

  @Test func theQuantizedExportHoldsWholeUlps() throws {
    try makeModel("a", weights: [1.001, 2, -1, 0.3], biases: [0, 1], last: .linear)
    let export = ["export", "a.safetensors", "-o", "a.hwm", "--onnx-quantized", "a-quantized.onnx"]
    #expect(try halfword.run(export + ["--weights", "q8.8"]).status == 0)
    #expect(try halfword("import", "a-quantized.onnx", "-o", "q.safetensors").status == 0)
    let quantized = try Checkpoint(contentsOf: halfword.url("q.safetensors")).network
    #expect(quantized.layers[0].weights == [1, 2, -1, 77.0 / 256])
    // Fitted numbers have finer weights, in the network's own units.
    #expect(try halfword.run(export).status == 0)
    #expect(try halfword("import", "a-quantized.onnx", "-o", "q.safetensors").status == 0)
    let fitted = try Checkpoint(contentsOf: halfword.url("q.safetensors")).network
    #expect(zip(fitted.layers[0].weights, [1.001, 2, -1, 0.3]).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test func oneCommandMakesEverything() throws {
    try makeModel("a", weights: [1, 2, -1, 0.3], biases: [0, 1], last: .softmax)
    try halfword.write(Data("0.5,1\n-1,2\n1,1\n0,0\n".utf8), to: "inputs.csv")
    let result = try halfword(
      "deploy",
      "a.onnx",
      "--data",
      "inputs.csv",
      "--target",
      "cortex-m4",
      "-o",
      "device"
    )
    #expect(result.status == 0, "\(result.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: halfword.url("device").path)
    #expect(
      names.sorted() == [
        "a.h", "a.html", "a.hwm", "a.json", "a.safetensors", "a_source.c", "a_source.h",
        "a_vectors.h", "a_vectors.hwv",
      ]
    )
    // The vectors hold the image as it is, and a library passes them.
    let vectors = try halfword.bytes("device/a_vectors.hwv")
    #expect(try vectors.firstRange(of: halfword.bytes("device/a.hwm")) != nil)
    let conform = try halfword("conform", "--vectors", "device/a_vectors.hwv")
    #expect(conform.output.contains(/model +1 +0 +0/))
    // The same command gives the same bytes again, in a folder that is there.
    let files = try names.map { try halfword.bytes("device/\($0)") }
    let again = try halfword("deploy", "a.onnx", "--data", "inputs.csv", "-o", "device")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try names.map { try halfword.bytes("device/\($0)") } == files)
    #expect(result.output.contains("answers that differ"))
    #expect(result.output.hasSuffix("KEPT (at least 99 % of the answers, errors up to 1%).\n"))
    #expect(result.errors.isEmpty, "\(result.errors)")
    #expect(try header("device/a.h").contains("#define A_INPUTS(values, words)"))
  }

  /// A sensor in the thousands and outputs in the thousands: both are scaled, and C can tell.
  @Test func whatQ8_8CannotHoldIsScaled() throws {
    try makeModel("a", weights: [0.5, 3, -0.25, 1], biases: [10, 300], last: .linear)
    let rows = (0..<40).map { "\(9_000 - 400 * $0),\(Double($0) / 40)" }
    try halfword.write(Data((rows.joined(separator: "\n") + "\n").utf8), to: "inputs.csv")
    let result = try halfword("deploy", "a.onnx", "--data", "inputs.csv", "-o", "device")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains(/outputs that are not as defined +0/))
    #expect(result.output.contains(/inputs saturated +0/))
    let network = try Checkpoint(contentsOf: halfword.url("a.safetensors")).network
    try checkInC(input: [8_200, 0.5], expected: network.referenceOutput(for: [8_200, 0.5]))
    let values = try halfword(
      "run",
      "device/a.hwm",
      "--against",
      "device/a.safetensors",
      "--values=8200,0.5"
    )
    #expect(values.status == 0 && !values.output.isEmpty)
    // The image alone knows its scales, too.
    let alone = try halfword("run", "device/a.hwm", "--values=8200,0.5")
    #expect(alone.output == values.output)
    #expect(try halfword("inspect", "device/a.hwm").output.contains("Scaled:   inputs by 2^"))
  }

  /// Logits in the thousands before a softmax: said, with what to do, and that then helps.
  @Test func logitsThatQ8_8CannotHoldAreScaledInPlaceOfTheirSoftmax() throws {
    try makeModel("a", weights: [0.5, 3, -0.25, 1], biases: [10, 300], last: .softmax)
    let rows = (0..<40).map { "\(9_000 - 400 * $0),\(Double($0) / 40)" }
    try halfword.write(Data((rows.joined(separator: "\n") + "\n").utf8), to: "inputs.csv")
    let deploy = ["deploy", "a.onnx", "--data", "inputs.csv", "-o", "device"]
    let softmax = try halfword.run(deploy)
    #expect(softmax.status == 1)
    #expect(softmax.errors.hasPrefix("Error: a.onnx: not kept: "))
    #expect(softmax.errors.split(separator: "\n").count == 1, "\(softmax.errors)")
    #expect(softmax.output.contains("\nNOT KEPT: "))
    #expect(softmax.output.contains(/\ \ 1\. The logits of layer 2 saturate in .* \(--logits\)\./))
    #expect(softmax.output.contains(/answers that differ +[1-9]/))
    let logits = try halfword.run(deploy + ["--logits"])
    #expect(logits.status == 0, "\(logits.errors)")
    #expect(logits.output.contains(/answers that differ +0/))
    #expect(logits.output.contains(/2 +linear/))
    #expect(try header("device/a.h").contains(/A_OUTPUT_EXPONENT \([1-9]/))

    try makeModel("b", weights: [1, 2, -1, 0.3], biases: [0, 1], last: .linear)
    let none = try halfword("import", "b.onnx", "-o", "c.safetensors", "--logits")
    #expect(none.status == 1)
    #expect(
      none.errors.contains("b.onnx: --logits: the last layer is neither a softmax nor a sigmoid")
    )
  }

  /// A range in the units of the data becomes the image's, scaled.
  @Test func aRangeIsInTheUnitsOfTheData() throws {
    try makeModel("a", weights: [0.01, -0.005, -0.01, 0.005], biases: [0, 1], last: .softmax)
    let rows = (0..<40).map { "\(4_000 - 200 * $0),\(200 * $0 - 4_000)" }
    try halfword.write(Data((rows.joined(separator: "\n") + "\n").utf8), to: "inputs.csv")
    let deploy = ["deploy", "a.onnx", "--data", "inputs.csv", "-o", "device"]
    let result = try halfword.run(deploy + ["--input-range=-4096,4000"])
    #expect(result.status == 0, "\(result.errors)")
    // 2^6 brings 4,096 to 64, in Q8.8.
    #expect(try header("device/a.h").contains("#define A_SMALLEST_INPUT (-16384)"))
    #expect(try header("device/a.h").contains("#define A_LARGEST_INPUT (16000)"))

    // Another promise, another power of two.
    let beyond = try halfword.run(deploy + ["--input-range=-9000,9000"])
    #expect(beyond.status == 0, "\(beyond.errors)")
    #expect(try header("device/a.h").contains("#define A_LARGEST_INPUT (18000)"))
    try halfword.write(Data("-4096,4000\n-64,64\n".utf8), to: "box")
    let boxed = try halfword.run(deploy + ["--input-box", "box"])
    #expect(boxed.status == 0, "\(boxed.errors)")
    #expect(boxed.output.contains("every input inside the ranges of box"))
    try halfword.write(Data("-4096,4000\n64,-9000\n".utf8), to: "box")
    let wrong = try halfword.run(deploy + ["--input-box", "box"])
    #expect(wrong.errors.contains("line 2, \"64,-9000\", is not two numbers, the smaller first"))
  }

  /// The header's macros, in C: raw inputs, and values of outputs within 1 % of the largest.
  private func checkInC(input: [Double], expected: [Double]) throws {
    let largest = expected.map { abs($0) }.max() ?? 1
    let program = """
      #include "halfword.h"
      #include "a.h"
      #include <math.h>
      int main(void) {
        const double expected[] = {\(expected.map { "\($0)" }.joined(separator: ", "))};
        int16_t words[A_INPUT_COUNT];
        int i;
        for (i = 0; i < A_OUTPUT_COUNT; i++) {
          int16_t word = (int16_t)floor(expected[i] / A_OUTPUT(256) * 256 + 0.5);
          if (fabs(A_OUTPUT(word) - expected[i]) > \(largest / 100)) return 3;
          if (fabs(A_OUTPUT_IN(word, 100) - 100 * expected[i]) > \(largest)) return 4;
        }
        {
          const float values[A_INPUT_COUNT] = {\(input[0]), \(input[1])};
          const float lost[A_INPUT_COUNT] = {1e30f, NAN};
          if (A_INPUTS(values, words) != 0) return 5;
          if (words[0] != A_INPUT(0, \(input[0])) || words[1] != A_INPUT(1, \(input[1]))) return 6;
          if (A_INPUTS(lost, words) != 2 || words[0] != 32767 || words[1] != 0) return 7;
        }
        return a_image[0] == 0;
      }
      """
    try halfword.write(Data(program.utf8), to: "device/main.c")
    let include = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/CHalfword/include").standardized.path
    let errors = try halfword.outputOf([
      "/usr/bin/env", "cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", include,
      "device/main.c", "-o", "device/main", "-lm",
    ])
    #expect(errors.isEmpty, "\(errors)")
    let process = Process()
    process.executableURL = halfword.url("device/main")
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func whatIsNoModelIsOneLine() throws {
    try halfword.write(Data("no model".utf8), to: "bad.onnx")
    try halfword.write(Data("1,2\n".utf8), to: "inputs.csv")
    for arguments in [
      ["import", "bad.onnx", "-o", "x.safetensors"], ["export", "bad.onnx", "-o", "x.hwm"],
      ["import", "absent.onnx", "-o", "x.safetensors"],
      ["deploy", "bad.onnx", "--data", "inputs.csv", "-o", "device"],
    ] {
      let result = try halfword.run(arguments)
      #expect(result.status == 1 && !result.crashed)
      #expect(result.errors.hasPrefix("Error: ") && result.errors.contains(".onnx: "))
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
    #expect(try halfword.names().filter { $0.hasPrefix("x.") }.isEmpty)
  }
}
