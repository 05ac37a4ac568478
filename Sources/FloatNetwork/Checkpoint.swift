public import Files

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A network with notes on how it came about, as kept in a safetensors file.
///
/// Layer n (from 1) is two tensors, `layern.weight` (rows × inputs; of a convolution rows × kernel height × kernel
/// width × channels, of a depthwise one without the last) and `layern.bias` (rows), where it has weights; the
/// metadata holds the network's description, the notes and, where training was for few bits of the weights, these
/// bits of each layer (`trained_weight_bits`, for example `8,4,16`). The ranges of the inputs are two tensors of one
/// value an input, `input.smallest` and `input.largest`; a standardization is those and two more,
/// `input.mean` and `input.deviation`. Names of classes and of inputs are metadata. The state of a
/// training is there, too, where there was one: tensors and metadata whose names begin with `training.`.
public struct Checkpoint: Equatable, Sendable {
  /// The network.
  public var network: Network
  /// Free text by name, for example the training options. Carried, never interpreted.
  public var notes: [String: String]
  /// What raw inputs must go through before they reach the network; nil for nothing.
  public var standardization: Standardization?
  /// The smallest and largest raw value of each input that training saw; nil where nobody recorded it.
  public var inputRanges: InputRanges?
  /// What the outputs stand for, in their order; empty where that is unknown.
  public var classNames: [String]
  /// What the inputs are called, in their order; empty where that is unknown.
  public var inputNames: [String]
  /// Where a training stands, as text. Carried, never interpreted.
  public var state: [String: String] = [:]
  /// Where a training stands, as tensors. Carried, never interpreted.
  public var attachments: [String: [Float]] = [:]

  /// Pairs a network with what is known about it.
  public init(
    network: Network,
    notes: [String: String] = [:],
    standardization: Standardization? = nil,
    inputRanges: InputRanges? = nil,
    classNames: [String] = [],
    inputNames: [String] = []
  ) {
    self.network = network
    self.notes = notes
    self.standardization = standardization
    self.inputRanges = inputRanges ?? standardization.map { InputRanges(of: $0) }
    self.classNames = classNames
    self.inputNames = inputNames
  }

  /// The outputs for raw inputs in Float64: standardization, then the network at test time.
  ///
  /// - Precondition: `input` has as many values as the network has inputs.
  public func referenceOutput(for input: [Double]) -> [Double] {
    network.referenceOutput(for: standardization?.reference(input) ?? input)
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
    for (index, layer) in network.layers.enumerated() where layer.form.kind.hasWeights {
      tensors[Self.weightName(index)] = .init(
        shape: layer.form.weightShape,
        values: layer.weights
      )
      tensors[Self.biasName(index)] = .init(shape: [layer.rowCount], values: layer.biases)
    }
    var metadata: [String: String] = [
      Key.format: Self.format,
      Key.network: "\(network.description)",
      Key.dropoutIsFolded: "\(network.isDropoutFolded)",
    ]
    if network.layers.contains(where: { $0.trainedWeightBits != nil }) {
      metadata[Key.trainedWeightBits] = network.layers
        .map { "\($0.trainedWeightBits ?? WeightBits.full)" }.joined(separator: ",")
    }
    for (name, values) in (inputRanges?.tensors ?? [:])
      .merging(standardization?.tensors ?? [:], uniquingKeysWith: { $1 })
    {
      tensors[name] = .init(shape: [values.count], values: values)
    }
    for (key, names) in [(Key.classNames, classNames), (Key.inputNames, inputNames)]
    where !names.isEmpty {
      metadata[key] = String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
    }
    for (name, text) in notes { metadata[Key.notePrefix + name] = text }
    for (name, text) in state { metadata[Key.trainingPrefix + name] = text }
    for (name, values) in attachments {
      tensors[Key.trainingPrefix + name] = .init(shape: [values.count], values: values)
    }
    return try Safetensors(tensors: tensors, metadata: metadata).encoded()
  }

