import FloatNetwork
import Foundation
import Testing

/// The C files of an export, compiled and run as a user does.
@Suite struct CFileTests {
  private let halfword: Halfword
  private let strict = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]

  init() throws {
    halfword = try Halfword()
    let network = try Network(
      layers: [
        NetworkLayer(
          inputCount: 2,
          unitCount: 2,
          activation: .relu,
          weights: [1, -0.5, 0.25, 2],
          biases: [0.5, -0.25]
        ),
        NetworkLayer(
          inputCount: 2,
          unitCount: 2,
          activation: .softmax,
          weights: [1, -1, -1, 1],
          biases: [0, 0.125]
        ),
      ],
      isDropoutFolded: true
    )
    try Checkpoint(network: network, notes: [:]).write(to: halfword.url("a.safetensors"))
  }

  private func export(_ options: String...) throws -> Halfword.Result {
    try halfword.run(["export", "a.safetensors", "-o", "a.hwm"] + options)
  }

  private func compile(_ files: [String], _ options: [String] = []) throws {
    let paths = files.map { halfword.url($0).path }
    let include =
      "-I\(URL(filePath: #filePath).deletingLastPathComponent().path)/../../Sources/CHalfword/include"
    let printed = try halfword.outputOf(
      ["/usr/bin/env", "gcc"] + strict + [include] + options + paths + [
        "-o", halfword.url("program").path,
      ]
    )
    #expect(printed.isEmpty, "\(printed)")
  }

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: halfword.url(name))
  }

  @Test func theModelRunsWithoutTheLibrary() throws {
    #expect(try export("--c-source", "net.c", "--c-certificates").status == 0)
    try write(
      """
      #include "net.h"
      int main(void)
      {
          static int16_t input[NET_INPUT_COUNT], output[NET_OUTPUT_COUNT];
          static int16_t workspace[NET_BOUNDED_WORKSPACE_COUNT];
          static uint32_t errors[NET_OUTPUT_COUNT];
          const float values[NET_INPUT_COUNT] = {1.0f, 0.5f};
          int certified = -1;
          uint32_t answer;
          if (net_self_test(input, output, workspace) != 0 || NET_INPUTS(values, input) != 0)
              return 1;
          answer = net_classify_certified(input, 8, output, errors, workspace, &certified);
          if (certified != 1 || answer != net_classify(input, output, workspace))
              return 2;
          return output[0] + output[1] == 256 && output[answer] >= 128 ? 0 : 3;
      }
      """,
      "main.c"
    )
    try compile(["net.c", "main.c"])
    let printed = try halfword.outputOf([
      "/bin/sh", "-c", "'\(halfword.url("program").path)'; echo status $?",
    ])
    #expect(printed == "status 0\n")
  }

  @Test func anImageOfItsOwnFileIsThereOnce() throws {
    #expect(try export("--c-header", "net.h", "--c-data", "data.c").status == 0)
    try write(
      "#include \"net.h\"\nconst void *other(void);\nconst void *other(void) { return net_image; }\n",
      "other.c"
    )
    try write(
      """
      #include "net.h"
      const void *other(void);
      int main(void) { return other() == (const void *)net_image && net_image[0] == 0x494D5748u ? 0 : 1; }
      """,
      "main.c"
    )
    try compile(
      ["data.c", "other.c", "main.c"],
      ["-O2", "-DHALFWORD_DATA_ALIGNMENT=__attribute__((aligned(64)))"]
    )
    let printed = try halfword.outputOf([
      "/bin/sh", "-c", "'\(halfword.url("program").path)'; echo status $?",
    ])
    #expect(printed == "status 0\n")
  }

  @Test(arguments: [
    (["--c-data", "x.c"], "--c-header"), (["--c-certificates"], "--c-source"),
    (["--c-source", "x.h"], ".c"), (["--c-source", "x.c", "--c-header", "x.h"], "x.h"),
    (["--c-source", "no/x.c"], "no"), (["--c-source", "x.c", "--name", "a-b"], "a-b"),
  ])
  func whatDoesNotFitIsRefused(options: [String], named: String) throws {
    let result = try halfword.run(["export", "a.safetensors", "-o", "a.hwm"] + options)
    #expect(result.status != 0 && !result.crashed)
    #expect(result.errors.contains(named), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: halfword.url("a.hwm").path))
  }
}
