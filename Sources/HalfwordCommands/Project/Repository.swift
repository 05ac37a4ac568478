import Files
import PlainText
import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The clone of Halfword that this program was built in: it has the library's sources and the boards.
struct Repository {
  let folder: URL

  /// The clone that the program, or else the working folder, lies in, where there is one.
  static func containing() -> Repository? {
    let program = programFile()
    let workingFolder = URL(filePath: FileManager.default.currentDirectoryPath)
    for start in [program, workingFolder].compactMap(\.self) {
      var folder = start
      while folder.pathComponents.count > 1 {
        if FileManager.default.fileExists(
          atPath: folder.appending(path: "Tools/build-c-library").path
        ) {
          return Repository(folder: folder)
        }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }

  /// Builds the library for a target; in a clone that cannot be written to, takes what was built there.
  ///
  /// - Returns: the folder with `lib` and `include`.
  func library(for target: String, named name: String) throws -> URL {
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      let built = folder.appending(path: ".build-c-\(name)/install")
      guard FileManager.default.fileExists(atPath: built.appending(path: "lib/libhalfword.a").path)
      else {
        throw FileError(
          file: folder.path,
          reason:
            "cannot be written to and has no library for \(target) yet; let somebody who can write there "
            + "run Tools/build-c-library \(target) or Tools/install PREFIX"
        )
      }
      return built
    }
    return try build(target)
  }

  private func build(_ target: String) throws -> URL {
    var text: [UInt8] = []
    let end = try run(folder.appending(path: "Tools/build-c-library").path, [target]) {
      text += $0
    }
    guard end == .exited(status: 0) else {
      throw FileError(
        file: "Tools/build-c-library \(target)",
        reason: "failed; what it said stands above"
      )
    }
    return URL(filePath: String(decoding: text, as: UTF8.self).trimmed(of: ["\n"]))
  }
}
