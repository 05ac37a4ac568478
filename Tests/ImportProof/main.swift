import FloatNetwork
import Foundation
import ONNX

// Holds imported models to outputs that another program computed, as `Tools/test-onnx` does.
//
//     ImportProof FOLDER [REWRITTEN]
//
// For each case NAME the folder has NAME.onnx (or NAME.safetensors) and either NAME.refused, words
// that the error must hold, or NAME.inputs and NAME.outputs: Float64 values, little-endian, sample by
// sample; or, for a graph of constants alone, NAME.constants: a line for each output with its type as ONNX
// numbers it, its shape as 2x3, its bytes in hexadecimal, and by how many units in the last place (of it, or
// of 1) it may differ. Prints a line for each case, and exits with 1 where one fails.

/// The largest difference that is allowed, in units of the sample's largest output.
let tolerance = 1e-5
/// (NAME.tolerance, where it is there, names another, for graphs that round on their way.)
/// Where a sample's outputs are near 0 by cancellation, or a sigmoid underflows, the Float32 of
/// onnxruntime has no relative accuracy: the unit is at least a hundredth of the case's largest
/// output, and a thousandth.
let smallestShare = 1e-2
let smallestUnit = 1e-3

struct Failure: Error, CustomStringConvertible {
  let description: String
}

func values(_ url: URL) throws -> [Double] {
  let data = try Data(contentsOf: url)
  return stride(from: 0, to: data.count, by: 8).map { start in
    let bits = (0..<8).reduce(UInt64(0)) {
      $0 | UInt64(data[data.startIndex + start + $1]) << (8 * $1)
    }
    return Double(bitPattern: bits)
  }
}

/// The network of a case, and what it is called on values in the order of its file.
func network(_ url: URL) throws -> (Network, ([Double]) -> [Double]) {
  if url.pathExtension == "safetensors" {
    let network = try Checkpoint(contentsOf: url).network
    return (network, { network.referenceOutput(for: $0) })
  }
  let model = try ImportedModel(contentsOfFile: url.path)
  return (
    model.network,
    { input in
      let output = model.network.referenceOutput(for: model.inputLayout.inNetworkOrder(input))
      return model.outputLayout.inFileOrder(model.isLogarithm ? output.map { log($0) } : output)
    }
  )
}

/// The largest error of any output, in units of its sample's largest.
func largestError(of url: URL, named name: URL) throws -> (error: Double, count: Int, line: String)
{
  let (network, run) = try network(url)
  let inputs = try values(name.appendingPathExtension("inputs"))
  let expected = try values(name.appendingPathExtension("outputs"))
  let count = inputs.count / network.inputCount
  guard count >= 1, inputs.count == count * network.inputCount,
    expected.count == count * network.outputCount
  else {
    throw Failure(
      description: "\(inputs.count) inputs and \(expected.count) outputs do not fit "
        + "\(network.description)"
    )
  }
  let smallest = max(smallestUnit, smallestShare * expected.reduce(0) { max($0, abs($1)) })
  var worst = 0.0
  for sample in 0..<count {
    let input = Array(inputs[sample * network.inputCount..<(sample + 1) * network.inputCount])
    let output = run(input)
    let wanted = expected[sample * network.outputCount..<(sample + 1) * network.outputCount]
    let scale = wanted.reduce(smallest) { max($0, abs($1)) }
    for (value, right) in zip(output, wanted) {
      let difference = abs(value - right)
      worst = max(worst, difference == 0 ? 0 : difference / scale)
      guard worst.isFinite else { throw Failure(description: "gives \(value), not \(right)") }
    }
  }
  return (worst, count, "\(network.description)")
}

/// Holds the outputs of a graph of constants to those of another run time.
func checkConstants(_ url: URL, _ lines: [Substring]) throws -> String {
  let outputs = try ConstantGraph.outputs(of: Data(contentsOf: url))
  guard outputs.count == lines.count else {
    throw Failure(description: "gives \(outputs.count) constants, not \(lines.count)")
  }
  var count = 0
  for (output, line) in zip(outputs, lines) {
    let fields = line.split(separator: " ", omittingEmptySubsequences: false)
    let shape = fields[1].split(separator: "x").compactMap { Int($0) }
    guard output.type == Int32(fields[0]), output.shape == shape, let ulps = Int(fields[3]) else {
      throw Failure(
        description:
          "gives type \(output.type) and shape \(output.shape), not \(fields[0]), \(shape)"
      )
    }
    let found = numbers(output.bytes, type: output.type)
    let right = numbers(bytes(ofHexadecimal: fields[2]), type: output.type)
    guard found.count == right.count else {
      throw Failure(description: "gives \(found.count) numbers, not \(right.count)")
    }
    count += found.count
    for (place, (number, wanted)) in zip(found, right).enumerated()
    where number != wanted && !(number.isNear(wanted, ulps: ulps)) {
      throw Failure(description: "gives \(number) at \(place), not \(wanted)")
    }
  }
  return "\(count) numbers of constants agree"
}

