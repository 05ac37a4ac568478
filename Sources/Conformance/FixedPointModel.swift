import CHalfword
public import HalfwordRuntime
public import Quantization

/// A model that runs through the C interface, as a device runs it.
///
/// Owns the image's bytes, the handle and the workspace. Not for use by several threads at once.
@safe
public final class FixedPointModel {
  private var handle = unsafe halfword_model()
  private let image: UnsafeMutableRawBufferPointer
  private var workspace: [UInt32]
  /// How many values an input has.
  public let inputCount: Int
  /// How many values an output has.
  public let outputCount: Int
  /// What the image says about its layers, the input's first.
  public let layers: [LayerDescriptor]
  /// The weights, read back from the image.
  public let network: QuantizedNetwork
  /// The smallest and largest input that the model is meant for, in Q8.8.
  public let inputRange: ClosedRange<Int16>
  /// How many known answers the image holds.
  public let knownAnswerCount: Int
  /// For each layer, how many pre-activations were saturated in all runs so far.
  public private(set) var saturations: [UInt32]

  /// Opens and verifies an image.
  ///
  /// - Throws: `ModelError` with the library's status.
  public init(image bytes: [UInt8]) throws(ModelError) {
    unsafe image = .allocate(
      byteCount: max(bytes.count, 1),
      alignment: Int(HALFWORD_IMAGE_ALIGNMENT)
    )
    unsafe image.copyBytes(from: bytes)
    var opened = unsafe halfword_model()
    var status = unsafe halfword_open(&opened, image.baseAddress, UInt32(bytes.count))
    if status == HALFWORD_OK { status = unsafe halfword_verify(&opened) }
    guard status == HALFWORD_OK else {
      unsafe image.deallocate()
      throw ModelError(status: status)
    }
    unsafe handle = opened
    inputCount = unsafe Int(halfword_input_count(&opened))
    outputCount = unsafe Int(halfword_output_count(&opened))
    workspace = unsafe Array(
      repeating: 0,
      count: Int(halfword_bounded_workspace_size(&opened)) / MemoryLayout<UInt32>.size
    )
    do {
      let opened = unsafe try ModelImage(opening: image.bytes)
      layers = try Self.layers(of: opened)
      network = try QuantizedNetwork(image: bytes)
      inputRange = opened.inputRange
      knownAnswerCount = opened.knownAnswerCount
    } catch {
      unsafe image.deallocate()
      throw ModelError(status: error.rawValue)
    }
    saturations = Array(repeating: 0, count: layers.count)
  }

  deinit { unsafe image.deallocate() }

  /// Which model it is.
  public var identity: UInt64 { unsafe halfword_identity(&handle) }

