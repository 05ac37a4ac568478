import ArgumentParser
import Deployment
import Files
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The options that write a project for a C programmer.
struct ProjectOptions: ParsableArguments {
  @Option(
    name: .customLong("project"),
    help: ArgumentHelp(
      "A folder to write a C project into: header, library, example, Makefile, CMakeLists.txt.",
      valueName: "folder"
    )
  )
  var folder: String?

  @Option(help: "The core that the project is for.")
  var target: ProjectTarget?

  func validate() throws {
    if folder != nil, target == nil { throw ValidationError("--project needs --target") }
    if folder == nil, target != nil { throw ValidationError("--target needs --project") }
  }

  /// Fails now, rather than after files were written, where no project can be.
  func check() throws {
    if folder != nil { _ = try ProjectParts.found() }
  }

  /// Writes the project where one was asked for.
  ///
  /// - Parameters:
  ///   - code: the model.
  ///   - name: the prefix of its names.
  /// - Returns: what was written, for a person.
  func write(_ code: ModelCode, name: String) throws -> String? {
    guard let folder, let target else { return nil }
    let project = try CProject(name: name, target: target, parts: ProjectParts.found())
    try project.write(to: URL(filePath: folder), header: code.header(name: name))
    return "Wrote the project \(folder) for \(target.rawValue): make run, in that folder."
  }
}
