import ArgumentParser
import Conformance
import Files

struct VectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Write the conformance suite: models, inputs, and the bits they must give.",
    discussion: """
      The file is for any implementation, in any language; Docs/conformance.md describes its bytes. It \
      is the same on every machine. `halfword conform` checks a library with it, and \
      Firmware/Applications/Vectors a device.
      """
  )

  @Option(name: .shortAndLong, help: "The file to write (.hwv).")
  var output: String

  @Option(help: "Leave out records of more than this many bytes, for a device with little memory.")
  var maxRecord: Int?

  @Option(help: "Only records whose name begins with this; may be given more than once.")
  var only: [String] = []

  func validate() throws {
    if let maxRecord, maxRecord < 1 { throw ValidationError("--max-record must be at least 1") }
  }

  func run() throws {
    try checkOutputs([output], inputs: [])
    try checkFolder(ofFile: output)
    let suite = try VectorFile.suite(only: only)
    let chosen = VectorFile(records: suite.records.filter { $0.bytes.count <= maxRecord ?? .max })
    guard !chosen.records.isEmpty else {
      throw FileError(file: output, reason: "not written: no record is left")
    }
    let data = chosen.data
    try write(data, toFile: output)
    let left = suite.records.count - chosen.records.count
    print(
      "Wrote \(chosen.records.count) records, \(data.count) bytes"
        + (left > 0 ? "; \(left) are larger." : ".")
    )
  }
}
