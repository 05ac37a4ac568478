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
      try self.init(contentsOf: URL(filePath: path))
      return
    }
    self.init(try ImportedModel(contentsOfFile: path, output: output), file: path)
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
