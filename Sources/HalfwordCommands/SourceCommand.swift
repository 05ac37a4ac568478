import ArgumentParser
import Deployment
import Files
import Quantization

struct SourceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "source",
    abstract: "Write an image as C: a header, a file that needs no library, or a project.",
    discussion: """
      The image is enough; the checkpoint that it was exported from adds the names of the classes and how the \
      network was trained. Model and bits are those of the image, whatever options its export had.
      """
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint or the ONNX model that the image was exported from.")
  var against: String?

  @OptionGroup var cFiles: CFileOptions

  @OptionGroup var project: ProjectOptions

  func validate() throws {
    if cFiles.files.isEmpty, project.folder == nil {
      throw ValidationError("give --c-header, --c-source or --project: what is to be written")
    }
  }

  func run() throws {
    let outputs = cFiles.files
    try checkOutputs(outputs, inputs: [model] + [against].compactMap(\.self))
    for file in outputs { try checkFolder(ofFile: file) }
    try project.check()
    let deployed = try DeployedModel(modelFile: model, checkpointFile: against)
    let code = try ModelCode(of: deployed, name: model)
    let contents = try cFiles.contents(of: code)
    for (file, data) in contents { try write(data, toFile: file) }
    if !outputs.isEmpty { print("Wrote \(outputs.joined(separator: " and ")).") }
    let name = cFiles.name ?? CHeader.identifier(from: fileStem(model))
    if let line = try project.write(code, name: name) { print(line) }
  }
}
