import FloatNetwork
import Foundation
import Testing

/// `Tools/test-project` builds and runs the projects themselves.
@Suite struct ProjectTests {
  @Test(arguments: [["--project", "p"], ["--target", "cortex-m4"]])
  func projectAndTargetGoTogether(options: [String]) throws {
    let halfword = try Halfword()
    let result = try halfword.run(["export", "a.safetensors", "-o", "a.hwm"] + options)
    #expect(result.status == 64)
    #expect(result.errors.contains("needs"))
    #expect(try halfword.names() == [])
  }

  @Test func anUnknownCoreIsNamedWithThoseThatThereAre() throws {
    let halfword = try Halfword()
    let result = try halfword.run([
      "export", "a.safetensors", "-o", "a.hwm", "--project", "p", "--target", "z80",
    ])
    #expect(result.status == 64)
    #expect(result.errors.contains("z80") && result.errors.contains("cortex-m0"))
  }

  /// The facts about a core stand in its file of `Firmware/Targets`.
  @Test func theCoresAreThoseOfTheFiles() throws {
    let halfword = try Halfword()
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Firmware/Targets")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let help = try halfword("export", "--help").output
    for core in files where core != "host" { #expect(help.contains(core), "\(core)") }
    #expect(files.count > 10)
  }

  @Test func exportTellsWhatARunTakesOnEachCore() throws {
    let halfword = try Halfword()
    let layer = try NetworkLayer(
      inputCount: 2,
      unitCount: 2,
      activation: .relu,
      weights: [1, 0, 0, 1],
      biases: [0, 0]
    )
    try Checkpoint(network: Network(layers: [layer])).write(to: halfword.url("a.safetensors"))
    let result = try halfword("export", "a.safetensors", "-o", "a.hwm")
    #expect(result.status == 0)
    for core in ["Cortex-M0", "Cortex-M3", "Cortex-M4", "RV32IMC"] {
      #expect(result.output.contains(core))
    }
  }
}
