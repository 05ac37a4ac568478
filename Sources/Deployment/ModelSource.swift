import Datasets
public import Files
public import FloatNetwork
import ONNX

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A network as it was read, with what is to be said of how that went.
public struct ModelSource {
  /// The network, and what is known of it.
  public let checkpoint: Checkpoint
  /// What made an ONNX model; nil for a checkpoint.
  public let provenance: String?
  /// What a person should know of the import.
  public let remarks: [String]

  /// Reads a checkpoint, or a model in ONNX, which a name that ends in `.onnx` says it is.
  ///
  /// - Parameters:
  ///   - output: which output of an ONNX graph the network shall compute, where it has several.
  ///   - logits: whether a last softmax or sigmoid is left out.
  /// - Throws: `FileError`, which names the file.
  public init(
    contentsOfFile path: String,
    output: String? = nil,
    logits: Bool = false
  ) throws(FileError) {
    guard !path.isEmpty else {
      throw FileError(file: "\"\"", reason: "is an empty name; give that of a model")
    }
    var checkpoint: Checkpoint
    if URL(filePath: path).pathExtension.lowercased() == "onnx" {
      let imported = try ImportedModel(contentsOfFile: path, output: output)
      checkpoint = Checkpoint(
        network: imported.network,
        notes: ["imported": "\(URL(filePath: path).lastPathComponent), \(imported.provenance)"],
        classNames: imported.classNames
      )
      checkpoint.notes[Checkpoint.channelOrderNote] =
        try Self.channelOrder(of: imported, path: path)?.rawValue
      (provenance, remarks) = (imported.provenance, imported.remarks)
    } else {
      checkpoint = try Self.checkpoint(fromFile: path)
      (provenance, remarks) = (nil, [])
    }
    if logits {
      guard let network = checkpoint.network.endingWithLogits else {
        throw FileError(
          file: path,
          reason: "--logits: the last layer is neither a softmax nor a sigmoid"
        )
      }
      let activation = checkpoint.network.layers.last?.activation
      checkpoint.network = network
      checkpoint.notes["logits"] = "in place of a \(activation?.name ?? "softmax")"
      if activation == .softmax {
        // Its classes are those of the softmax.
        checkpoint.notes[Checkpoint.answerNote] = Answer.largest.text
      } else if network.outputCount == 1 {
        // Where the sigmoid is a half.
        checkpoint.notes[Checkpoint.answerNote] = Answer.threshold(0).text
      }
    }
    self.checkpoint = checkpoint
  }

  /// The order of channels that the file's own input has; nil where there is no place but one.
  private static func channelOrder(
    of imported: ImportedModel,
    path: String
  ) throws(FileError) -> ChannelOrder? {
    let shape = imported.network.inputShape
    guard !shape.isVector else { return nil }
    if imported.inputLayout.isThatOfTheNetwork { return .channelsLast }
    guard imported.inputLayout.isChannelsFirst(of: shape) else {
      throw FileError(
        file: path,
        reason:
          "takes the \(shape) values of its input in an order that is neither height, width, channels "
          + "nor channels, height, width; transpose it to one of them in the model"
      )
    }
    return .channelsFirst
  }

  /// Reads a checkpoint; where the file is something else, the error says what is taken.
  private static func checkpoint(fromFile path: String) throws(FileError) -> Checkpoint {
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
}

extension Checkpoint {
  /// Reads a checkpoint or a model in ONNX.
  ///
  /// - Throws: `FileError`, which names the file.
  public init(ofModelFile path: String) throws(FileError) {
    self = try ModelSource(contentsOfFile: path).checkpoint
  }

  /// The name under which what is read from the outputs is recorded.
  public static let answerNote = "answer"
  /// What is read from the outputs, as training or an import recorded it.
  public var recordedAnswer: Answer? { notes[Self.answerNote].flatMap(Answer.init(parsing:)) }
}
