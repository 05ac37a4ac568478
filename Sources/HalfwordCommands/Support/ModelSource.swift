import Files
import FloatNetwork
import Foundation
import ONNX

extension Checkpoint {
  /// Reads a checkpoint, or a model in ONNX, which a name that ends in `.onnx` says it is.
  ///
  /// - Throws: `FileError`, which names the file.
  init(ofModelFile path: String, output: String? = nil) throws {
    guard URL(filePath: path).pathExtension.lowercased() == "onnx" else {
      self = try Self.read(fromFile: path)
      return
    }
    self.init(try ImportedModel(contentsOfFile: path, output: output), file: path)
  }

  /// Reads a checkpoint; where the file is something else, the error says what is taken.
  private static func read(fromFile path: String) throws(FileError) -> Checkpoint {
    do {
      return try Checkpoint(contentsOf: URL(filePath: path))
    } catch {
      guard URL(filePath: path).pathExtension.lowercased() != "safetensors" else { throw error }
      if let foreign = ForeignModel.description(ofFile: path) {
        throw FileError(file: path, reason: foreign)
      }
      throw FileError(
        file: path,
        reason: "\(error.reason); give a checkpoint (.safetensors) or a model in ONNX (.onnx)"
      )
    }
  }

  /// The checkpoint of an imported network.
  init(_ model: ImportedModel, file: String) {
    self.init(
      network: model.network,
      notes: [
        "imported": "\(URL(filePath: file).lastPathComponent), \(model.provenance)"
      ],
      classNames: model.classNames
    )
  }
}
