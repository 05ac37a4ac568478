/// The first bytes of a descriptor, each with a meaning, and together.
struct LayerHead {
  let kind: KindCode
  let activation: ActivationCode
  let sums: SumForm

  /// - Throws: as `LayerDescriptor`.
  @inline(__always)
  init(_ image: RawSpan, at offset: Int) throws(RuntimeError) {
    typealias Field = ImageFormat.LayerField
    let weightBits = image.byte(at: offset &+ Field.weightBits)
    let form = image.byte(at: offset &+ Field.sums)
    guard let kind = KindCode(rawValue: image.byte(at: offset &+ Field.kind)),
      let activation = ActivationCode(rawValue: image.byte(at: offset &+ Field.activation)),
      // Of no meaning where there are no weights, but then it must be 0.
      let sums = SumForm(rawValue: kind.hasWeights ? form : form &+ SumForm.bits32.rawValue),
      kind.hasWeights || form | weightBits == 0, kind.allows(activation)
    else { throw .badLayer }
    if kind.hasWeights, weightBits != ImageFormat.weightBits {
      throw weightBits == 8 || weightBits == 4 ? .unsupportedVersion : .badLayer
    }
    guard activation.isIncluded else { throw .unsupportedVersion }
    self.kind = kind
    self.activation = activation
    self.sums = sums
  }
}

extension KindCode {
  /// Whether a layer of this kind may have the activation.
  @inline(__always)
  fileprivate func allows(_ activation: ActivationCode) -> Bool {
    hasWeights || activation == .linear
      || (self == .addition && activation != .maxout && activation != .softmax)
  }
}

extension ActivationCode {
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

/// What only layers that are not dense have.
struct OtherLayer {
  let outputCount: UInt32
  /// The words of its weights or shifts.
  let wordCount: UInt32
  let secondPlace: UInt32

  /// - Throws: `RuntimeError.badLayer`.
  @inline(never)
  init(
    _ image: RawSpan,
    at index: Int,
    _ head: LayerHead,
    _ limits: LayerLimits,
    rows: Int,
    _ geometry: inout LayerGeometry
  ) throws(RuntimeError) {
    typealias Field = ImageFormat.LayerField
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    let shapes = LayerGeometry(image, at: offset)
    let count = shapes.output.count
    guard count > 0, image.count16(at: offset &+ Field.foldedDropout) == 0,
      // A softmax is of a vector, and the last layer.
      head.activation != .softmax
        || (shapes.positionCount == 1 && index == limits.layerCount &- 1)
    else { throw .badLayer }
    outputCount = UInt32(truncatingIfNeeded: count)
    let second = image.count16(at: offset &+ Field.secondSource)
    if head.kind == .addition {
      guard shapes.input == shapes.output, image.hasNoWindow(at: offset) else { throw .badLayer }
      wordCount = UInt32(truncatingIfNeeded: shapes.outputChannels)
      secondPlace = try limits.place(of: second, readBy: index, image, shape: Field.inputHeight)
      return
    }
    guard shapes.isSound(for: head.kind) else { throw .badLayer }
    geometry = shapes
    switch head.kind {
    case .convolution: wordCount = shapes.panels(rows: rows).wordCount
    case .depthwise: wordCount = shapes.depthwiseWeights(rows: rows).wordCount
    default: wordCount = 0
    }
    guard second != 0 else {
      secondPlace = .max
      return
    }
    guard head.kind.hasWeights, head.activation == .linear || head.activation == .maxout else {
      throw .badLayer
    }
    secondPlace = try limits.place(of: second, readBy: index, image, shape: Field.outputHeight)
    guard limits.isFollowedByAddition(of: second, at: secondPlace, index, image) else {
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

  /// Whether the fields of a window are zero in the descriptor at `offset`.
  @inline(__always)
  func hasNoWindow(at offset: Int) -> Bool {
    let window = offset &+ ImageFormat.LayerField.window
    return word(at: window) | word(at: window &+ 4) | word(at: window &+ 8)
      | word(at: window &+ 12) == 0
  }
}
