import ArgumentParser
import Conformance
import Files
import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct ConformCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conform",
    abstract:
      "Check an implementation of the C interface against the conformance suite, bit by bit.",
    discussion: """
      Checks the library that this program is linked with, or any shared library that exports the \
      functions of halfword.h. What fails is named with the sample, layer and unit. Exits with status 1 \
      where anything fails.
      """
  )

  @Option(help: "The shared library to check; this program's own, unless given.")
  var library: String?

  @Option(help: "The vectors (.hwv); the whole suite, unless given.")
  var vectors: String?

  @Option(help: "Also write the verdicts as JUnit XML.")
  var junit: String?

  @Option(help: "How many of the records that fail to list.")
  var list = 20

  func validate() throws {
    if list < 0 { throw ValidationError("--list must not be negative") }
  }

  func run() throws {
    if let junit {
      try checkOutputs([junit], inputs: [library, vectors].compactMap(\.self))
      try checkFolder(ofFile: junit)
    }
    // Here, so that what is wrong with the library is said before anything is run.
    _ = try library.map { try LibraryUnderTest(path: $0) }
    let file = try VectorInput(vectors)
    let records = try file.records()
    let run = ConformanceRun(
      of: records,
      executable: try currentExecutable(),
      arguments: [ConformWorkerCommand._commandName, file.path, library ?? ""]
    )
    var progress = ProgressLine()
    let verdicts = try run.verdicts { done in
      progress.show(Double(done) / Double(records.count), "record \(done) of \(records.count)")
    }
    progress.finish()
    let results = verdicts.indices.map { (name: records.name(at: $0), verdict: verdicts[$0]) }
    print(summary(of: results))
    if let junit {
      let report = JUnitReport(suite: library ?? "halfword", results: results)
      try write(Data(report.text.utf8), toFile: junit)
    }
    let failed = results.count { $0.verdict.isFailure }
    guard failed == 0 else {
      throw FileError(
        file: library ?? "halfword",
        reason: "\(failed) of \(results.count) records fail"
      )
    }
  }

  private func summary(of results: [(name: String, verdict: VectorVerdict)]) -> String {
    var table = Table("Group", "Passed", "Failed", "Skipped")
    var groups: [String] = []
    for result in results {
      let group = String(result.name.prefix { $0 != "/" })
      if groups.last != group { groups.append(group) }
    }
    for group in groups {
      let verdicts = results.filter { $0.name.hasPrefix("\(group)/") }.map(\.verdict)
      let passed = verdicts.count { $0 == .passed }
      let failed = verdicts.count { $0.isFailure }
      table.add(group, "\(passed)", "\(failed)", "\(verdicts.count - passed - failed)")
    }
    let shown = results.filter { $0.verdict != .passed }.prefix(list)
    let lines = shown.map { "  \($0.name): \($0.verdict.message)" }
    let passed = results.count { $0.verdict == .passed }
    return ([table.text] + lines + ["\(passed) of \(results.count) records pass."])
      .joined(separator: "\n")
  }
}

/// The side of `conform` that runs the library, in a process that may crash.
struct ConformWorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conform-worker",
    abstract: "Check records from one on, a line each; `conform` starts this.",
    shouldDisplay: false
  )

  @Argument var vectors: String
  @Argument var library: String
  @Argument var first: Int

  func run() throws {
    let library = try library.isEmpty ? .linked() : LibraryUnderTest(path: library)
    try ConformanceRun.work(on: try VectorInput(vectors).records(), with: library, from: first)
  }
}

/// A file of vectors: one that the user named, or the whole suite in a temporary file.
private final class VectorInput {
  let path: String
  private let isTemporary: Bool

  init(_ path: String?) throws {
    isTemporary = path == nil
    self.path =
      path ?? FileManager.default.temporaryDirectory.appending(path: "halfword-\(UUID()).hwv").path
    if isTemporary { try write(VectorFile.suite().data, toFile: self.path) }
  }

  deinit { if isTemporary { try? FileManager.default.removeItem(atPath: path) } }

  func records() throws -> VectorReader {
    let data = try contents(ofFile: path, limit: Self.largestSize)
    do throws(VectorFileError) {
      return try VectorReader(data)
    } catch {
      throw FileError(file: path, reason: error.description)
    }
  }

  /// Far more than the suite has.
  private static let largestSize = 1 << 28
}

/// This program's own file.
private func currentExecutable() throws -> URL {
  if let executable = programFile() { return executable }
  throw FileError(file: CommandLine.arguments[0], reason: "cannot be found")
}
