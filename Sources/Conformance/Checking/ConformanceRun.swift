public import Foundation

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
    let process = Process()
    process.executableURL = worker.executable
    process.arguments = worker.arguments + ["\(verdicts.count)"]
    process.standardInput = FileHandle.nullDevice
    // What a crash writes is for the developers of the library, who will run it themselves.
    process.standardError = FileHandle.nullDevice
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SWIFT_BACKTRACE": "enable=no"]) { _, new in new }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var rest = Data()
    while true {
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { break }
      rest.append(data)
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        if let verdict = VectorVerdict(line: String(decoding: rest[..<end], as: UTF8.self)) {
          verdicts.append(verdict)
        }
        rest = Data(rest[(end + 1)...])
      }
      progress(verdicts.count)
    }
    process.waitUntilExit()
    return ending(of: process)
  }

  private func ending(of process: Process) -> String? {
    switch (process.terminationReason, process.terminationStatus) {
    case (.uncaughtSignal, SIGALRM):
      "the library did not finish in \(Self.secondsPerRecord) seconds"
    case (.uncaughtSignal, let signal): "the library crashed (signal \(signal))"
    case (_, let status): "the library ended the process (status \(status))"
    }
  }

  /// The worker's side: checks the records from `first` and writes a line for each verdict.
  public static func work(on records: VectorReader, with library: LibraryUnderTest, from first: Int)
  {
    for index in first..<max(first, records.count) {
      _ = alarm(UInt32(secondsPerRecord))
      let verdict = records.check(index, with: library)
      FileHandle.standardOutput.write(Data("\(verdict.line)\n".utf8))
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
