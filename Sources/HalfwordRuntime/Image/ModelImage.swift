/// A checked view of a model's image, in the caller's memory.
///
/// Opening checks everything that memory safety depends on, in time proportional to the number of
/// layers; `verify()` checks the rest, in time proportional to the bytes.
public struct ModelImage: ~Escapable {
  /// The image's own bytes, without any that follow.
  public let bytes: RawSpan
  /// How many values an input has.
  public let inputCount: Int
  /// How many values an output has.
  public let outputCount: Int
  /// How many layers there are.
  public let layerCount: Int
  /// How many bytes of workspace a run needs.
  public let workspaceSize: Int
  /// How many known answers there are for a self-test.
  public let knownAnswerCount: Int
  /// The parts of the library that run it.
  let kernels: KernelTable

  /// Opens the image that `bytes` begin with.
  ///
  /// - Parameters:
  ///   - bytes: the image, aligned to `ImageFormat.alignment`; more bytes may follow it.
  ///   - kernels: the parts of the library that the program has; all, unless given.
  /// - Throws: `RuntimeError.truncated`, `.misaligned`, `.notAnImage`, `.unsupportedVersion`,
  ///   `.badHeader`, `.badLayer`, or `.notLinked` where the image needs another part.
  @_lifetime(copy bytes)
  public init(opening bytes: RawSpan, kernels: KernelTable = .all) throws(RuntimeError) {
    self = try ModelImage(opened: bytes, kernels: kernels)
    try checkLayers()
  }

  /// The image that `bytes` begin with, opened before: the layers are not checked once more, as
  /// `layers()` checks each when it comes.
  ///
  /// - Throws: as `init(opening:)`, but for `.badLayer` and `.notLinked`.
  @_lifetime(copy bytes)
  init(opened bytes: RawSpan, kernels: KernelTable) throws(RuntimeError) {
    typealias Field = ImageFormat.HeaderField
    guard bytes.byteCount >= ImageFormat.headerSize else { throw .truncated }
    guard bytes.isAligned(to: ImageFormat.alignment) else { throw .misaligned }
    guard bytes.word(at: Field.mark) == ImageFormat.mark else { throw .notAnImage }
    guard bytes.count16(at: Field.version) == Int(ImageFormat.version),
      bytes.count16(at: Field.numbersVersion) == Int(ImageFormat.numbersVersion)
    else { throw .unsupportedVersion }
    let size = bytes.word(at: Field.size)
    guard size <= UInt32(truncatingIfNeeded: min(bytes.byteCount, ImageFormat.largestSize)) else {
      throw .truncated
    }
    self.bytes = unsafe bytes.extracting(unchecked: 0..<Int(size))
    self.kernels = kernels
    let counts = try ImageCounts(bytes)
    inputCount = counts.inputs
    outputCount = counts.outputs
    layerCount = counts.layers
    workspaceSize = counts.workspaceSize
    knownAnswerCount = counts.knownAnswers
  }

  /// A hash that tells which model this is; the C header of the same export holds it too.
  public var identity: UInt64 {
    let words = identityWords
    return unsafe unsafeBitCast((words.low, words.high), to: UInt64.self)
  }

  /// The identity in two words.
  var identityWords: (low: UInt32, high: UInt32) {
    let offset = ImageFormat.HeaderField.identity
    return (bytes.word(at: offset), bytes.word(at: offset &+ 4))
  }

  /// Steps through the layers in their order.
  @inline(__always)
  @_lifetime(copy self)
  public func layers() -> LayerReader {
    LayerReader(image: self)
  }

  private func checkLayers() throws(RuntimeError) {
    var reader = layers()
    var layer = LayerDescriptor()
    while reader.index < layerCount { try reader.state.next(&layer) }
    // Each of the three is less than 2³¹, and so is what is left of the image's size.
    let room = bytes.byteCount &- reader.dataOffset &- inputScalesSize
    guard layer.outputCount == outputCount, room >= 0, recordSize <= room,
      knownAnswers.fill(room &- recordSize)
    else { throw .badHeader }
  }
}

/// The counts of an image's header, each inside its range.
private struct ImageCounts {
  var inputs: Int
  var outputs: Int
  var layers: Int
  var workspaceSize: Int
  var knownAnswers: Int

  @inline(__always)
  init(_ bytes: RawSpan) throws(RuntimeError) {
    typealias Field = ImageFormat.HeaderField
    let inputs = bytes.word(at: Field.inputCount)
    let outputs = bytes.word(at: Field.outputCount)
    let layers = bytes.word(at: Field.layerCount)
    let workspaceSize = bytes.word(at: Field.workspaceSize)
    let knownAnswers = bytes.word(at: Field.knownAnswerCount)
    let size = bytes.word(at: Field.size)
    guard (1...65_535).contains(inputs), (1...65_535).contains(outputs),
      (1...UInt32(ImageFormat.largestLayerCount)).contains(layers),
      workspaceSize <= UInt32(ImageFormat.largestWorkspaceSize),
      // Whole words, or values at its end would not be aligned, should the image have changed.
      workspaceSize & 3 == 0,
      knownAnswers <= size,
      size >= UInt32(ImageFormat.headerSize) &+ layers &* UInt32(ImageFormat.descriptorSize),
      bytes.value(at: Field.smallestInput) <= bytes.value(at: Field.largestInput),
      bytes.value(at: Field.outputExponent).magnitude <= ImageFormat.largestExponent.magnitude,
      bytes.count16(at: Field.hasInputScales) <= 2,
      bytes.word(at: Field.recordSize) & 3 == 0,
      bytes.word(at: Field.recordSize) <= size,
      RoundingLaw(rawValue: bytes.byte(at: Field.roundingLaw)) != nil,
      let answer = AnswerCode(rawValue: bytes.byte(at: Field.answer)),
      bytes.count16(at: Field.answerPadding) == 0,
      answer == .threshold || bytes.word(at: Field.threshold) == 0
    else { throw .badHeader }
    self.inputs = Int(inputs)
    self.outputs = Int(outputs)
    self.layers = Int(layers)
    self.workspaceSize = Int(workspaceSize)
    self.knownAnswers = Int(knownAnswers)
  }
}
