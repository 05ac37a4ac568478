public import CSource
import Conformance
import Files
import FloatNetwork
import Proofs
import Quantization

/// A model as C: what an export writes, made from the export itself or from its image.
public struct ModelCode {
  private let network: QuantizedNetwork
  private let image: [UInt8]
  private let identity: UInt64
  private let knownAnswers: [KnownAnswer]
  /// What is proved of each layer's values, in real units; none where nothing is.
  private let ranges: [ClosedRange<Double>]
  private let notes: [String]
  private let classNames: [String]
  private let standardization: Standardization?
  private let takesCounts: Bool

  /// - Parameters:
  ///   - knownAnswers: what the image holds for the self-test.
  ///   - proof: what is proved of the model; nil where nothing was.
  ///   - notes: how the network came about, one line each.
  ///   - standardization: what the application must do to its values before they are inputs.
  ///   - takesCounts: whether inputs are whole numbers as they are.
  init(
    network: QuantizedNetwork,
    image: [UInt8],
    identity: UInt64,
    knownAnswers: [KnownAnswer],
    proof: BoxProof?,
    notes: [String],
    classNames: [String],
    standardization: Standardization?,
    takesCounts: Bool
  ) {
    self.network = network
    self.image = image
    self.identity = identity
    self.knownAnswers = knownAnswers
    ranges = (proof?.layers ?? []).map { layer in
      let ends = layer.outputs.flatMap { [$0.lowerBound, $0.upperBound] }
      return (ends.min() ?? 0)...(ends.max() ?? 0)
    }
    self.notes = notes
    self.classNames = classNames
    self.standardization = standardization
    self.takesCounts = takesCounts
  }

  /// That of an image, and of the checkpoint that it was exported from, where that is known: it has the names of the
  /// classes and says how the network was trained.
  ///
  /// - Throws: `ComparisonError` where the checkpoint has other sizes than the model; `FileError` where the model takes
  ///   standardized inputs, and no checkpoint says how they come about.
  public init(of deployed: DeployedModel, name: String) throws {
    let model = deployed.model
    let takesStandardized = deployed.inputs.kind == .standardized
    if takesStandardized, deployed.checkpoint?.standardization == nil {
      throw FileError(
        file: name,
        reason:
          "takes standardized inputs; name the checkpoint that says how they come about with --against"
      )
    }
    let source = try deployed.checkpoint.map { _ in try deployed.requiredCheckpoint() }
    self.init(
      network: model.network,
      image: model.imageBytes,
      identity: model.identity,
      knownAnswers: try model.network.knownAnswers(count: model.knownAnswerCount),
      proof: nil,
      notes: (source?.provenance ?? ["Training  unknown"]) + [
        "Export    " + (model.network.record?.line ?? "nothing is recorded")
      ],
      classNames: source?.classNames ?? [],
      standardization: takesStandardized ? source?.standardization : nil,
      takesCounts: deployed.inputs.kind == .counts
    )
  }

  /// The C header with the image as an array.
  ///
  /// - Parameter name: the prefix of its names, a C identifier.
  /// - Throws: `CHeaderError`.
  public func header(name: String) throws -> String { try cHeader(name: name).text }

  /// A C header that declares the image, and the C file that holds it.
  ///
  /// - Parameters:
  ///   - name: the prefix of their names, a C identifier.
  ///   - headerFile: the header's file name.
  /// - Throws: `CHeaderError`.
  public func headerAndData(
    name: String,
    headerFile: String
  ) throws -> (header: String, data: String) {
    try cHeader(name: name).apart(headerFile: headerFile)
  }

  private func cHeader(name: String) throws -> CHeader {
    try CHeader(
      name: name,
      network: network,
      image: image,
      notes: notes,
      classNames: classNames,
      standardization: standardization,
      takesCounts: takesCounts
    )
  }

  /// The model as C that needs no library.
  ///
  /// - Parameters:
  ///   - name: the prefix of its names, a C identifier.
  ///   - hasCertificates: whether it can bound the errors of a run.
  /// - Throws: `CHeaderError`.
  public func source(name: String, hasCertificates: Bool) throws -> CSourceFile {
    try CSourceFile(
      name: name,
      network: network,
      identity: identity,
      knownAnswers: knownAnswers,
      hasCertificates: hasCertificates,
      ranges: ranges,
      notes: notes,
      classNames: classNames,
      standardization: standardization,
      takesCounts: takesCounts
    )
  }
}

extension Checkpoint {
  /// The network's line, and how it was trained.
  var provenance: [String] {
    let training = notes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      "Network   \(network.description)",
      "Training  " + (training.isEmpty ? "unknown" : training.joined(separator: ", ")),
    ]
  }
}
