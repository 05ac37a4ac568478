public import Files
public import Foundation

/// A network with notes on how it came about, as kept in a safetensors file.
///
/// Layer n (from 1) is two tensors, `layern.weight` (rows × inputs) and `layern.bias` (rows); the
/// metadata holds the network's description and the notes. Where training is not finished, its state
/// is there, too: tensors and metadata whose names begin with `training.`.
public struct Checkpoint: Equatable, Sendable {
  /// The network.
  public var network: Network
  /// Free text by name, for example the training options. Carried, never interpreted.
  public var notes: [String: String]
  /// Text of a training that is not finished. Carried, never interpreted.
  public var state: [String: String] = [:]
  /// Tensors of a training that is not finished. Carried, never interpreted.
  public var attachments: [String: [Float]] = [:]

  /// Pairs a network with notes.
  public init(network: Network, notes: [String: String] = [:]) {
    self.network = network
    self.notes = notes
  }

  /// Writes the file: beside its place first, then renamed, so no partial file is ever left.
  public func write(to url: URL) throws {
    try Files.write(encoded(), toFile: url.relativePath)
  }

  /// Reads a file.
  ///
  /// - Throws: `FileError`, which names the file.
  public init(contentsOf url: URL) throws(FileError) {
    let data = try contents(ofFile: url.relativePath, limit: Self.largestFileSize)
    do {
      try self.init(decoding: data)
    } catch {
      throw FileError(file: url.relativePath, reason: "\(error)")
    }
  }

  /// The most bytes a file may have, 4 GiB.
  public static let largestFileSize = 4 << 30

  /// The bytes of the file; equal checkpoints give equal bytes.
  public func encoded() throws -> Data {
    var tensors: [String: Safetensors.Tensor] = [:]
    for (index, layer) in network.layers.enumerated() {
      tensors[Self.weightName(index)] = .init(
        shape: [layer.rowCount, layer.inputCount],
        values: layer.weights
      )
      tensors[Self.biasName(index)] = .init(shape: [layer.rowCount], values: layer.biases)
    }
    var metadata: [String: String] = [
      Key.format: Self.format,
      Key.network: "\(network.description)",
      Key.dropoutIsFolded: "\(network.isDropoutFolded)",
    ]
    for (name, text) in notes { metadata[Key.notePrefix + name] = text }
    for (name, text) in state { metadata[Key.trainingPrefix + name] = text }
    for (name, values) in attachments {
      tensors[Key.trainingPrefix + name] = .init(shape: [values.count], values: values)
    }
    return try Safetensors(tensors: tensors, metadata: metadata).encoded()
  }

  /// Reads the bytes of a file.
  ///
  /// - Throws: `SafetensorsError`, `NetworkDescriptionError`, `NetworkError` or
  ///   `CheckpointContentError`.
  public init(decoding data: Data) throws {
    let file = try Safetensors(decoding: data)
    guard file.metadata[Key.format] == Self.format, let line = file.metadata[Key.network] else {
      throw CheckpointContentError.notACheckpoint
    }
    guard let isFolded = file.metadata[Key.dropoutIsFolded].flatMap(Bool.init) else {
      throw CheckpointContentError.missingMetadata(Key.dropoutIsFolded)
    }
    let description = try NetworkDescription(parsing: line)
    var inputCount = description.inputCount
    var layers: [DenseLayer] = []
    for (index, layer) in description.layers.enumerated() {
      let rows = layer.unitCount * layer.activation.pieces
      layers.append(
        try DenseLayer(
          inputCount: inputCount,
          unitCount: layer.unitCount,
          activation: layer.activation,
          weights: file.values(of: Self.weightName(index), shape: [rows, inputCount]),
          biases: file.values(of: Self.biasName(index), shape: [rows]),
          inputDropout: layer.inputDropout
        )
      )
      inputCount = layer.unitCount
    }
    network = try Network(layers: layers, isDropoutFolded: isFolded)
    notes = file.metadata.entries(withPrefix: Key.notePrefix)
    state = file.metadata.entries(withPrefix: Key.trainingPrefix)
    attachments = file.tensors.entries(withPrefix: Key.trainingPrefix).mapValues(\.values)
  }

  private static func weightName(_ index: Int) -> String { "layer\(index + 1).weight" }
  private static func biasName(_ index: Int) -> String { "layer\(index + 1).bias" }

  private static let format = "halfword checkpoint 1"

  private enum Key {
    static let format = "format"
    static let network = "network"
    static let dropoutIsFolded = "dropout_is_folded"
    static let notePrefix = "note."
    static let trainingPrefix = "training."
  }
}

extension Dictionary where Key == String {
  /// The entries whose names begin with `prefix`, which is taken off.
  fileprivate func entries(withPrefix prefix: String) -> Self {
    Self(
      uniqueKeysWithValues: filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
    )
  }
}

extension Safetensors {
  /// The finite values of a tensor that must have this shape.
  fileprivate func values(
    of name: String,
    shape: [Int]
  ) throws(CheckpointContentError) -> [Float] {
    guard let tensor = tensors[name] else { throw .missingTensor(name) }
    guard tensor.shape == shape else {
      throw .wrongShape(name, found: tensor.shape, expected: shape)
    }
    if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(name, index: index, value: tensor.values[index])
    }
    return tensor.values
  }
}

/// Why a well-formed safetensors file is no checkpoint.
public enum CheckpointContentError: Error, Equatable, CustomStringConvertible {
  /// The metadata does not say that it is one.
  case notACheckpoint
  /// A name is absent from the metadata, or its text makes no sense.
  case missingMetadata(String)
  /// The description has a layer whose tensor is absent.
  case missingTensor(String)
  /// A tensor does not fit the description.
  case wrongShape(String, found: [Int], expected: [Int])
  /// A weight or bias is NaN or infinite.
  case notFinite(String, index: Int, value: Float)

  /// One line for a person.
  public var description: String {
    switch self {
    case .notACheckpoint:
      "not a checkpoint of Halfword: its metadata names no format or no network"
    case .missingMetadata(let name):
      "the metadata \"\(name)\" is absent or unreadable"
    case .missingTensor(let name):
      "tensor \"\(name)\" is absent"
    case .wrongShape(let name, let found, let expected):
      "tensor \"\(name)\" has shape \(found), but the network needs \(expected)"
    case .notFinite(let name, let index, let value):
      "tensor \"\(name)\" holds \(value) at index \(index); every value must be finite"
    }
  }
}
