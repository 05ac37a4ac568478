extension KindCode {
  /// Whether a layer of this kind may have the activation.
  @inline(__always)
  fileprivate func allows(_ activation: ActivationCode) -> Bool {
    hasWeights || activation == .linear
      || (self == .addition && activation != .maxout && activation != .softmax)
  }
}

extension ActivationCode {
  /// As `init(rawValue:)`, which is a call.
  @inline(__always)
  fileprivate init?(inline code: UInt8) {
    switch code {
    case 0: self = .linear
    case 1: self = .relu
    case 2: self = .maxout
    case 3: self = .sigmoid
    case 4: self = .tanh
    case 5: self = .softmax
    case 6: self = .cappedRelu
    case 7: self = .table
    default: return nil
    }
  }

  /// The bytes that it has in a layer's data.
  @inline(__always)
  public var dataSize: Int {
    switch self {
    case .cappedRelu: 4
    case .table: ValueTable.size
    default: 0
    }
  }
}

extension SumForm {
  /// As `init(rawValue:)`, which is a call.
  @inline(__always)
  fileprivate init?(inline code: UInt8) {
    switch code {
    case 1: self = .bits32
    case 2: self = .blocks16
    case 3: self = .blocks32
    case 4: self = .bits64
    default: return nil
    }
  }
}

/// What a descriptor is checked against besides itself.
struct LayerLimits {
  let inputCount: Int
  let layerCount: Int
  let workspaceSize: Int

  /// Where a tensor lies that the layer at `index` reads, in bytes of the workspace; `UInt32.max` for the input.
  ///
  /// - Parameter shape: the field of the layer's descriptor at which the tensor's height, width and channels stand.
  /// - Throws: `RuntimeError.badLayer` where it comes later, has another shape, or does not lie inside.
  @inline(never)
  func place(
    of tensor: Int,
    readBy index: Int,
    _ image: RawSpan,
    shape field: Int
  ) throws(RuntimeError) -> UInt32 {
    typealias Field = ImageFormat.LayerField
    guard tensor <= index else { throw .badLayer }
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    let dimensions = image.dimensions(at: offset &+ field)
    if tensor == 0 {
      // The first layer can read nothing else: its descriptor says what shape the input has.
      let first = image.dimensions(at: ImageFormat.headerSize &+ Field.inputHeight)
      guard dimensions == first, dimensions.count == inputCount else { throw .badLayer }
      return .max
    }
    let producer = ImageFormat.headerSize &+ (tensor &- 1) &* ImageFormat.descriptorSize
    let place = image.word(at: producer &+ Field.outputOffset)
    guard dimensions == image.dimensions(at: producer &+ Field.outputHeight),
      isInside(place, count: dimensions.count)
    else { throw .badLayer }
    return place
  }

  /// Whether so many values may lie at `offset` in the workspace.
  @inline(__always)
  func isInside(_ offset: UInt32, count: Int) -> Bool {
    let size = WorkspacePlan.size(unitCount: count)
    return count > 0 && size <= workspaceSize && offset & 3 == 0
      && offset <= UInt32(truncatingIfNeeded: workspaceSize &- size)
  }
}

/// What of a descriptor depends on the layer's kind, and on what it reads.
struct LayerBasics {
  let kind: KindCode
  let activation: ActivationCode
  let sums: SumForm
  let weightFormat: WeightFormat
  let source: Int
  let secondSource: Int
  let inputCount: UInt32
  let outputCount: UInt32
  /// The words of its weights or shifts.
  let wordCount: UInt32
  /// Where what it reads lies; `UInt32.max` for the input.
  let place: UInt32
  let secondPlace: UInt32

  /// The layer at `index`, of which `isDense(at:reading:)` holds.
  ///
  /// - Throws: as `LayerDescriptor`.
  @inline(__always)
  init(
    _ image: RawSpan,
    at index: Int,
    reading given: GivenVector
  ) throws(RuntimeError) {
    typealias Field = ImageFormat.LayerField
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    guard let activation = ActivationCode(inline: image.byte(at: offset &+ Field.activation)),
      let format = WeightFormat(bits: image.byte(at: offset &+ Field.weightBits)),
      let sums = SumForm(inline: image.byte(at: offset &+ Field.sums))
    else { throw .badLayer }
    (kind, self.activation, self.sums, weightFormat) = (.dense, activation, sums, format)
    (source, secondSource) = (index, 0)
    let units = image.count16(at: offset &+ Field.unitCount)
    inputCount = UInt32(truncatingIfNeeded: given.count)
    outputCount = UInt32(truncatingIfNeeded: units)
    let rows = units &* image.count16(at: offset &+ Field.pieceCount)
    wordCount = WeightPanels(rows: rows, columns: given.count, format: format).wordCount
    (place, secondPlace) = (given.place, .max)
  }

