import Conformance
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization
import _TestSupport

/// Writes models into the folder that is the last argument: those that the C programs, the firmware
/// and the fuzzers are tested with, each as an image, a C header and a header of samples, and in its folder `kinds` one
/// with layers of every kind; with
/// `--benchmarks` those that are counted, with `--calibration` and `--calibration-graphs` those that the exporter's
/// counts are found from, and with `--checked-graphs` others that these are compared with, as images; of graphs with the
/// work of a run, layer by layer, as JSON; with `--pages` graphs as pages run them, with what must come out.
let arguments = Array(CommandLine.arguments.dropFirst())
guard let path = arguments.last, (1...2).contains(arguments.count) else { usage() }
let folder = URL(filePath: path)
switch arguments.count == 1 ? "" : arguments[0] {
case "":
  for (name, network) in try exampleNetworks() { try write(network, as: name) }
  try write(provedNetwork(), as: "proved")
  // Under the same name, so that the same programs take it.
  try write(everyKindNetwork(), as: "every", in: folder.appending(path: "kinds"))
case "--benchmarks":
  try writeWork(
    benchmarkNetworks() + convolutionBenchmarkNetworks() + narrowBenchmarkNetworks()
  )
case "--calibration": try writeImages(calibrationNetworks())
case "--calibration-graphs": try writeWork(calibrationGraphs())
case "--checked-graphs": try writeWork(checkedGraphs())
case "--pages": try writePageGraphs(count: 200, in: folder)
default: usage()
}

func usage() -> Never {
  let text =
    "usage: ExampleModels [--benchmarks | --calibration | --calibration-graphs | --checked-graphs | --pages] FOLDER\n"
  FileHandle.standardError.write(Data(text.utf8))
  exit(64)
}

/// Every activation, with weights that are so small that most runs prove their answer: whether each output reaches
/// a threshold.
func provedNetwork() -> QuantizedNetwork {
  var random = TestRandom(seed: 53)
  let layers: [(activation: Activation, inputs: Int, units: Int)] = [
    (.linear, 5, 7), (.relu, 7, 6), (.maxout(pieces: 3), 6, 5), (.tanh, 5, 8), (.sigmoid, 8, 3),
  ]
  var network = QuantizedNetwork(
    layers: layers.map { activation, inputs, units in
      QuantizedLayer(
        inputCount: inputs,
        unitCount: units,
        activation: activation,
        weightFractionBits: 14,
        weights: random.values(units * activation.pieces * inputs, in: -9_000...9_000),
        biases: random.values(units * activation.pieces, in: -300...300)
      )
    }
  )
  network.record = ExportRecord()
  network.record?.answer = .threshold(0.5)
  return network
}

func writeImages(_ networks: [(name: String, network: QuantizedNetwork)]) throws {
  for (name, network) in networks {
    try Data(network.image()).write(to: folder.appending(path: "\(name).hwm"))
  }
}

/// Images, and what a run of each does: what comes before the first layer, then each layer.
func writeWork(_ networks: [(name: String, network: QuantizedNetwork)]) throws {
  try writeImages(networks)
  for (name, network) in networks {
    let work = network.work.map { layer in
      layer.map { [$0.sort: $0.amounts] }
    }
    try JSONEncoder().encode(work).write(to: folder.appending(path: "\(name).json"))
  }
}

func write(
  _ example: QuantizedNetwork,
  as name: String,
  in folder: URL = folder
) throws {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  var network = example
  network.roundingLaw = .startWords
  if name == "tutorial" {
    network.channelScales = [
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
