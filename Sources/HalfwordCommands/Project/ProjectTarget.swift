import ArgumentParser

/// A core that `halfword export --project` writes a project for.
enum ProjectTarget: String, CaseIterable, ExpressibleByArgument {
  case cortexM0 = "cortex-m0"
  case cortexM3 = "cortex-m3"
  case cortexM4 = "cortex-m4"
  case cortexM7 = "cortex-m7"
  case cortexM33 = "cortex-m33"
  case rv32imc

  /// What `Tools/build-c-library` calls the library for it.
  var library: String {
    switch self {
    case .cortexM0: "armv6m"
    case .cortexM3: "armv7m"
    case .cortexM4, .cortexM7, .cortexM33: "armv7em"
    case .rv32imc: "riscv32"
    }
  }

  /// The emulated board that the project runs on, a folder of `Firmware/Boards`.
  var board: String {
    switch self {
    case .cortexM0: "microbit"
    case .cortexM3: "mps2-an385"
    case .cortexM4: "mps2-an386"
    case .cortexM7: "mps2-an500"
    case .cortexM33: "mps2-an505"
    case .rv32imc: "virt-riscv32"
    }
  }

  /// The file of `Firmware/Startup` with the first instructions.
  var firstInstructions: String {
    self == .rv32imc ? "start-riscv.c" : "vectors-arm.c"
  }
}
