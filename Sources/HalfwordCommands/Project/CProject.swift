import Files
import Foundation

/// A folder that a C programmer builds with make or CMake, and runs on an emulated board.
struct CProject {
  let name: String
  let target: ProjectTarget
  let repository: Repository

  /// Writes all files; those of the same names are replaced, others stay.
  func write(to folder: URL, header: String) throws {
    for path in ["main.c", "Makefile", "CMakeLists.txt", "README.md"] {
      try checkIsOurs(folder.appending(path: path).path)
    }
    let library = try repository.buildLibrary(for: target.rawValue)
    let facts = try TargetFacts(of: target, in: repository)
    let texts = ProjectTexts(name: name, target: target, facts: facts)
    for part in ["include", "lib", "board", "cmake"] {
      try makeFolder(folder.appending(path: part).path)
    }
    let files: [(String, Data)] = [
      ("include/\(name).h", Data(header.utf8)),
      ("include/halfword.h", try contents(of: library, "include/halfword.h")),
      (
        "include/halfword_conversions.h",
        try contents(of: library, "include/halfword_conversions.h")
      ),
      ("lib/libhalfword.a", try contents(of: library, "lib/libhalfword.a")),
      ("main.c", Data(texts.main.utf8)),
      ("Makefile", Data(texts.makefile.utf8)),
      ("CMakeLists.txt", Data(texts.cmakeLists.utf8)),
      ("cmake/toolchain.cmake", Data(texts.toolchain.utf8)),
      ("README.md", Data(texts.readme.utf8)),
    ]
    for (path, data) in try files + boardFiles(facts) {
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

  /// The start-up code and the linker scripts, as they stand in the clone.
  private func boardFiles(_ facts: TargetFacts) throws -> [(String, Data)] {
    let startup = [
      "reset.c", "semihosting.c", "memory.c", "startup.h", "sections.ld", facts.firstInstructions,
    ]
    let paths =
      startup.map { "Firmware/Startup/\($0)" }
      + ["Firmware/Boards/\(facts.board)/memory.ld", "Firmware/Boards/board.h"]
    return try paths.map { path in
      ("board/\(URL(filePath: path).lastPathComponent)", try repository.contents(of: path))
    }
  }

  private func contents(of folder: URL, _ path: String) throws(FileError) -> Data {
    try Repository(folder: folder).contents(of: path)
  }
}
