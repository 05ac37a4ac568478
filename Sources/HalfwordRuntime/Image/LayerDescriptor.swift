/// A layer of an opened image. All its fields have been checked against each other and the image.
public struct LayerDescriptor: Equatable, Sendable {
  /// What happens to the rounded sums.
  public let activation: ActivationCode
  /// The fractional bits f of the weights.
  public let weightFractionBits: UInt8
  /// The width of the sums.
  public let accumulator: AccumulatorWidth
  /// How many values the layer reads.
  public let inputCount: Int
  /// How many values it gives.
  public let unitCount: Int
  /// How many rows a unit has.
  public let pieces: Int
  /// The dropout rate whose 1 − p is folded into the weights, in 1/65,536; 0 for none.
  public let foldedDropout: UInt16
  /// Where the weights begin, in bytes.
  public let weightsOffset: Int
  /// Where the biases begin, in bytes.
  public let biasesOffset: Int
  /// Where the layer's biases end, in bytes; the next layer's weights, or the known answers, begin
  /// there.
  public let endOffset: Int
  /// Where the descriptor itself begins, in bytes.
  let descriptorOffset: Int

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
  /// - Throws: `RuntimeError.badLayer`.
  init(
    _ image: RawSpan,
    at offset: Int,
    inputCount: Int,
    dataOffset: Int,
    imageSize: Int
  ) throws(RuntimeError) {
    typealias Field = ImageFormat.LayerField
    descriptorOffset = offset
    guard image.byte(at: offset &+ Field.kind) == ImageFormat.denseKind,
      let activation = ActivationCode(rawValue: image.byte(at: offset &+ Field.activation)),
      let accumulator = AccumulatorWidth(rawValue: image.byte(at: offset &+ Field.accumulator))
    else { throw .badLayer }
    self.activation = activation
    self.accumulator = accumulator
    weightFractionBits = image.byte(at: offset &+ Field.weightFractionBits)
    self.inputCount = image.count16(at: offset &+ Field.inputCount)
    unitCount = image.count16(at: offset &+ Field.unitCount)
    pieces = image.count16(at: offset &+ Field.pieceCount)
    foldedDropout = UInt16(truncatingIfNeeded: image.count16(at: offset &+ Field.foldedDropout))
    guard weightFractionBits <= ImageFormat.largestWeightFractionBits,
      self.inputCount == inputCount, unitCount > 0,
      activation == .maxout ? (2...255).contains(pieces) : pieces == 1,
      unitCount &* pieces <= 65_535,
      image.isZero(from: offset &+ Field.reserved, to: offset &+ ImageFormat.descriptorSize)
    else { throw .badLayer }

    // Compared by division: the size of the weights may exceed 32 bits.
    let panels = WeightPanels(rows: unitCount &* pieces, columns: inputCount)
    let room = imageSize &- dataOffset
    let bytesPerPair = panels.panelCount &* WeightPanels.bytesPerPair
    guard panels.biasSize <= room,
      panels.pairCount <= (room &- panels.biasSize) / bytesPerPair
    else { throw .badLayer }
    weightsOffset = dataOffset
    biasesOffset = dataOffset &+ panels.pairCount &* bytesPerPair
    endOffset = biasesOffset &+ panels.biasSize
    guard
      image.word(at: offset &+ Field.weightsOffset) == UInt32(truncatingIfNeeded: weightsOffset),
      image.word(at: offset &+ Field.biasesOffset) == UInt32(truncatingIfNeeded: biasesOffset)
    else { throw .badLayer }
  }
}
