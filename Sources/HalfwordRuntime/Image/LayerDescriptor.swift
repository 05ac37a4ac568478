/// A layer of an opened image. All its fields have been checked against each other and the image.
///
/// Kept in few words, so that a copy of it takes little on a device.
public struct LayerDescriptor: Equatable, Sendable {
  /// A `KindCode`, and from bit 4 on a `WeightFormat`, both as they are in memory.
  private let kindAndFormat: UInt8
  /// What happens to the rounded sums.
  public internal(set) var activation: ActivationCode
  /// In which form the sums are exact; of no meaning for kinds without weights.
  public let sums: SumForm
  private let piecesOfUnit: UInt8
  private let hasExponents: Bool
  private let units: UInt16
  private let sourceTensor: UInt16
  private let secondTensor: UInt16
  /// The dropout rate whose 1 − p is folded into the weights, in 1/65,536; 0 for none.
  public let foldedDropout: UInt16
  private let inputs: UInt32
  private let outputs: UInt32
  private let dataOffset: UInt32
  private let rowOffset: UInt32
  private let workspaceOffset: UInt32
  private let sourcePlace: UInt32
  private let secondPlace: UInt32

  /// Has it give its pre-activations: of maxout the largest pieces, which are these.
  @inline(__always)
  mutating func leaveOutActivation() {
    if activation != .maxout { activation = .linear }
  }

  /// What the layer does.
  @inline(__always)
  public var kind: KindCode { unsafe unsafeBitCast(kindAndFormat & 15, to: KindCode.self) }
  /// The bits of its weights; of no meaning for kinds without weights.
  @inline(__always)
  public var weightFormat: WeightFormat {
    unsafe unsafeBitCast(kindAndFormat &>> 4, to: WeightFormat.self)
  }
  @inline(__always)
  private static func packed(_ kind: KindCode, _ format: WeightFormat) -> UInt8 {
    unsafe unsafeBitCast(kind, to: UInt8.self) | unsafeBitCast(format, to: UInt8.self) &<< 4
  }
  /// Whether it is dense with weights of 16 bits: a layer that no other part of the library is needed for.
  @inline(__always)
  var isPlainDense: Bool { kindAndFormat == Self.packed(.dense, .bits16) }
  /// Whether it is dense with weights of 8 or 4 bits.
  @inline(__always)
  var isNarrowDense: Bool { kind == .dense && !isPlainDense }

  /// How many values the layer reads.
  @inline(__always)
  public var inputCount: Int { Int(truncatingIfNeeded: inputs) }
  /// How many values it gives.
  @inline(__always)
  public var outputCount: Int { Int(truncatingIfNeeded: outputs) }
  /// The channels of what it gives: its units, each of which gives a value a position.
  @inline(__always)
  public var unitCount: Int { Int(units) }
  /// How many rows a unit has.
  @inline(__always)
  public var pieces: Int { Int(piecesOfUnit) }
  /// The tensor that it reads: 0 for the input, i for what layer i (from 1) gives.
  @inline(__always)
  public var source: Int { Int(sourceTensor) }
  /// The second tensor of an addition; of a convolution the one that its last step adds, 0 for none.
  @inline(__always)
  public var secondSource: Int { Int(secondTensor) }
  /// Whether its last step is the addition that follows it.
  @inline(__always)
  public var addsInLastStep: Bool { kind != .addition && secondTensor != 0 }
  /// Where a hidden layer's values lie in the workspace, in bytes.
  @inline(__always)
  public var outputOffset: Int { Int(truncatingIfNeeded: workspaceOffset) }
  /// Where what it reads lies in the workspace, in bytes; nil for the input.
  @inline(__always)
  public var sourceOffset: Int? {
    sourcePlace == .max ? nil : Int(truncatingIfNeeded: sourcePlace)
  }
  /// The same of the second tensor.
  @inline(__always)
  public var secondOffset: Int? {
    secondPlace == .max ? nil : Int(truncatingIfNeeded: secondPlace)
  }
  /// Where the data begin, in bytes: the weights, or an addition's shifts.
  @inline(__always)
  public var weightsOffset: Int { Int(truncatingIfNeeded: dataOffset) }
  /// Where the start words begin, one of 32 bits a row, in bytes.
  @inline(__always)
  public var startsOffset: Int { Int(truncatingIfNeeded: rowOffset) }
  /// Where the fractional bits of the rows begin, a byte a row, in bytes.
  @inline(__always)
  public var fractionsOffset: Int { startsOffset &+ rowPanels.startsSize }
  /// Where the exponents of the units begin, a byte a unit; 0 where there are none.
  @inline(__always)
  public var exponentsOffset: Int { hasExponents ? exponentsStart : 0 }
  /// Where the activation's cap or table begins, in bytes.
  @inline(__always)
  public var activationOffset: Int {
    exponentsStart &+ (hasExponents ? ImageFormat.wholeWords(unitCount) : 0)
  }
  /// Where the layer's data end, in bytes; the next layer's weights, or the part behind the layers, begin
  /// there.
  @inline(__always)
  public var endOffset: Int { activationOffset &+ activation.dataSize }

