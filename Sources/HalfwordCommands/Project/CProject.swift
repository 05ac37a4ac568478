import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder that a C programmer builds with make or CMake, and runs on an emulated board.
struct CProject {
  let name: String
  let target: ProjectTarget
  let parts: ProjectParts

  /// Writes all files; those of the same names are replaced, others stay.
  func write(to folder: URL, header: String) throws {
    for path in [
      "main.c", "Makefile", "CMakeLists.txt", "README.md", ".vscode/launch.json",
      ".vscode/tasks.json",
    ] {
      try checkIsOurs(folder.appending(path: path).path)
    }
    let facts = try TargetFacts(of: target, in: parts)
    let library = try parts.library(for: target, named: facts.library)
    let texts = ProjectTexts(name: name, target: target, facts: facts)
    for part in ["include", "lib", "board", "cmake", ".vscode"] {
      try makeFolder(folder.appending(path: part).path)
    }
    let boardFiles = try boardFiles(facts)
    let sources = ["main.c"] + boardFiles.map(\.0).filter { $0.hasSuffix(".c") }
    var files: [(String, Data)] = [
      ("include/\(name).h", Data(header.utf8)),
      ("lib/libhalfword.a", try contents(of: library.archive)),
      ("main.c", Data(texts.main.utf8)),
      ("Makefile", Data(texts.makefile.utf8)),
      ("CMakeLists.txt", Data(texts.cmakeLists.utf8)),
      ("cmake/toolchain.cmake", Data(texts.toolchain.utf8)),
      ("README.md", Data(texts.readme.utf8)),
      ("compile_commands.json", try texts.editor.compileCommands(sources, in: folder)),
      (".vscode/launch.json", try texts.editor.launch()),
      (".vscode/tasks.json", try texts.editor.tasks()),
    ]
    for header in ["halfword.h", "halfword_conversions.h"] {
      files.append(("include/\(header)", try contents(of: library.headers.appending(path: header))))
    }
    for (path, data) in files + boardFiles {
      try Files.write(data, toFile: folder.appending(path: path).path)
    }
  }

  /// Refuses to replace a file that no project of ours has: each of them names the library.
  private func checkIsOurs(_ file: String) throws(FileError) {
    guard FileManager.default.fileExists(atPath: file) else { return }
    let text = String(decoding: try Files.contents(ofFile: file, limit: 1 << 24), as: UTF8.self)
    guard text.contains("halfword") else {
      throw FileError(
        file: file,
        reason: "would be replaced, and is not of a project that halfword wrote; give --project a "
          + "folder of its own"
      )
    }
  }

  /// The start-up code and the linker scripts, as they stand in `Firmware`.
  private func boardFiles(_ facts: TargetFacts) throws -> [(String, Data)] {
    let startup = [
      "reset.c", "semihosting.c", "memory.c", "startup.h", "sections.ld", facts.firstInstructions,
    ]
    let paths =
      startup.map { "Startup/\($0)" }
      + ["Boards/\(facts.board)/memory.ld", "Boards/board.h"]
    return try paths.map { path in
      ("board/\(URL(filePath: path).lastPathComponent)", try parts.contents(ofFirmware: path))
    }
  }

  private func contents(of file: URL) throws(FileError) -> Data {
    try Files.contents(ofFile: file.path, limit: 1 << 28)
  }
}
