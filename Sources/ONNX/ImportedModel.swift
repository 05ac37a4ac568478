public import Files
public import FloatNetwork
import ONNXSchema

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A network from an ONNX file (opset 6 or newer).
public struct ImportedModel: Sendable {
  /// The network at test time; its dropout, if it had any, is inactive.
  public let network: Network
  /// What the outputs stand for, where the file says so; otherwise empty.
  public let classNames: [String]
  /// What a person should know about what became of the file.
  public let remarks: [String]
  /// Which program wrote the file, and to which version of ONNX.
  public let provenance: String
  /// How a sample lies that the file's own input takes.
  public let inputLayout: ValueOrder
  /// How the values of the file's own output lie.
  public let outputLayout: ValueOrder
  /// Whether the file's own output is the logarithm of what the network gives.
  public let isLogarithm: Bool

  /// Imports a file.
  ///
  /// - Parameter output: the name of the output that the network shall compute; nil where the file has
  ///   only one that is no label.
  /// - Throws: `FileError`, which names the file.
  public init(contentsOfFile path: String, output: String? = nil) throws(FileError) {
    let bytes: Data
    do {
      bytes = try contents(ofFile: path, limit: ModelFile.largestSize)
    } catch {
      // Too large a file of another kind is refused for its kind.
      guard let foreign = ForeignModel.description(ofFile: path) else { throw error }
      throw FileError(file: path, reason: foreign)
    }
    do throws(ONNXError) {
      try self.init(
        decoding: bytes,
        folder: URL(filePath: path).deletingLastPathComponent(),
        output: output,
        fileName: URL(filePath: path).lastPathComponent
      )
    } catch {
      throw FileError(file: path, reason: "\(error)")
    }
  }

  /// Imports the bytes of a file.
  ///
  /// Time and memory are bounded for any bytes: see `ModelFile` and `Budget`.
  ///
  /// - Parameters:
  ///   - folder: where files beside the model lie; nil refuses data outside the bytes.
  ///   - output: as in `init(contentsOfFile:output:)`.
  ///   - fileName: what errors call the file.
  /// - Throws: `ONNXError`.
  public init(
    decoding bytes: Data,
    folder: URL? = nil,
    output: String? = nil,
    fileName: String = "model"
  ) throws(ONNXError) {
    let file = try ModelFile(bytes, folder: folder, name: fileName)
    let graph = file.model.graph
    let opsets = try Self.opsets(of: file.model)
    guard graph.sparseInitializer.isEmpty else {
      throw .model("the graph has sparse initializers; save the model with dense ones")
    }
    let initialized = Set(graph.initializer.map(\.name))
    let inputs = graph.input.filter { !initialized.contains($0.name) }
    guard inputs.count == 1, let input = inputs.first else {
      throw .model(
        inputs.isEmpty
          ? "the graph has no input"
          : "the graph has \(inputs.count) inputs, \(quoted(inputs[0].name)), "
            + "\(quoted(inputs[1].name))…; one is supported"
      )
    }
    var firstError: ONNXError?
    for (attempt, batch) in try Self.batches(of: input).enumerated() {
      do throws(ONNXError) {
        var importer = try GraphImporter(
          graph: graph,
          opsets: opsets,
          tensors: file.tensors,
          batch: batch
        )
        try importer.run(input: input)
        let signal = try importer.output(named: output)
        if attempt > 0 { importer.remark(batch.remark) }
        let assembly = try importer.network(endingAt: signal)
        network = assembly.network
        inputLayout = ValueOrder(importer.inputOrder?.places)
        outputLayout = ValueOrder(assembly.outputPlaces)
        isLogarithm = signal.isLogarithm
        let names = importer.classNames
        classNames =
          names.count == network.outputCount && Set(names).count == names.count ? names : []
        remarks = importer.remarks
        provenance = Self.provenance(of: file.model)
        return
      } catch {
        // Another reading of the axes may be smaller, but would not be what is meant.
        if error == .tooLarge { throw error }
        firstError = firstError ?? error
      }
    }
    throw firstError ?? .model("the input has no shape")
  }

  /// The versions of the operator sets by domain.
  static func opsets(of model: ONNXModel) throws(ONNXError) -> [String: Int] {
    var opsets: [String: Int] = [:]
    for opset in model.opsetImport {
      opsets[opset.domain == "ai.onnx" ? "" : opset.domain] = Int(opset.version)
    }
    let version = opsets[""] ?? 1
    guard version >= oldestOpset else {
      throw .model(
        "the model uses opset \(version); \(oldestOpset) and newer are supported (onnx's "
          + "version_converter makes it newer)"
      )
    }
    return opsets
  }

  /// What the axes of the input may mean, the likeliest first.
  private static func batches(
    of input: ONNXValueInfo
  ) throws(ONNXError) -> [GraphImporter.Batch] {
    let shape = input.shape
    guard input.type.hasTensorType, input.type.tensorType.hasShape,
      shape.count <= GraphImporter.mostAxes
    else {
      throw .model(
        "the input \(quoted(input.name)) has no shape; export the model with the number of its "
          + "inputs fixed"
      )
    }
    let open = shape.indices.filter { shape[$0] == nil }
    guard open.count <= 1 else {
      throw .model(
        "the input \(quoted(input.name)) has \(open.count) open axes; only the batch may be open"
      )
    }
    let last = shape.count - 1
    if let axis = open.first {
      return shape.count == 1
        ? [.init(axis: nil, size: 1)]
        : [.init(axis: axis, size: Signal.unknownBatchSize), .init(axis: axis, size: 1)]
    }
    guard shape.count >= 2, let first = shape[0], let end = shape[last] else {
      return [.init(axis: nil, size: 1)]
    }
    return [.init(axis: 0, size: first), .init(axis: last, size: end), .init(axis: nil, size: 1)]
  }

  private static func provenance(of model: ONNXModel) -> String {
    let producer = [model.producerName, model.producerVersion].filter { !$0.isEmpty }
      .joined(separator: " ")
    let opset = model.opsetImport.first { $0.domain.isEmpty || $0.domain == "ai.onnx" }?.version
    return "ONNX IR \(model.irVersion), opset \(opset ?? 1), written by "
      + (producer.isEmpty ? "an unknown program" : printable(producer))
  }

  /// The oldest version of the operators that is read.
  private static let oldestOpset = 6
}

extension GraphImporter.Batch {
  /// What to say where it is not the first that comes to mind.
  fileprivate var remark: String {
    axis.map { "the graph is read with axis \($0) of its input as the batch, of size \(size)" }
      ?? "the graph is read without a batch: all of its input is one sample"
  }
}
