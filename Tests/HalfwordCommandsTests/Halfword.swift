import Foundation
import Testing

/// The command line as a user runs it: a process of its own, in a folder of its own.
final class Halfword {
  let folder = URL.temporaryDirectory.appending(path: "halfword-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Trains a network of the digits for some epochs, to `a.safetensors`.
  func trainDigits(_ network: String, epochs: Int, _ options: String...) throws {
    let command = ["train", "--network", network, "--epochs", "\(epochs)", "-o", "a.safetensors"]
    let trained = try run(command + options)
    try #require(trained.status == 0, "\(trained.errors)")
  }

  struct Result {
    let status: Int32
    let crashed: Bool
    let output: String
    let errors: String
  }

  func callAsFunction(_ arguments: String...) throws -> Result { try run(arguments) }

  func run(_ arguments: [String]) throws -> Result {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    // Files and not pipes: however much is printed, nobody has to read at the same time.
    let (output, errors) = (folder.appending(path: ".output"), folder.appending(path: ".errors"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      crashed: process.terminationReason == .uncaughtSignal,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8)
    )
  }

  /// Starts the program without waiting for it; what it prints goes to `.output` and `.errors`.
  func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    for name in [".output", ".errors"] { try Data().write(to: url(name)) }
    process.standardOutput = try FileHandle(forWritingTo: url(".output"))
    process.standardError = try FileHandle(forWritingTo: url(".errors"))
    try process.run()
    return process
  }

  /// What another program prints, errors included.
  func outputOf(_ command: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  func url(_ name: String) -> URL { folder.appending(path: name) }
  func bytes(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }
  func write(_ data: Data, to name: String) throws { try data.write(to: url(name)) }

  /// What is in the folder, without what a started program printed.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { ![".output", ".errors"].contains($0) }.sorted()
  }

  /// Beside the program that runs the tests.
  static let executable = URL(filePath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "halfword")
}
