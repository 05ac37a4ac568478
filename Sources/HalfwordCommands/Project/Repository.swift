import Files
import Foundation

/// The clone of Halfword that this program was built in: it has the library's sources and the boards.
struct Repository {
  let folder: URL

  /// The clone that the program, or else the working folder, lies in.
  ///
  /// - Throws: `FileError` where there is none.
  static func containing() throws(FileError) -> Repository {
    let program = Bundle.main.executableURL?.resolvingSymlinksInPath()
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
    throw FileError(
      file: "Tools/build-c-library",
      reason:
        "is not found above this program or the working folder; a project takes its library from a "
        + "clone of Halfword, so run halfword from one"
    )
  }

  /// The bytes of a file of the clone.
  func contents(of path: String) throws(FileError) -> Data {
    try Files.contents(ofFile: folder.appending(path: path).path, limit: 1 << 28)
  }

  /// Builds the library for a target.
  ///
  /// - Returns: the folder with `lib` and `include`.
  func buildLibrary(for target: String) throws -> URL {
    let process = Process()
    let output = Pipe()
    process.executableURL = folder.appending(path: "Tools/build-c-library")
    process.arguments = [target]
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw FileError(
        file: "Tools/build-c-library \(target)",
        reason: "failed; what it said stands above"
      )
    }
    return URL(filePath: String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines))
  }
}