  /// Any layer.
  ///
  /// - Throws: as `LayerDescriptor`.
  @inline(never)
  init(
    _ image: RawSpan,
    at index: Int,
    _ limits: LayerLimits,
    _ packed: inout PackedShapes
  ) throws(RuntimeError) {
    typealias Field = ImageFormat.LayerField
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    let weightBits = image.byte(at: offset &+ Field.weightBits)
    let form = image.byte(at: offset &+ Field.sums)
    guard let kind = KindCode(rawValue: image.byte(at: offset &+ Field.kind)),
      let activation = ActivationCode(rawValue: image.byte(at: offset &+ Field.activation)),
      // Of no meaning where there are no weights, but then it must be 0.
      let sums = SumForm(rawValue: kind.hasWeights ? form : form &+ SumForm.bits32.rawValue),
      kind.hasWeights || form | weightBits == 0, kind.allows(activation)
    else { throw .badLayer }
    guard let format = kind.hasWeights ? WeightFormat(bits: weightBits) : .bits16 else {
      throw .badLayer
    }
    (self.kind, self.activation, self.sums) = (kind, activation, sums)
    weightFormat = format

    let read = PackedShapes(image, at: offset)
    let shapes = LayerGeometry(read)
    let (inputs, outputs) = (shapes.input.count, shapes.output.count)
    guard inputs > 0, outputs > 0, index > 0 || inputs == limits.inputCount else {
      throw .badLayer
    }
    inputCount = UInt32(truncatingIfNeeded: inputs)
    outputCount = UInt32(truncatingIfNeeded: outputs)
    let rows = shapes.outputChannels &* image.count16(at: offset &+ Field.pieceCount)
    source = image.count16(at: offset &+ Field.source)
    secondSource = image.count16(at: offset &+ Field.secondSource)
    place = try limits.place(of: source, readBy: index, image, shape: Field.inputHeight)
    if kind == .dense {
      // A vector, from one source, without a window.
      guard inputs <= ImageFormat.largestColumnCount, secondSource == 0, shapes.positionCount == 1,
        read.hasNoWindow
      else { throw .badLayer }
      wordCount = WeightPanels(rows: rows, columns: inputs, format: format).wordCount
      secondPlace = .max
      return
    }
    guard image.count16(at: offset &+ Field.foldedDropout) == 0,
      // A softmax is of a vector, and the last layer.
      activation != .softmax || (shapes.positionCount == 1 && index == limits.layerCount &- 1)
    else { throw .badLayer }
    if kind == .addition {
      guard shapes.input == shapes.output, read.hasNoWindow else { throw .badLayer }
      wordCount = UInt32(truncatingIfNeeded: shapes.outputChannels)
      secondPlace = try limits.place(
        of: secondSource,
        readBy: index,
        image,
        shape: Field.inputHeight
      )
      return
    }
    guard shapes.isSound(for: kind) else { throw .badLayer }
    packed = read
    switch kind {
    case .convolution: wordCount = shapes.panels(rows: rows, format).wordCount
    case .depthwise: wordCount = shapes.depthwiseWeights(rows: rows, format).wordCount
    default: wordCount = 0
    }
    guard secondSource != 0 else {
      secondPlace = .max
      return
    }
    guard kind.hasWeights, activation == .linear || activation == .maxout else {
      throw .badLayer
    }
    secondPlace = try limits.place(
      of: secondSource,
      readBy: index,
      image,
      shape: Field.outputHeight
    )
    guard limits.isFollowedByAddition(of: secondSource, at: secondPlace, index, image) else {
      throw .badLayer
    }
  }
}

extension LayerLimits {
  /// Whether the layer after that at `index` adds a tensor, which lies at `place`, to what that one gives, all three
  /// in one place, and is not the last.
  fileprivate func isFollowedByAddition(
    of tensor: Int,
    at place: UInt32,
    _ index: Int,
    _ image: RawSpan
  ) -> Bool {
    typealias Field = ImageFormat.LayerField
    guard index &+ 2 < layerCount else { return false }
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    let next = offset &+ ImageFormat.descriptorSize
    let sources = (
      image.count16(at: next &+ Field.source), image.count16(at: next &+ Field.secondSource)
    )
    return image.byte(at: next &+ Field.kind) == KindCode.addition.rawValue
      && (sources == (index &+ 1, tensor) || sources == (tensor, index &+ 1))
      && image.word(at: next &+ Field.outputOffset) == place
      && image.word(at: offset &+ Field.outputOffset) == place
  }
}

extension RawSpan {
  /// Height, width and channels, which stand side by side.
  @inline(__always)
  func dimensions(at offset: Int) -> TensorDimensions {
    TensorDimensions(
      height: count16(at: offset),
      width: count16(at: offset &+ 2),
      channels: count16(at: offset &+ 4)
    )
  }

  /// Whether the layer at `index` is dense, and reads the vector that the one before it gives, and nothing else.
  @inline(__always)
  func isDense(at index: Int, reading given: GivenVector) -> Bool {
    typealias Field = ImageFormat.LayerField
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    let window = offset &+ Field.window
    return byte(at: offset &+ Field.kind) == KindCode.dense.rawValue
      // The second source is 0.
      && word(at: offset &+ Field.source) == UInt32(truncatingIfNeeded: index)
      // Height and width are 1.
      && word(at: offset &+ Field.inputHeight) == 0x0001_0001
      && count16(at: offset &+ Field.inputCount) == given.count
      && count16(at: offset &+ Field.outputHeight) == 1
      && count16(at: offset &+ Field.outputWidth) == 1
      && word(at: window) | word(at: window &+ 4) | word(at: window &+ 8)
        | word(at: window &+ 12) == 0
  }
}