  /// The identity as 16 hexadecimal digits, as the C header writes it.
  public var identityText: String {
    var text = [CChar](repeating: 0, count: Int(HALFWORD_IDENTITY_TEXT_SIZE))
    _ = unsafe halfword_identity_text(&handle, &text)
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The image, without any bytes that follow it.
  public var imageBytes: [UInt8] { unsafe Array(image.prefix(imageSize)) }
  /// The bytes of the image.
  public var imageSize: Int { unsafe Int(halfword_image_size(&handle)) }

  /// The bytes of workspace that a run needs.
  public var workspaceSize: Int { unsafe Int(halfword_workspace_size(&handle)) }

  /// Runs the model.
  ///
  /// - Parameter input: Q8.8 values.
  /// - Returns: the Q8.8 outputs, and the class: the largest output before a softmax.
  /// - Throws: `ModelError`, for example where the number of inputs is wrong.
  public func run(_ input: [Int16]) throws(ModelError) -> (output: [Int16], classIndex: Int) {
    var output = [Int16](repeating: 0, count: outputCount)
    var classIndex: UInt32 = 0
    let status = unsafe halfword_classify(
      &handle,
      input,
      UInt32(input.count),
      &output,
      UInt32(output.count),
      &workspace,
      UInt32(workspaceSize),
      &classIndex
    )
    guard status == HALFWORD_OK else { throw ModelError(status: status) }
    return (output, Int(classIndex))
  }

  /// Runs the model with error words, and tells whether the library certifies the answer.
  ///
  /// - Parameter inputError: by how much each input may differ from its word, in sixteenths of the word's step.
  /// - Returns: the output words; the answer, as `halfword_classify_certified` gives it; whether it is certified;
  ///   and the error words of the outputs, nil where nothing is proved.
  /// - Throws: as `run(_:)`.
  public func runCertifying(
    _ input: [Int16],
    inputError: UInt32 = 0
  ) throws(ModelError) -> (output: [Int16], answer: Int, isCertified: Bool, errors: [UInt32]?) {
    var output = [Int16](repeating: 0, count: outputCount)
    var errors = [UInt32](repeating: 0, count: outputCount)
    var answer: UInt32 = 0
    var certified: UInt32 = 0
    let status = unsafe halfword_classify_certified(
      &handle,
      input,
      UInt32(input.count),
      inputError,
      &output,
      &errors,
      UInt32(output.count),
      &workspace,
      UInt32(2 * workspaceSize),
      &answer,
      &certified
    )
    guard status == HALFWORD_OK else { throw ModelError(status: status) }
    return (output, Int(answer), certified != 0, errors.contains(.max) ? nil : errors)
  }

  /// Runs the model once more for its saturations, which are added to `saturations`.
  public func countSaturations(_ input: [Int16]) throws(ModelError) {
    var output = [Int16](repeating: 0, count: outputCount)
    let status = unsafe halfword_run_counting(
      &handle,
      input,
      UInt32(input.count),
      &output,
      UInt32(output.count),
      &workspace,
      UInt32(workspaceSize),
      &saturations,
      UInt32(saturations.count)
    )
    guard status == HALFWORD_OK else { throw ModelError(status: status) }
  }

  private static func layers(
    of image: borrowing ModelImage
  ) throws(RuntimeError) -> [LayerDescriptor] {
    var reader = image.layers()
    var layers: [LayerDescriptor] = []
    for _ in 0..<image.layerCount { layers.append(try reader.next()) }
    return layers
  }
}

/// The library refused a model or a run.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The library's status.
  public let status: Int32

  /// Wraps a status.
  public init(status: Int32) {
    self.status = status
  }

  /// One line for a person: what is wrong, and the status's name.
  public var description: String {
    let name = unsafe String(cString: halfword_status_name(status))
    guard let error = RuntimeError(rawValue: status) else { return name }
    return "\(error.explanation) (\(name))"
  }
}

extension RuntimeError {
  /// What the error means for the person who gave the file or the input.
  fileprivate var explanation: String {
    switch self {
    case .nullPointer: "a pointer is null"
    case .misaligned: "a buffer is not aligned"
    case .truncated: "the image is truncated"
    case .notAnImage: "not a Halfword image"
    case .unsupportedVersion: "the image is of another version of the format"
    case .badHeader: "the image's header contradicts itself"
    case .badLayer: "a layer of the image contradicts itself"
    case .badChecksum: "the image is damaged: its checksum differs"
    case .badAccumulator: "the image claims a 32-bit sum that its weights can overflow"
    case .notOpen: "the model is not open"
    case .wrongCount: "the number of inputs or outputs is not the model's"
    case .workspaceTooSmall: "the workspace is too small"
    case .overlap: "buffers overlap"
    case .badPadding: "the image's padding is not zero"
    case .inputOutOfRange: "an input lies outside the range that the model is meant for"
    case .wrongAnswer: "the model gives another output than when it was exported"
    case .badProgress: "the progress of a run in steps is damaged"
    case .noSuchLayer: "there is no such layer"
    case .notLinked: "the program lacks a kind of layer or an activation that the image has"
    }
  }
}
