/// A layer of an opened image. All its fields have been checked against each other and the image.
///
/// Kept in few words, so that a copy of it takes no call of `memcpy` on a device.
public struct LayerDescriptor: Equatable, Sendable {
  private let inputs: UInt16
  private let units: UInt16
  private let piecesOfUnit: UInt8
  private let hasExponents: Bool
  /// What happens to the rounded sums.
  public private(set) var activation: ActivationCode
  /// In which form the sums are exact.
  public let sums: SumForm
  private let dataOffset: UInt32
  private let rowOffset: UInt32
  private let workspaceOffset: UInt32
  /// The dropout rate whose 1 − p is folded into the weights, in 1/65,536; 0 for none.
  public let foldedDropout: UInt16

  /// The same layer, giving its pre-activations: of maxout the largest pieces, which are these.
  @inline(__always)
  var withoutActivation: LayerDescriptor {
    var layer = self
    if activation != .maxout { layer.activation = .linear }
    return layer
  }

  /// How many values the layer reads.
  @inline(__always)
  public var inputCount: Int { Int(inputs) }
  /// How many values it gives.
  @inline(__always)
  public var unitCount: Int { Int(units) }
  /// How many rows a unit has.
  @inline(__always)
  public var pieces: Int { Int(piecesOfUnit) }
  /// Where a hidden layer's values lie in the workspace, in bytes.
  @inline(__always)
  public var outputOffset: Int { Int(truncatingIfNeeded: workspaceOffset) }
  /// Where the weights begin, in bytes.
  @inline(__always)
  public var weightsOffset: Int { Int(truncatingIfNeeded: dataOffset) }
  /// Where the start words begin, one of 32 bits a row, in bytes.
  @inline(__always)
  public var startsOffset: Int { Int(truncatingIfNeeded: rowOffset) }
  /// Where the fractional bits of the rows begin, a byte a row, in bytes.
  @inline(__always)
  public var fractionsOffset: Int { startsOffset &+ panels.startsSize }
  /// Where the exponents of the units begin, a byte a unit; 0 where there are none.
  @inline(__always)
  public var exponentsOffset: Int { hasExponents ? fractionsOffset &+ panels.fractionsSize : 0 }
  /// Where the layer's data end, in bytes; the next layer's weights, or the part behind the layers, begin
  /// there.
  @inline(__always)
  public var endOffset: Int {
    fractionsOffset &+ panels.fractionsSize
      &+ (hasExponents ? ImageFormat.wholeWords(unitCount) : 0)
  }

  /// How many rows of weights there are: units times pieces.
  @inline(__always)
  public var rowCount: Int { unitCount &* pieces }

  /// How the weights lie.
  @inline(__always)
  public var panels: WeightPanels { WeightPanels(rows: rowCount, columns: inputCount) }

  /// Reads and checks the descriptor of the layer at `index`, which lies in the image.
  ///
  /// - Parameters:
  ///   - inputCount: what the layer before it gives.
  ///   - dataOffset: where its weights must begin; then where its data end.
  ///   - imageSize: where the image ends; at least `dataOffset`.
  /// - Throws: `RuntimeError.badLayer`; `.unsupportedVersion` for a kind of layer or a width of weights that
  ///   is to come, or an activation that the library was built without.
  @inline(__always)
  init(
    _ image: RawSpan,
    at index: Int,
    inputCount: Int,
    dataOffset: inout Int,
    imageSize: Int
  ) throws(RuntimeError) {
    typealias Field = ImageFormat.LayerField
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    let kind = image.byte(at: offset &+ Field.kind)
    let weightBits = image.byte(at: offset &+ Field.weightBits)
    if kind != ImageFormat.denseKind || weightBits != ImageFormat.weightBits {
      let isToCome =
        kind &- 1 < ImageFormat.largestKind
        && (weightBits == ImageFormat.weightBits || weightBits == 8 || weightBits == 4)
      throw isToCome ? .unsupportedVersion : .badLayer
    }
    guard let activation = ActivationCode(rawValue: image.byte(at: offset &+ Field.activation)),
      let sums = SumForm(rawValue: image.byte(at: offset &+ Field.sums))
    else { throw .badLayer }
    guard activation.isIncluded else { throw .unsupportedVersion }
    self.activation = activation
    self.sums = sums
    let inputs = image.count16(at: offset &+ Field.inputCount)
    let units = image.count16(at: offset &+ Field.unitCount)
    let pieces = image.count16(at: offset &+ Field.pieceCount)
    guard inputs == inputCount, units > 0,
      activation == .maxout ? (2...255).contains(pieces) : pieces == 1,
      units &* pieces <= 65_535,
      // A chain of layers: the one before, and no second one.
      image.word(at: offset &+ Field.source) == UInt32(truncatingIfNeeded: index),
      // Height and width are 1.
      image.word(at: offset &+ Field.inputHeight) == 0x0001_0001,
      image.count16(at: offset &+ Field.outputHeight) == 1,
      image.count16(at: offset &+ Field.outputWidth) == 1,
      image.word(at: offset &+ Field.reserved) | image.word(at: offset &+ Field.reserved &+ 4)
        | image.word(at: offset &+ Field.reserved &+ 8)
        | image.word(at: offset &+ Field.reserved &+ 12) == 0
    else { throw .badLayer }
    self.inputs = UInt16(truncatingIfNeeded: inputs)
    self.units = UInt16(truncatingIfNeeded: units)
    piecesOfUnit = UInt8(truncatingIfNeeded: pieces)
    foldedDropout = UInt16(truncatingIfNeeded: image.count16(at: offset &+ Field.foldedDropout))
    self.dataOffset = UInt32(truncatingIfNeeded: dataOffset)
    workspaceOffset = image.word(at: offset &+ Field.outputOffset)
    let exponents = image.word(at: offset &+ Field.exponentsOffset)
    hasExponents = exponents != 0

    // Compared in pairs of a panel: the bytes of the weights may exceed 32 bits.
    let panels = WeightPanels(rows: units &* pieces, columns: inputs)
    let room = imageSize &- dataOffset
    let pairs = panels.panelCount &* panels.pairCount
    let others =
      panels.startsSize &+ panels.fractionsSize
      &+ (hasExponents ? ImageFormat.wholeWords(units) : 0)
    let starts = dataOffset &+ pairs &* WeightPanels.bytesPerPair
    rowOffset = UInt32(truncatingIfNeeded: starts)
    let fractions = rowOffset &+ UInt32(truncatingIfNeeded: panels.startsSize)
    guard others <= room,
      pairs <= (room &- others) &>> WeightPanels.logarithmOfBytesPerPair,
      image.word(at: offset &+ Field.weightsOffset) == self.dataOffset,
      image.word(at: offset &+ Field.startsOffset) == rowOffset,
      image.word(at: offset &+ Field.fractionsOffset) == fractions,
      !hasExponents || exponents == fractions &+ UInt32(truncatingIfNeeded: panels.fractionsSize)
    else { throw .badLayer }
    dataOffset = starts &+ others
  }
}
