/// A layer of an opened image. All its fields have been checked against each other and the image.
///
/// Kept in four words, so that a copy of it takes no call of `memcpy` on a device.
public struct LayerDescriptor: Equatable, Sendable {
  private let inputs: UInt16
  private let units: UInt16
  private let piecesOfUnit: UInt8
  /// What happens to the rounded sums.
  public let activation: ActivationCode
  /// The fractional bits f of the weights.
  public let weightFractionBits: UInt8
  /// The width of the sums.
  public let accumulator: AccumulatorWidth
  /// The dropout rate whose 1 − p is folded into the weights, in 1/65,536; 0 for none.
  public let foldedDropout: UInt16
  private let dataOffset: UInt32

  /// How many values the layer reads.
  @inline(__always)
  public var inputCount: Int { Int(inputs) }
  /// How many values it gives.
  @inline(__always)
  public var unitCount: Int { Int(units) }
  /// How many rows a unit has.
  @inline(__always)
  public var pieces: Int { Int(piecesOfUnit) }
  /// Where the weights begin, in bytes.
  @inline(__always)
  public var weightsOffset: Int { Int(truncatingIfNeeded: dataOffset) }
  /// Where the biases begin, in bytes.
  @inline(__always)
  public var biasesOffset: Int { weightsOffset &+ panels.panelCount &* panels.panelSize }
  /// Where the layer's biases end, in bytes; the next layer's weights, or the known answers, begin
  /// there.
  @inline(__always)
  public var endOffset: Int { biasesOffset &+ panels.biasSize }

  /// How many rows of weights there are: units times pieces.
  @inline(__always)
  public var rowCount: Int { unitCount &* pieces }

  /// How the weights lie.
  @inline(__always)
  public var panels: WeightPanels { WeightPanels(rows: rowCount, columns: inputCount) }

  /// Reads and checks the descriptor at `offset`, which lies in the image.
  ///
  /// - Parameters:
  ///   - inputCount: what the layer before it gives.
  ///   - dataOffset: where its weights must begin.
  ///   - imageSize: where the image ends; at least `dataOffset`.
  /// - Throws: `RuntimeError.badLayer`; `.unsupportedVersion` for an activation that the library was
  ///   built without.
  init(
    _ image: RawSpan,
    at offset: Int,
    inputCount: Int,
    dataOffset: Int,
    imageSize: Int
  ) throws(RuntimeError) {
    typealias Field = ImageFormat.LayerField
    guard image.byte(at: offset &+ Field.kind) == ImageFormat.denseKind,
      let activation = ActivationCode(rawValue: image.byte(at: offset &+ Field.activation)),
      let accumulator = AccumulatorWidth(rawValue: image.byte(at: offset &+ Field.accumulator))
    else { throw .badLayer }
    guard activation.isIncluded else { throw .unsupportedVersion }
    self.activation = activation
    self.accumulator = accumulator
    weightFractionBits = image.byte(at: offset &+ Field.weightFractionBits)
    let inputs = image.count16(at: offset &+ Field.inputCount)
    let units = image.count16(at: offset &+ Field.unitCount)
    let pieces = image.count16(at: offset &+ Field.pieceCount)
    guard weightFractionBits <= ImageFormat.largestWeightFractionBits,
      inputs == inputCount, units > 0,
      activation == .maxout ? (2...255).contains(pieces) : pieces == 1,
      units &* pieces <= 65_535,
      image.wordsAreZero(
        from: offset &+ Field.reserved,
        to: offset &+ ImageFormat.descriptorSize
      )
    else { throw .badLayer }
    self.inputs = UInt16(truncatingIfNeeded: inputs)
    self.units = UInt16(truncatingIfNeeded: units)
    piecesOfUnit = UInt8(truncatingIfNeeded: pieces)
    foldedDropout = UInt16(truncatingIfNeeded: image.count16(at: offset &+ Field.foldedDropout))
    self.dataOffset = UInt32(truncatingIfNeeded: dataOffset)

    // Compared in pairs of a panel: the bytes of the weights may exceed 32 bits.
    let panels = WeightPanels(rows: units &* pieces, columns: inputs)
    let room = imageSize &- dataOffset
    let pairs = panels.panelCount &* panels.pairCount
    guard panels.biasSize <= room,
      pairs <= (room &- panels.biasSize) &>> WeightPanels.logarithmOfBytesPerPair
    else { throw .badLayer }
    let biases = dataOffset &+ pairs &* WeightPanels.bytesPerPair
    guard image.word(at: offset &+ Field.weightsOffset) == self.dataOffset,
      image.word(at: offset &+ Field.biasesOffset) == UInt32(truncatingIfNeeded: biases)
    else { throw .badLayer }
  }
}
