import Files
import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where projects take libraries and start-up code from: where Tools/install put them, or else a clone of Halfword.
struct ProjectParts {
  /// The folder with what a clone has in `Firmware`.
  private let firmware: URL
  /// Where `Tools/install` put the libraries.
  private let installed: URL?
  private let repository: Repository?

  /// The parts of the installation that `HALFWORD_HOME` names or that the program is of; without one, of the clone
  /// that the program or else the working folder lies in.
  ///
  /// - Throws: `FileError` where there is neither.
  static func found() throws(FileError) -> ProjectParts {
    let repository = Repository.containing()
    if let home = ProcessInfo.processInfo.environment["HALFWORD_HOME"], !home.isEmpty {
      let prefix = URL(filePath: home)
      guard isInstallation(prefix) else {
        throw FileError(
          file: home,
          reason:
            "is what HALFWORD_HOME names, and Tools/install has put nothing there; it shall name the "
            + "PREFIX of Tools/install PREFIX"
        )
      }
      return ProjectParts(prefix: prefix, repository: repository)
    }
    if let program = programFile() {
      let prefix = program.deletingLastPathComponent().deletingLastPathComponent()
      if isInstallation(prefix) { return ProjectParts(prefix: prefix, repository: repository) }
    }
    guard let repository else {
      throw FileError(
        file: "share/halfword/Firmware",
        reason:
          "is not found beside this program, nor a clone of Halfword above it or the working folder; a "
          + "project takes its library from one of them: run Tools/install PREFIX in a clone and use "
          + "PREFIX/bin/halfword, or set HALFWORD_HOME to that PREFIX"
      )
    }
    return ProjectParts(repository: repository)
  }

  private init(prefix: URL, repository: Repository?) {
    firmware = prefix.appending(path: "share/halfword/Firmware")
    installed = prefix
    self.repository = repository
  }

  private init(repository: Repository) {
    firmware = repository.folder.appending(path: "Firmware")
    installed = nil
    self.repository = repository
  }

  private static func isInstallation(_ prefix: URL) -> Bool {
    exists(prefix.appending(path: "share/halfword/Firmware/Targets"))
  }

  private static func exists(_ file: URL) -> Bool {
    FileManager.default.fileExists(atPath: file.path)
  }

  /// The bytes of a file of `Firmware`.
  func contents(ofFirmware path: String) throws(FileError) -> Data {
    try Files.contents(ofFile: firmware.appending(path: path).path, limit: 1 << 28)
  }

  /// Where the library for a core is installed, if it is.
  func installedLibrary(for target: ProjectTarget) -> URL? {
    guard let facts = try? TargetFacts(of: target, in: self) else { return nil }
    return archive(named: facts.library).flatMap { Self.exists($0) ? $0 : nil }
  }

  private func archive(named name: String) -> URL? {
    installed?.appending(path: "lib/halfword/\(name)/libhalfword.a")
  }

  /// The library for a core, and the folder with its headers. Is built where only a clone can have it.
  ///
  /// - Parameter name: what `Tools/build-c-library` calls the core's library.
  func library(for target: ProjectTarget, named name: String) throws -> (archive: URL, headers: URL)
  {
    if let installed, let archive = archive(named: name) {
      if Self.exists(archive) { return (archive, installed.appending(path: "include")) }
      guard repository != nil else {
        throw FileError(
          file: archive.path,
          reason:
            "is not installed; in a clone of Halfword, Tools/install \(installed.path) --targets "
            + "\(target.rawValue) adds it"
        )
      }
    }
    guard let repository else { fatalError("there is an installation or a clone") }
    let folder = try repository.library(for: target.rawValue, named: name)
    return (folder.appending(path: "lib/libhalfword.a"), folder.appending(path: "include"))
  }
}
