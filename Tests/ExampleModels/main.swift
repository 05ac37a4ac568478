import Conformance
import FloatNetwork
import Foundation
import Quantization
import _TestSupport

/// Writes the models that the C programs, the firmware and the fuzzers are tested with, each as an
/// image, a C header and a header of samples, into the folder that is its argument.
guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: ExampleModels FOLDER\n".utf8))
  exit(64)
}
let folder = URL(filePath: CommandLine.arguments[1])
for (name, network) in try exampleNetworks() {
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
