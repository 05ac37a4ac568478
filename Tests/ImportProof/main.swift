import FloatNetwork
import Foundation
import ONNX

// Holds imported models to outputs that another program computed, as `Tools/test-onnx` does.
//
//     ImportProof FOLDER
//
// For each case NAME the folder has NAME.onnx (or NAME.safetensors) and either NAME.refused, words
// that the error must hold, or NAME.inputs and NAME.outputs: Float64 values, little-endian, sample by
// sample. Prints a line for each case, and exits with 1 where one fails.

/// The largest difference that is allowed, in units of the sample's largest output.
let tolerance = 1e-5
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

/// The network of a case; whether its outputs are to be compared after a logarithm.
func network(_ url: URL) throws -> (Network, isLogarithm: Bool) {
  if url.pathExtension == "safetensors" {
    return (try Checkpoint(contentsOf: url).network, false)
  }
  let model = try ImportedModel(contentsOfFile: url.path)
  return (model.network, model.isLogarithm)
}

/// The largest error of any output, in units of its sample's largest.
func largestError(of url: URL, named name: URL) throws -> (error: Double, count: Int, line: String)
{
  let (network, isLogarithm) = try network(url)
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
    let reference = network.referenceOutput(for: input)
    let output = isLogarithm ? reference.map { log($0) } : reference
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

func check(_ url: URL) throws -> String {
  let name = url.deletingPathExtension()
  if let words = try? String(contentsOf: name.appendingPathExtension("refused"), encoding: .utf8) {
    do {
      _ = try network(url)
    } catch {
      let line = "\(error)"
      guard line.contains(words.trimmingCharacters(in: .whitespacesAndNewlines)) else {
        throw Failure(description: "refused with other words: \(line)")
      }
      return "refused, as it should be"
    }
    throw Failure(description: "imported, though it should be refused: \(words)")
  }
  let result = try largestError(of: url, named: name)
  let text =
    "\(result.line): \(result.count) samples, error \(String(format: "%.1e", result.error))"
  guard result.error <= tolerance else { throw Failure(description: text) }
  return text
}

guard CommandLine.arguments.count == 2 else {
  print("usage: ImportProof FOLDER")
  exit(2)
}
let folder = URL(filePath: CommandLine.arguments[1])
let cases = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
  .filter { ["onnx", "safetensors"].contains($0.pathExtension) }
  .sorted { $0.lastPathComponent < $1.lastPathComponent }
var failures = 0
for url in cases {
  let name = url.deletingPathExtension().lastPathComponent
  do {
    print("ok      \(name): \(try check(url))")
  } catch {
    failures += 1
    print("FAILED  \(name): \(error)")
  }
}
print("\(cases.count - failures) of \(cases.count) cases pass")
exit(failures == 0 && !cases.isEmpty ? 0 : 1)
