import CSource
import Foundation
import Quantization

/// Writes the networks of a conformance suite as C files without the library, with programs that run them and hold
/// them to the suite's bits.
///
///     SourceSuite SUITE.hwv FOLDER [--largest BYTES] [--every N] [--memory BYTES] [--products N]
///
///   --largest  leaves out records of more bytes
///   --every    takes only every Nth record that is left
///   --memory   leaves out what needs more bytes for inputs, outputs and workspace
///   --products writes models with at most N products alone, each as a C file of its own
///
/// FOLDER then holds bundleN.c, each with a share of the models, and suite.c, which has `application()` of
/// Firmware/Boards/board.h.
var arguments = Array(CommandLine.arguments.dropFirst())

@MainActor func option(_ name: String) -> Int? {
  guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
  let value = Int(arguments[place + 1])
  arguments.removeSubrange(place...place + 1)
  return value
}

let largest = option("--largest") ?? .max
let every = option("--every") ?? 1
let memory = option("--memory") ?? .max
let products = option("--products")
guard arguments.count == 2 else {
  let text =
    "usage: SourceSuite SUITE.hwv FOLDER [--largest BYTES] [--every N] [--memory BYTES] [--products N]\n"
  FileHandle.standardError.write(Data(text.utf8))
  exit(64)
}
let folder = URL(filePath: arguments[1])
let records = try SuiteReader(Data(contentsOf: URL(filePath: arguments[0]))).records(upTo: largest)
let models = try records.enumerated().compactMap { index, record in
  index.isMultiple(of: every) ? try SuiteModel(record, number: index) : nil
}.filter { $0.memory <= memory }
let program = SuiteProgram(models: models.filter { $0.products <= products ?? .max })
if products != nil {
  try program.writeApart(to: folder)
} else {
  try program.write(to: folder)
}
print("\(program.models.count) of \(records.count) records")