func bytes(ofHexadecimal text: Substring) -> [UInt8] {
  let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

/// An element of a constant.
enum Number: Equatable {
  case whole(UInt64)
  case single(Float)
  case double(Double)

  /// Whether both are any NaN, or so close, in units of the last place of the larger, or of 1.
  func isNear(_ other: Number, ulps: Int) -> Bool {
    switch (self, other) {
    case (.single(let a), .single(let b)):
      a.isNaN && b.isNaN || abs(a - b) <= Float(ulps) * max(a.ulp, b.ulp, Float(1).ulp)
    case (.double(let a), .double(let b)):
      a.isNaN && b.isNaN || abs(a - b) <= Double(ulps) * max(a.ulp, b.ulp, 1.0.ulp)
    default: false
    }
  }
}

/// The elements of a tensor; floats narrower than 32 bits are stored as Float32.
func numbers(_ bytes: [UInt8], type: Int32) -> [Number] {
  let size =
    switch type {
    case 2, 3, 9: 1
    case 4, 5: 2
    case 7, 11, 13: 8
    default: 4
    }
  return stride(from: 0, to: bytes.count, by: size).map { start in
    let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * $1) }
    return switch type {
    case 1, 10, 16: .single(Float(bitPattern: UInt32(bits)))
    case 11: .double(Double(bitPattern: bits))
    default: .whole(bits)
    }
  }
}

func check(_ url: URL) throws -> String {
  let name = url.deletingPathExtension()
  if let words = try? String(contentsOf: name.appendingPathExtension("refused"), encoding: .utf8) {
    do {
      _ = try network(url)
    } catch {
      let line = "\(error)"
      let words = words.trimmingCharacters(in: .whitespacesAndNewlines)
      guard words.isEmpty || line.contains(words) else {
        throw Failure(description: "refused with other words: \(line)")
      }
      return "refused, as it should be"
    }
    throw Failure(description: "imported, though it should be refused: \(words)")
  }
  if let lines = try? String(contentsOf: name.appendingPathExtension("constants"), encoding: .utf8)
  {
    return try checkConstants(url, lines.split(separator: "\n"))
  }
  let result = try largestError(of: url, named: name)
  let text =
    "\(result.line): \(result.count) samples, error \(String(format: "%.1e", result.error))"
  let own = try? String(contentsOf: name.appendingPathExtension("tolerance"), encoding: .utf8)
  guard result.error <= own.flatMap({ Double($0) }) ?? tolerance else {
    throw Failure(description: text)
  }
  return text
}

/// Writes an imported network again, with samples.
func rewrite(_ url: URL, into folder: URL) throws {
  let name = url.deletingPathExtension()
  guard url.pathExtension == "onnx", let model = try? ImportedModel(contentsOfFile: url.path),
    let inputs = try? values(name.appendingPathExtension("inputs"))
  else { return }
  let network = model.network
  let target = folder.appending(path: name.lastPathComponent)
  try network.onnx().write(to: target.appendingPathExtension("onnx"))
  let samples = stride(from: 0, to: inputs.count, by: network.inputCount).prefix(4).map {
    model.inputLayout.inNetworkOrder(Array(inputs[$0..<$0 + network.inputCount]))
  }
  func write(_ values: [Double], _ suffix: String) throws {
    let bytes = values.flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    try Data(bytes).write(to: target.appendingPathExtension(suffix))
  }
  try write(samples.flatMap { $0 }, "inputs")
  try write(samples.flatMap { network.referenceOutput(for: $0) }, "outputs")
}

guard 2...3 ~= CommandLine.arguments.count else {
  print("usage: ImportProof FOLDER [REWRITTEN]")
  exit(2)
}
let rewritten = CommandLine.arguments.dropFirst(2).first.map { URL(filePath: $0) }
let folder = URL(filePath: CommandLine.arguments[1])
let cases = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
  .filter { ["onnx", "safetensors"].contains($0.pathExtension) }
  .sorted { $0.lastPathComponent < $1.lastPathComponent }
var failures = 0
for url in cases {
  let name = url.deletingPathExtension().lastPathComponent
  do {
    print("ok      \(name): \(try check(url))")
    if let rewritten { try rewrite(url, into: rewritten) }
  } catch {
    failures += 1
    print("FAILED  \(name): \(error)")
  }
}
print("\(cases.count - failures) of \(cases.count) cases pass")
exit(failures == 0 && !cases.isEmpty ? 0 : 1)
