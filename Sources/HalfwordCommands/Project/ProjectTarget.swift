import ArgumentParser
import PlainText

/// A core that a model may be for: a file of `Firmware/Targets`, which has the facts about it.
enum ProjectTarget: String, CaseIterable, ExpressibleByArgument {
  case cortexM0 = "cortex-m0"
  case cortexM0Plus = "cortex-m0plus"
  case cortexM3 = "cortex-m3"
  case cortexM4 = "cortex-m4"
  case cortexM7 = "cortex-m7"
  case cortexM23 = "cortex-m23"
  case cortexM33 = "cortex-m33"
  case cortexM55 = "cortex-m55"
  case rv32imc
  case rv32imac
  case rv32ec
}

/// What the file of a core says, and that of the board it is tested on.
struct TargetFacts {
  private let settings: [String: String]

  init(of target: ProjectTarget, in parts: ProjectParts) throws {
    let own = try Self.settings(in: parts, "Targets/\(target.rawValue)")
    let board = try Self.settings(in: parts, "Boards/\(own["board"] ?? "")/board")
    settings = own.merging(board) { own, _ in own }
  }

  /// The emulated board, a folder of `Firmware/Boards`.
  var board: String { self["board"] }
  /// What `Tools/build-c-library` calls the library.
  var library: String { self["library"] }
  var compiler: String { self["compiler"] }
  var flags: String { self["flags"] }
  var linkFlags: String { settings["link_flags"] ?? flags }
  var emulator: String { self["emulator"] }

  var isRISCV: Bool { compiler.hasPrefix("riscv") }

  /// The file of `Firmware/Startup` with the first instructions.
  var firstInstructions: String { isRISCV ? "start-riscv.c" : "vectors-arm.c" }

  private subscript(name: String) -> String { settings[name] ?? "" }

  /// The lines `name=value` of a file.
  private static func settings(in parts: ProjectParts, _ path: String) throws -> [String: String] {
    var settings: [String: String] = [:]
    let text = String(decoding: try parts.contents(ofFirmware: path), as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      settings[String(parts[0])] = parts[1].trimmed(of: ["\""])
    }
    return settings
  }
}
