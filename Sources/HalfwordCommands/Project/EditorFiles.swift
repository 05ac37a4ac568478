#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What editors read of a project: how each file is compiled, and how the program is debugged in the emulator.
struct EditorFiles {
  let name: String
  let facts: TargetFacts
  /// The compiler's options beside those for the core.
  let options: String
  /// The emulator's command, without the program.
  let emulator: String

  private var program: String { "build/\(name).elf" }

  /// The compilation database, which clangd and others read.
  ///
  /// - Parameter folder: the project's; the format has no way to say "where this file is".
  func compileCommands(_ sources: [String], in folder: URL) throws -> Data {
    struct Command: Encodable {
      let directory: String
      let file: String
      let output: String
      let arguments: [String]
    }
    let options = words("\(options) \(facts.flags) -I include -I board")
    return try json(
      sources.map { source in
        let object = "build/\(source.dropLast(2)).o"
        return Command(
          directory: folder.absoluteURL.standardizedFileURL.path,
          file: source,
          output: object,
          arguments: ["\(facts.compiler)-gcc"] + options + ["-c", source, "-o", object]
        )
      }
    )
  }

  /// For Visual Studio Code with the extension for C: the emulator is GDB's server.
  func launch() throws -> Data {
    struct Configuration: Encodable {
      let name: String
      let type = "cppdbg"
      let request = "launch"
      let program: String
      let cwd = "${workspaceFolder}"
      let preLaunchTask = "build"
      // swift-format-ignore: AlwaysUseLowerCamelCase
      let MIMode = "gdb"
      let miDebuggerPath = "gdb-multiarch"
      let miDebuggerServerAddress = "localhost:1234"
      let debugServerPath: String
      let debugServerArgs: String
      let stopAtConnect = true
    }
    struct Launch: Encodable {
      let version = "0.2.0"
      let configurations: [Configuration]
    }
    let command = words(emulator)
    let server = command.dropFirst() + ["-S", "-gdb", "tcp::1234"]
    return try json(
      Launch(configurations: [
        Configuration(
          name: "halfword: \(name) on an emulated \(facts.board)",
          program: "${workspaceFolder}/\(program)",
          debugServerPath: command.first ?? "",
          debugServerArgs: (server + ["-kernel", "${workspaceFolder}/\(program)"])
            .joined(separator: " ")
        )
      ])
    )
  }

  /// What is done before debugging: `make`, with what a debugger needs.
  func tasks() throws -> Data {
    struct Task: Encodable {
      let label: String
      let detail: String
      let type = "shell"
      let command: String
      let problemMatcher: [String]
    }
    struct Tasks: Encodable {
      let version = "2.0.0"
      let tasks: [Task]
    }
    return try json(
      Tasks(tasks: [
        Task(
          label: "build",
          detail: "Builds the program, with halfword's library",
          command: "make",
          problemMatcher: ["$gcc"]
        ),
        Task(
          label: "run",
          detail: "Runs it on an emulated \(facts.board)",
          command: "make run",
          problemMatcher: []
        ),
      ])
    )
  }

  private func words(_ command: String) -> [String] {
    command.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