  /// Reads the bytes of a file.
  ///
  /// - Throws: `SafetensorsError`, `NetworkDescriptionError`, `NetworkError`,
  ///   `StandardizationError` or `CheckpointContentError`.
  public init(decoding data: Data) throws {
    let file = try Safetensors(decoding: data)
    guard file.metadata[Key.format] == Self.format, let line = file.metadata[Key.network] else {
      throw CheckpointContentError.notACheckpoint
    }
    guard let isFolded = file.metadata[Key.dropoutIsFolded].flatMap(Bool.init) else {
      throw CheckpointContentError.missingMetadata(Key.dropoutIsFolded)
    }
    let description = try NetworkDescription(parsing: line)
    var layers: [NetworkLayer] = []
    for (index, form) in try description.forms().enumerated() {
      layers.append(
        try NetworkLayer(
          form,
          weights: form.kind.hasWeights
            ? file.values(of: Self.weightName(index), shape: form.weightShape) : [],
          biases: form.kind.hasWeights
            ? file.values(of: Self.biasName(index), shape: [form.rowCount]) : [],
          inputDropout: description.layers[index].inputDropout
        )
      )
    }
    network = try Network(
      inputShape: description.inputShape,
      graph: layers,
      isDropoutFolded: isFolded
    )
    if let text = file.metadata[Key.trainedWeightBits] {
      guard let bits = WeightBits.list(parsing: text) else {
        throw CheckpointContentError.missingMetadata(Key.trainedWeightBits)
      }
      try network.setTrainedWeightBits(bits)
    }
    standardization = try file.standardization(inputCount: network.inputCount)
    inputRanges = try file.inputRanges(inputCount: network.inputCount)
    classNames = try file.names(metadata: Key.classNames, count: network.outputCount)
    inputNames = try file.names(metadata: Key.inputNames, count: network.inputCount)
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
    static let trainedWeightBits = "trained_weight_bits"
    static let classNames = "class_names"
    static let inputNames = "input_names"
    static let notePrefix = "note."
    static let trainingPrefix = "training."
  }
}

extension LayerForm {
  /// The shape of the tensor of weights.
  fileprivate var weightShape: [Int] {
    switch kind {
    case .convolution(let window):
      [rowCount, window.kernelHeight, window.kernelWidth, input.channels]
    case .depthwise(let window): [rowCount, window.kernelHeight, window.kernelWidth]
    case .dense, .maxPooling, .averagePooling, .addition: [rowCount, columnCount]
    }
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

extension Standardization {
  /// Its values by the names that they have in a checkpoint.
  fileprivate var tensors: [String: [Float]] {
    [
      TensorName.mean: means, TensorName.deviation: deviations, TensorName.smallest: smallest,
      TensorName.largest: largest,
    ]
  }

  fileprivate enum TensorName {
    static let mean = "input.mean"
    static let deviation = "input.deviation"
    static let smallest = "input.smallest"
    static let largest = "input.largest"
  }
}

/// The smallest and largest raw value of each input.
public struct InputRanges: Equatable, Sendable {
  /// One value an input.
  public let smallest: [Float]
  /// One value an input, at least the smallest.
  public let largest: [Float]

  /// Joins both ends.
  ///
  /// - Throws: `StandardizationError` where counts differ, a value is not finite, or a smallest value is
  ///   above its largest.
  public init(smallest: [Float], largest: [Float]) throws(StandardizationError) {
    guard !smallest.isEmpty, smallest.count == largest.count else { throw .countsDiffer }
    for input in smallest.indices {
      guard smallest[input].isFinite, largest[input].isFinite, smallest[input] <= largest[input]
      else { throw .impossible(input: input) }
    }
    self.smallest = smallest
    self.largest = largest
  }

  /// What the samples were that a standardization was fitted to.
  public init(of standardization: Standardization) {
    smallest = standardization.smallest
    largest = standardization.largest
  }

  fileprivate var tensors: [String: [Float]] {
    [
      Standardization.TensorName.smallest: smallest, Standardization.TensorName.largest: largest,
    ]
  }
}

extension Safetensors {
  /// The standardization, where any of its tensors is there.
  fileprivate func standardization(inputCount: Int) throws -> Standardization? {
    typealias Name = Standardization.TensorName
    guard tensors[Name.mean] != nil || tensors[Name.deviation] != nil else { return nil }
    return try Standardization(
      means: values(of: Name.mean, shape: [inputCount]),
      deviations: values(of: Name.deviation, shape: [inputCount]),
      smallest: values(of: Name.smallest, shape: [inputCount]),
      largest: values(of: Name.largest, shape: [inputCount])
    )
  }

  /// The ranges of the inputs, where any of their tensors is there.
  fileprivate func inputRanges(inputCount: Int) throws -> InputRanges? {
    typealias Name = Standardization.TensorName
    guard tensors[Name.smallest] != nil || tensors[Name.largest] != nil else { return nil }
    return try InputRanges(
      smallest: values(of: Name.smallest, shape: [inputCount]),
      largest: values(of: Name.largest, shape: [inputCount])
    )
  }

  /// So many names, a JSON array of strings; none where the metadata has none.
  fileprivate func names(
    metadata name: String,
    count: Int
  ) throws(CheckpointContentError) -> [String] {
    guard let text = metadata[name] else { return [] }
    guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)),
      names.count == count
    else { throw .missingMetadata(name) }
    return names
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
