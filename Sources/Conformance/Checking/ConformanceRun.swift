import Processes
import SystemPackage

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of a vector file against a library, in a process of its own: a library that crashes, hangs or
/// ends the process is blamed for the record it was given, and the run goes on behind that record.
public struct ConformanceRun {
  /// What a worker process is called with: this program, and arguments that make it call
  /// `work(on:with:from:)`, before the index of the first record.
  private let worker: (executable: URL, arguments: [String])
  private let records: VectorReader

  /// - Parameters:
  ///   - records: what to check.
  ///   - executable: a program that checks the same records with the library.
  ///   - arguments: its arguments; the index of the first record is appended.
  public init(of records: VectorReader, executable: URL, arguments: [String]) {
    self.records = records
    worker = (executable, arguments)
  }

  /// Checks every record.
  ///
  /// - Parameter progress: is told how many records have their verdict.
  /// - Throws: where no worker process can be started.
  public func verdicts(progress: (Int) -> Void = { _ in }) throws -> [VectorVerdict] {
    var verdicts: [VectorVerdict] = []
    while verdicts.count < records.count {
      let end = try collect(into: &verdicts, progress: progress)
      if let end, verdicts.count < records.count {
        verdicts.append(.failed(end))
        progress(verdicts.count)
      }
    }
    return verdicts
  }

  /// Collects the verdicts of one worker process.
  ///
  /// - Returns: how it ended, where it did not reach the last record.
  private func collect(
    into verdicts: inout [VectorVerdict],
    progress: (Int) -> Void
  ) throws -> String? {
    var rest: [UInt8] = []
    // What a crash writes is for the developers of the library, who will run it themselves.
    let end = try run(
      worker.executable.path,
      worker.arguments + ["\(verdicts.count)"],
      settings: ["SWIFT_BACKTRACE": "enable=no"],
      isSilent: true
    ) { bytes in
      rest += bytes
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        if let verdict = VectorVerdict(line: String(decoding: rest[..<end], as: UTF8.self)) {
          verdicts.append(verdict)
        }
        rest.removeFirst(end + 1)
      }
      progress(verdicts.count)
    }
    return switch end {
    case .signalled(SIGALRM): "the library did not finish in \(Self.secondsPerRecord) seconds"
    case .signalled(let signal): "the library crashed (signal \(signal))"
    case .exited(let status): "the library ended the process (status \(status))"
    }
  }

  /// The worker's side: checks the records from `first` and writes a line for each verdict.
  ///
  /// - Throws: where a line cannot be written.
  public static func work(
    on records: VectorReader,
    with library: LibraryUnderTest,
    from first: Int
  ) throws {
    for index in first..<max(first, records.count) {
      _ = alarm(UInt32(secondsPerRecord))
      let verdict = records.check(index, with: library)
      try FileDescriptor.standardOutput.writeAll("\(verdict.line)\n".utf8)
    }
  }

  /// Far more than any record takes, on any machine.
  private static let secondsPerRecord = 60
}

extension VectorVerdict {
  private static let passedLine = "passed"
  private static let failedLine = "failed "
  private static let skippedLine = "skipped "

  fileprivate var line: String {
    switch self {
    case .passed: Self.passedLine
    case .failed(let message): Self.failedLine + message
    case .skipped(let message): Self.skippedLine + message
    }
  }

  fileprivate init?(line: String) {
    if line == Self.passedLine {
      self = .passed
    } else if line.hasPrefix(Self.failedLine) {
      self = .failed(String(line.dropFirst(Self.failedLine.count)))
    } else if line.hasPrefix(Self.skippedLine) {
      self = .skipped(String(line.dropFirst(Self.skippedLine.count)))
    } else {
      // What the library itself prints.
      return nil
    }
  }
}
