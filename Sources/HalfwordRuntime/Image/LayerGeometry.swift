/// Height, width and channels of a tensor.
public struct TensorDimensions: Equatable, Sendable {
  /// The rows of places.
  public let height: Int
  /// The places of a row.
  public let width: Int
  /// The values of a place, side by side.
  public let channels: Int

  /// A tensor; a vector has height and width 1.
  @inline(__always)
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The values, or 0 where they are more than a tensor may have; of sizes below 2¹⁶.
  @inline(__always)
  public var count: Int {
    let places = UInt32(truncatingIfNeeded: height) &* UInt32(truncatingIfNeeded: width)
    let limit = UInt32(ImageFormat.largestTensorCount)
    // So that the product fits 32 bits.
    guard places <= limit, places < 65_536 || channels < 128 else { return 0 }
    let count = places &* UInt32(truncatingIfNeeded: channels)
    return count <= limit ? Int(count) : 0
  }
}

/// The shapes of what a layer reads and gives, and its window: what of a layer follows from its shapes alone.
///
/// The runtime and the exporter both ask it for sizes and for the memory rule, so that there is one formula.
public struct LayerGeometry: Equatable, Sendable {
  /// Down. A layer without a window has one that covers all of it once, or for an addition place by place.
  public let vertical: WindowAxis
  /// To the right.
  public let horizontal: WindowAxis
  /// The channels of what is read.
  public let inputChannels: Int
  /// The channels of what is given.
  public let outputChannels: Int

  /// A layer's shapes.
  @inline(__always)
  public init(
    vertical: WindowAxis,
    horizontal: WindowAxis,
    inputChannels: Int,
    outputChannels: Int
  ) {
    self.vertical = vertical
    self.horizontal = horizontal
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
  }

  /// What is read.
  @inline(__always)
  public var input: TensorDimensions {
    TensorDimensions(height: vertical.input, width: horizontal.input, channels: inputChannels)
  }

  /// What is given.
  @inline(__always)
  public var output: TensorDimensions {
    TensorDimensions(height: vertical.output, width: horizontal.output, channels: outputChannels)
  }

  /// The positions, each of which gives a value a channel.
  @inline(__always)
  public var positionCount: Int { vertical.output &* horizontal.output }

  /// The places of the window.
  @inline(__always)
  public var placeCount: Int { vertical.kernel &* horizontal.kernel }

  /// How the weights of a convolution of so many rows lie. A kernel's row is one run of columns where its places
  /// lie side by side, otherwise each place is.
  @inline(__always)
  public func panels(rows: Int, _ format: WeightFormat) -> WeightPanels {
    let isOneRun = horizontal.dilation == 1 || horizontal.kernel == 1
    return WeightPanels(
      rows: rows,
      runs: isOneRun ? vertical.kernel : placeCount,
      runColumns: isOneRun ? horizontal.kernel &* inputChannels : inputChannels,
      format: format
    )
  }

  /// How the weights of a depthwise convolution of so many rows lie.
  @inline(__always)
  public func depthwiseWeights(rows: Int, _ format: WeightFormat) -> DepthwiseWeights {
    DepthwiseWeights(rows: rows, places: placeCount, format: format)
  }

  /// The layer's *reach* D: its output at O may lie over what it reads at I where O ≤ I − 2·D, in bytes, as then
  /// no value is written over one that is still to be read.
  ///
  /// The largest (p + 1)·outputChannels − low(p) of any position p, with low(p) the lowest index of what p or a later
  /// position reads; that is the same with what p alone reads. In time proportional to height plus width.
  public func reach(of kind: KindCode) -> Int {
    switch kind {
    case .addition: return 0
    case .dense: return outputChannels
    default:
      let width = horizontal.output &* outputChannels
      guard
        let down = vertical.reach(
          outputStep: width,
          inputStep: horizontal.input &* inputChannels
        ),
        let right = horizontal.reach(outputStep: outputChannels, inputStep: inputChannels)
      else { return output.count }
      return down &+ right &+ outputChannels
    }
  }

  /// Whether a layer of `kind` may write its values, `outputSize` bytes at `outputOffset`, while it reads others:
  /// where they share no byte, or the reach allows it.
  public func allows(
    _ kind: KindCode,
    outputAt outputOffset: Int,
    over inputOffset: Int
  ) -> Bool {
    let inputEnd = inputOffset &+ WorkspacePlan.size(unitCount: input.count)
    let outputEnd = outputOffset &+ WorkspacePlan.size(unitCount: output.count)
    return outputOffset >= inputEnd || outputEnd <= inputOffset
      || outputOffset <= inputOffset &- WeightPanels.bytesPerValue &* reach(of: kind)
  }
}

