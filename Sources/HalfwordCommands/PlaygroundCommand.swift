import ArgumentParser
import Conformance
import Deployment
import Files
import Quantization
import Report

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct PlaygroundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "playground",
    abstract: "Write a page on which models can be tried, and compared.",
    discussion: """
      One HTML file, which needs no other and no network: it runs the models with the bits of the device. Open it, \
      send it to a colleague, or put it on any web server. A model (.hwm) that is dropped on it is opened as well, \
      and two models that take as many inputs can be compared on the same one.
      """
  )

  @Argument(help: "The images (.hwm).")
  var models: [String]

  @Option(
    help: """
      The checkpoint or the ONNX model that an image was exported from: then the page also shows the float \
      network. Give it once for each image, in their order, or not at all.
      """
  )
  var against: [String] = []

  @OptionGroup var data: DataOptions

  @Option(
    name: .shortAndLong,
    help: "The page to write (.html), or the folder in which it shall be index.html."
  )
  var output: String

  func validate() throws {
    if models.isEmpty { throw ValidationError("give one or more images") }
    if !against.isEmpty && against.count != models.count {
      throw ValidationError("give --against once for each image, or not at all")
    }
  }

  func run() throws {
    let file =
      output.hasSuffix(".html") ? output : StagedFolder.path(of: "index.html", in: output)
    try checkOutputs([file], inputs: models + against + data.files)
    let entries = try models.indices.map(entry)
    let page = try LivePage(playgroundOf: entries).html()
    if file != output { try makeFolder(output) }
    try checkFolder(ofFile: file)
    try write(Data(page.utf8), toFile: file)
    print("Wrote \(file), \(page.utf8.count) bytes: open it in a browser.")
  }

  private func entry(_ index: Int) throws -> PageModel {
    let deployed = try DeployedModel(
      modelFile: models[index],
      checkpointFile: against.isEmpty ? nil : against[index]
    )
    let name = fileStem(models[index])
    return PageModel(
      of: deployed.model,
      with: deployed.checkpoint == nil ? nil : try deployed.floatNetwork(),
      try samples(for: deployed),
      classes: deployed.classes,
      name: name,
      identifier: CHeader.identifier(from: name)
    )
  }

  /// The given samples, or the built-in digits where they fit.
  private func samples(for deployed: DeployedModel) throws -> PreparedSamples? {
    let model = deployed.model
    guard
      data.givenData != nil
        || DataOptions.fitsDigits(inputs: model.inputCount, outputs: model.outputCount)
    else { return nil }
    return try data.preparedSamples(for: deployed)
  }
}
