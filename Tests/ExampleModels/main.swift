import Conformance
import FloatNetwork
import Foundation
import Quantization
import _TestSupport

/// Writes models into the folder that is the last argument: those that the C programs, the firmware
/// and the fuzzers are tested with, each as an image, a C header and a header of samples; with
/// `--benchmarks` those that are counted, as images.
let arguments = CommandLine.arguments.dropFirst()
guard let path = arguments.last, arguments.dropLast().allSatisfy({ $0 == "--benchmarks" }) else {
  FileHandle.standardError.write(Data("usage: ExampleModels [--benchmarks] FOLDER\n".utf8))
  exit(64)
}
let folder = URL(filePath: path)
if arguments.count > 1 {
  for (name, network) in benchmarkNetworks() {
    try Data(network.image()).write(to: folder.appending(path: "\(name).hwm"))
  }
} else {
  for (name, network) in try exampleNetworks() { try write(network, as: name) }
}

func write(_ network: QuantizedNetwork, as name: String) throws {
  let image = try network.image(knownAnswers: network.knownAnswers(count: 2))
  let header = try CHeader(name: name, network: network, image: image).text
  var random = TestRandom(seed: 51)
  let inputs = (0..<24).map { index in
    let limit: Int16 = index < 12 ? 512 : .max
    return random.values(network.inputCount, in: -limit...limit)
  }
  let model = try FixedPointModel(image: image)
  let samples = try SamplesHeader(
    name: "\(name)_samples",
    model: model,
    labels: inputs.map { try model.run($0).classIndex },
    inputs: inputs
  ).text()
  try Data(image).write(to: folder.appending(path: "\(name).hwm"))
  try Data(header.utf8).write(to: folder.appending(path: "\(name).h"))
  try Data(samples.utf8).write(to: folder.appending(path: "\(name)_samples.h"))
}
