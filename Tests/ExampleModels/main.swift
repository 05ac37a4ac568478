import Conformance
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization
import _TestSupport

/// Writes models into the folder that is the last argument: those that the C programs, the firmware
/// and the fuzzers are tested with, each as an image, a C header and a header of samples; with
/// `--benchmarks` those that are counted, and with `--calibration` those that the exporter's counts are
/// found from, as images.
let arguments = Array(CommandLine.arguments.dropFirst())
guard let path = arguments.last, (1...2).contains(arguments.count) else { usage() }
let folder = URL(filePath: path)
switch arguments.count == 1 ? "" : arguments[0] {
case "": for (name, network) in try exampleNetworks() { try write(network, as: name) }
case "--benchmarks": try writeImages(benchmarkNetworks())
case "--calibration": try writeImages(calibrationNetworks())
default: usage()
}

func usage() -> Never {
  let text = "usage: ExampleModels [--benchmarks | --calibration] FOLDER\n"
  FileHandle.standardError.write(Data(text.utf8))
  exit(64)
}

func writeImages(_ networks: [(name: String, network: QuantizedNetwork)]) throws {
  for (name, network) in networks {
    try Data(network.image()).write(to: folder.appending(path: "\(name).hwm"))
  }
}

func write(_ example: QuantizedNetwork, as name: String) throws {
  var network = example
  network.roundingLaw = .startWords
  if name == "tutorial" {
    network.inputScales = [
      InputScale(exponent: 1, offset: -5), InputScale(exponent: -2, offset: 70_000),
    ]
  }
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