/// The shapes of a layer as its descriptor holds them: in few words, as a reader keeps some.
struct PackedShapes {
  /// The words from the input's height on.
  private var tensors: InlineArray<3, UInt32>
  /// Those of the window.
  private var window: InlineArray<4, UInt32>

  /// Nothing: no position, and no place.
  @inline(__always)
  init() {
    tensors = InlineArray(repeating: 0)
    window = InlineArray(repeating: 0)
  }

  /// Reads those of the layer whose descriptor begins at `offset`.
  @inline(__always)
  init(_ image: RawSpan, at offset: Int) {
    typealias Field = ImageFormat.LayerField
    let first = offset &+ Field.inputHeight
    tensors = [image.word(at: first), image.word(at: first &+ 4), image.word(at: first &+ 8)]
    let next = offset &+ Field.window
    window = [
      image.word(at: next), image.word(at: next &+ 4), image.word(at: next &+ 8),
      image.word(at: next &+ 12),
    ]
  }

  /// Whether the window's fields are zero.
  @inline(__always)
  var hasNoWindow: Bool { window[0] | window[1] | window[2] | window[3] == 0 }

  /// The field of a tensor that stands at an offset in the descriptor.
  @inline(__always)
  fileprivate func tensor(_ field: Int) -> Int {
    Self.half(tensors[(field &- ImageFormat.LayerField.inputHeight) &>> 2], field)
  }

  /// The same of a field of the window.
  @inline(__always)
  fileprivate func window(_ field: Int) -> Int {
    Self.half(window[(field &- ImageFormat.LayerField.window) &>> 2], field)
  }

  /// The low half of a word for a field that begins it.
  @inline(__always)
  private static func half(_ word: UInt32, _ field: Int) -> Int {
    Int(UInt16(truncatingIfNeeded: field & 2 == 0 ? word : word &>> 16))
  }
}

extension LayerGeometry {
  /// The shapes of a layer, of whatever they are.
  @inline(__always)
  init(_ shapes: PackedShapes) {
    typealias Field = ImageFormat.LayerField
    self.init(
      vertical: WindowAxis(shapes, isHorizontal: false),
      horizontal: WindowAxis(shapes, isHorizontal: true),
      inputChannels: shapes.tensor(Field.inputCount),
      outputChannels: shapes.tensor(Field.unitCount)
    )
  }

  /// Whether the shapes of a layer that has a window make sense, but for the values of its tensors.
  @inline(__always)
  func isSound(for kind: KindCode) -> Bool {
    guard vertical.isSound(forPooling: kind.isPooling),
      horizontal.isSound(forPooling: kind.isPooling)
    else { return false }
    let places =
      UInt32(truncatingIfNeeded: vertical.kernel)
      &* UInt32(truncatingIfNeeded: horizontal.kernel)
    let limit = UInt32(ImageFormat.largestColumnCount)
    guard places <= limit else { return false }
    switch kind {
    case .convolution: return places &* UInt32(truncatingIfNeeded: inputChannels) <= limit
    case .depthwise: return outputChannels % max(1, inputChannels) == 0
    default: return outputChannels == inputChannels
    }
  }
}

extension WindowAxis {
  /// One of the two axes of a layer: the fields of the horizontal one are each the next.
  @inline(__always)
  fileprivate init(_ shapes: PackedShapes, isHorizontal: Bool) {
    typealias Field = ImageFormat.LayerField
    let next = isHorizontal ? 2 : 0
    self.init(
      input: shapes.tensor(Field.inputHeight &+ next),
      output: shapes.tensor(Field.outputHeight &+ next),
      kernel: shapes.window(Field.kernelHeight &+ next),
      stride: shapes.window(Field.strideHeight &+ next),
      dilation: shapes.window(Field.dilationHeight &+ next),
      padding: shapes.window(Field.paddingTop &+ next)
    )
  }
}

extension ModelImage {
  /// The shapes of the layer at `index`, from 0, which there must be; of a layer without a window its window is
  /// 0.
  public func geometry(ofLayerAt index: Int) -> LayerGeometry {
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    return LayerGeometry(PackedShapes(bytes, at: offset))
  }
}