  private var exponentsStart: Int {
    @inline(__always) get {
      kind.hasWeights ? fractionsOffset &+ rowPanels.fractionsSize : startsOffset
    }
  }

  /// How many rows of weights there are: units times pieces.
  @inline(__always)
  public var rowCount: Int { unitCount &* pieces }

  /// The unit that a row belongs to.
  ///
  /// By subtractions: a Cortex-M0 has no division, and the function that does it would be linked for this alone.
  @inline(__always)
  func unit(ofRow row: Int) -> Int {
    guard piecesOfUnit > 1 else { return row }
    var (unit, left) = (0, row)
    var bit = 1 &<< 15
    while bit > 0 {
      if left >= pieces &* bit {
        left = left &- pieces &* bit
        unit = unit | bit
      }
      bit = bit &>> 1
    }
    return unit
  }

  /// The rows of all positions, of which steps are made; of pooling and addition a position is one.
  @inline(__always)
  var rowsOfPositions: Int {
    kind.hasWeights ? outputCount &* pieces : outputCount / max(1, unitCount)
  }

  /// How the weights of a dense layer lie; those of another kind, its `LayerGeometry` knows.
  @inline(__always)
  public var panels: WeightPanels {
    WeightPanels(rows: rowCount, columns: inputCount, format: weightFormat)
  }

  /// The same of a layer that is known to have weights of 16 bits.
  @inline(__always)
  var plainPanels: WeightPanels { WeightPanels(rows: rowCount, columns: inputCount) }

  /// What follows from the rows alone: the sizes of start words and fractions.
  private var rowPanels: WeightPanels {
    @inline(__always) get { WeightPanels(rows: rowCount, columns: 1) }
  }

  /// No layer, and room for one.
  @inline(__always)
  init() {
    (kindAndFormat, activation, sums) = (Self.packed(.dense, .bits16), .linear, .bits32)
    (piecesOfUnit, hasExponents, units, sourceTensor, secondTensor) = (0, false, 0, 0, 0)
    (foldedDropout, inputs, outputs, dataOffset, rowOffset) = (0, 0, 0, 0, 0)
    (workspaceOffset, sourcePlace, secondPlace) = (0, 0, 0)
  }

  /// Reads and checks what is left of the descriptor of the layer at `index`, which lies in the image.
  ///
  /// - Parameters:
  ///   - layer: what is known of it.
  ///   - dataOffset: where its data must begin; then where they end. At most the image's size.
  /// - Throws: `RuntimeError.badLayer`.
  @inline(__always)
  init(
    _ image: RawSpan,
    at index: Int,
    _ layer: LayerBasics,
    dataOffset: inout Int
  ) throws(RuntimeError) {
    typealias Field = ImageFormat.LayerField
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    let units = image.count16(at: offset &+ Field.unitCount)
    let pieces = image.count16(at: offset &+ Field.pieceCount)
    let kind = layer.kind
    kindAndFormat = Self.packed(kind, layer.weightFormat)
    (activation, sums) = (layer.activation, layer.sums)
    guard units > 0, units &* pieces <= 65_535,
      activation == .maxout ? (2...255).contains(pieces) : pieces == 1
    else { throw .badLayer }
    inputs = layer.inputCount
    outputs = layer.outputCount
    self.units = UInt16(truncatingIfNeeded: units)
    piecesOfUnit = UInt8(truncatingIfNeeded: pieces)
    foldedDropout = UInt16(truncatingIfNeeded: image.count16(at: offset &+ Field.foldedDropout))
    workspaceOffset = image.word(at: offset &+ Field.outputOffset)
    sourceTensor = UInt16(truncatingIfNeeded: layer.source)
    secondTensor = UInt16(truncatingIfNeeded: layer.secondSource)
    (sourcePlace, secondPlace) = (layer.place, layer.secondPlace)
    let words = layer.wordCount

    // Compared in words: the bytes of the weights may exceed 32 bits.
    self.dataOffset = UInt32(truncatingIfNeeded: dataOffset)
    let exponents = image.word(at: offset &+ Field.exponentsOffset)
    hasExponents = exponents != 0
    let panels = WeightPanels(rows: units &* pieces, columns: 1)
    let rowsSize = kind.hasWeights ? panels.startsSize &+ panels.fractionsSize : 0
    let room = image.byteCount &- dataOffset
    let others =
      rowsSize &+ (hasExponents ? ImageFormat.wholeWords(units) : 0) &+ activation.dataSize
    let starts = dataOffset &+ Int(truncatingIfNeeded: words &<< 2)
    rowOffset = UInt32(truncatingIfNeeded: starts)
    let fractions = rowOffset &+ UInt32(truncatingIfNeeded: panels.startsSize)
    guard others <= room, words <= UInt32(truncatingIfNeeded: room &- others) &>> 2,
      image.word(at: offset &+ Field.weightsOffset) == self.dataOffset,
      image.word(at: offset &+ Field.startsOffset) == (kind.hasWeights ? rowOffset : 0),
      image.word(at: offset &+ Field.fractionsOffset) == (kind.hasWeights ? fractions : 0),
      !hasExponents || exponents == rowOffset &+ UInt32(truncatingIfNeeded: rowsSize)
    else { throw .badLayer }
    dataOffset = starts &+ others
  }
}
