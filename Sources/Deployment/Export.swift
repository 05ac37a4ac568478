import CHalfword
public import Conformance
import Files
public import FloatNetwork
import HalfwordRuntime
import ONNX
import PlainText
public import Proofs
public import Quantization

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A network in fixed point with all that is known of it before any sample is run: the numbers that were
/// chosen, what is proved for every input, and the image, opened and verified as a device does it.
public struct Export {
  /// Where the network comes from.
  public let source: Checkpoint
  /// What was asked for.
  public let request: ExportRequest
  /// The float network that takes what the model takes: dropout folded in, and where that is so, the
  /// standardization and the units of counts.
  public let network: Network
  /// The numbers, and what else was tried.
  public let choice: NumberChoice
  /// The network in fixed point, with its record and range.
  public let quantized: QuantizedNetwork
  /// Both networks, layer by layer.
  public let pair: PairedNetwork
  /// The inputs that something is proved for.
  public let box: ProofBox
  /// What is proved for them.
  public let proof: BoxProof
  /// What the device's self-test runs.
  private let knownAnswers: [KnownAnswer]
  /// The model, which runs through the C interface.
  public let model: FixedPointModel

  /// Chooses the numbers, proves, and makes the image.
  ///
  /// - Parameters:
  ///   - source: the checkpoint, or an imported network.
  ///   - samples: what the numbers are fitted to, as the model takes them; may be empty.
  ///   - name: how messages call the source, for example its file.
  /// - Throws: `FileError`, which names the source; `ModelError`, `QuantizationError` or `PairingError`
  ///   where what was made is not sound, which is a fault of this program.
  public init(
    of source: Checkpoint,
    samples: [[Float]],
    _ request: ExportRequest,
    name: String
  ) throws {
    self.source = source
    self.request = request
    try Self.checkInputs(of: source, request, name: name)
    network = try source.deployedNetwork(for: request.inputs)
    let promised = request.promise?.box(for: request.inputs, of: source)
    choice = try Self.choice(for: network, source, samples, request, promised, name: name)
    var quantized = choice.network
    quantized.record = Self.record(choice.network.record, request, of: network)
    box =
      promised.map { ProofBox($0, of: quantized, text: request.promise?.text ?? "") }
      ?? ProofBox(everythingOf: quantized)
    if request.promise?.range != nil { quantized.inputRange = box.hull }
    pair = try PairedNetwork(network, with: quantized)
    proof = pair.proof(for: box.ranges)
    self.quantized = quantized
    knownAnswers = try quantized.knownAnswers(count: request.knownAnswerCount)
    model = try FixedPointModel(image: quantized.image(knownAnswers: knownAnswers))
  }

  /// Refuses what the source's standardization does not allow.
  private static func checkInputs(
    of source: Checkpoint,
    _ request: ExportRequest,
    name: String
  ) throws {
    guard let standardization = source.standardization else {
      guard request.inputs.kind != .standardized else {
        throw FileError(
          file: name,
          reason:
            "was not trained with --standardize, so it takes raw inputs, not standardized ones"
        )
      }
      return
    }
    guard request.isPlain else { return }
    switch request.inputs.kind {
    case .raw: try standardization.checkRawInputsFit()
    case .counts: try standardization.checkRawInputsFit(below: 32_768)
    case .standardized: break
    }
  }

  private static func choice(
    for network: Network,
    _ source: Checkpoint,
    _ samples: [[Float]],
    _ request: ExportRequest,
    _ promised: InputBox?,
    name: String
  ) throws -> NumberChoice {
    var numbers = request.numbers
    numbers.box = promised
    numbers.recordedBox = source.inputBox(for: request.inputs)
    numbers.answer = request.answer ?? .largest
    numbers.addedSize = addedSize(to: network, request)
    do {
      return try request.isPlain
        ? NumberChoice(
          plain: network,
          samples: samples,
          numbers,
          takesCounts: request.inputs.kind == .counts
        )
        : NumberChoice(for: network, samples: samples, numbers)
    } catch {
      throw FileError(file: name, reason: "\(error)")
    }
  }

  /// The bytes that the image has besides those of the network and its numbers: known answers, and what the record says
  /// of the export.
  private static func addedSize(to network: Network, _ request: ExportRequest) -> Int {
    let answer = [network.inputCount, network.outputCount].reduce(0) {
      $0 + ImageFormat.wholeWords(WeightPanels.bytesPerValue * $1)
    }
    let record = record(nil, request, of: network).text.utf8.count
    return request.knownAnswerCount * answer + ImageFormat.wholeWords(record)
  }

  private static func record(
    _ record: ExportRecord?,
    _ request: ExportRequest,
    of network: Network
  ) -> ExportRecord {
    var record = record ?? ExportRecord()
    record.network = network.fingerprint
    // The largest of a softmax goes without saying.
    let goesWithoutSaying =
      request.answer == .largest && network.layers.last?.activation == .softmax
    record.answer = goesWithoutSaying ? nil : request.answer
    if request.inputs.kind != .raw { record.inputs = request.inputs.kind.rawValue }
    record.inputUnits = request.inputs.units
    return record
  }
}

extension Export {
  /// The model as C.
  public var code: ModelCode {
    ModelCode(
      network: quantized,
      image: model.imageBytes,
      identity: model.identity,
      knownAnswers: knownAnswers,
      proof: proof,
      notes: provenance,
      classNames: source.classNames,
      standardization: request.inputs.kind == .standardized ? source.standardization : nil,
      takesCounts: request.inputs.kind == .counts
    )
  }

  /// The float network in ONNX, as it is quantized: dropout folded in.
  public func onnx() throws -> Data {
    try network.onnx(properties: properties, version: version)
  }

  /// The quantized network in ONNX: its weights and biases as real numbers.
  public func quantizedONNX() throws -> Data {
    let bits = quantized.layers.map(\.fractionText).joined(separator: ", ")
    let more = ["quantized": "weights with fractional bits by layer: \(bits); as real numbers"]
    return try quantized.dequantized.onnx(
      properties: properties.merging(more) { $1 },
      version: version
    )
  }

  /// The network's line, how it was trained, and what was asked of the export.
  public var provenance: [String] {
    source.provenance + [
      "Export    halfword \(version)" + (request.numbers.saturate ? ", --saturate" : "")
        + (request.isPlain ? ", --weights q8.8" : request.numbers.weights.text)
        + ", inputs \(request.promise?.range?.description ?? "any")"
        + (request.inputs.kind == .raw ? "" : ", \(request.inputs.kind.rawValue)")
        + ", known answers \(request.knownAnswerCount)"
    ]
  }

  private var properties: [String: String] {
    let about = provenance.map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
    return Dictionary(
      about.map {
        ($0[0].lowercased(), $0.count > 1 ? $0[1].trimmed() : "")
      }
    ) { first, _ in first }
  }

  private var version: String { unsafe String(cString: halfword_version()) }
}
