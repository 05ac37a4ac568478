import ArgumentParser
import Conformance
import Datasets
import Deployment
import Files
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct SamplesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "samples",
    abstract: "Write test samples and the outputs that a device must give for them as a C header.",
    discussion: """
      With --vectors also as a file for halfword conform, Tools/run-vectors, or an implementation in \
      another language (Docs/conformance.md). Its outputs are computed anew with exact integers, not by \
      the library.
      """
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(
    help: "The checkpoint that the image was exported from: its classes and its inputs count."
  )
  var against: String?

  @OptionGroup var data: DataOptions

  @Option(help: "How many samples, from the start of the test split.")
  var count = 120

  @Option(name: .shortAndLong, help: "The C header to write.")
  var output: String

  @Option(help: "The prefix of the names in the header; its file's name, unless given.")
  var name: String?

  @Option(help: "Also write the samples as vectors, with what each layer must give (.hwv).")
  var vectors: String?

  func validate() throws {
    if count < 1 { throw ValidationError("--count must be at least 1") }
  }

  func run() throws {
    let outputs = [output, vectors].compactMap(\.self)
    try checkOutputs(outputs, inputs: [model] + [against].compactMap(\.self) + data.files)
    for file in outputs { try checkFolder(ofFile: file) }
    let deployed = try DeployedModel(modelFile: model, checkpointFile: against)
    let prepared = try data.preparedSamples(for: deployed)
    let dataset = prepared.modelInputs
    let name = name ?? CHeader.identifier(from: fileStem(output))
    guard CHeader.identifier(from: name) == name else { throw CHeaderError(name: name) }
    let samples = 0..<min(count, dataset.count)
    let network = deployed.model.network
    let inputs = samples.map { network.words(for: Array(dataset.input(at: $0))) }
    let header = SamplesHeader(
      name: name,
      model: deployed.model,
      labels: prepared.labels(ofFirst: samples.count),
      inputs: inputs
    )
    let text = try header.text()
    try write(Data(text.utf8), toFile: output)
    if let vectors {
      let file = try VectorFile(model: deployed.model, name: name, inputs: inputs)
      try write(file.data, toFile: vectors)
    }
    print(
      "Wrote \(samples.count) samples with their outputs to \(outputs.joined(separator: " and "))."
    )
  }
}
