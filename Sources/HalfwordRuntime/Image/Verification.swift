extension ModelImage {
  /// Checks what opening leaves out: the checksums, the padding, and from the weights of each layer
  /// that its accumulators are wide enough for every input.
  ///
  /// - Throws: `RuntimeError.badChecksum`, `.badPadding`, `.badAccumulator`, `.badHeader` for an
  ///   exponent of an input, or an error of opening where the image has changed since.
  public func verify() throws(RuntimeError) {
    guard bytes.word(at: ImageFormat.HeaderField.checksum) == computedChecksum else {
      throw .badChecksum
    }
    var reader = layers()
    for index in 0..<layerCount {
      let layer = try reader.next()
      guard isIntact(layer, at: index) else { throw .badChecksum }
      try verify(layer)
    }
    try verifyInputExponents()
    try verifyKnownAnswerPadding()
  }

  /// The halves of words that complete an odd count of values.
  private func verifyKnownAnswerPadding() throws(RuntimeError) {
    let answers = knownAnswers
    let inputEnd = inputCount &* WeightPanels.bytesPerValue
    let outputEnd = answers.inputSize &+ outputCount &* WeightPanels.bytesPerValue
    for index in 0..<answers.count {
      let start = offset(ofKnownAnswerAt: index)
      guard bytes.isZero(from: start &+ inputEnd, to: start &+ answers.inputSize),
        bytes.isZero(from: start &+ outputEnd, to: start &+ answers.answerSize)
      else { throw .badPadding }
    }
  }

  private func verify(_ layer: LayerDescriptor) throws(RuntimeError) {
    let panels = layer.panels
    for row in 0..<panels.panelCount &* WeightPanels.rowsPerPanel {
      let isPadding = row >= panels.rows
      var bound = AccumulatorBound(
        bias: bytes.value(at: layer.biasesOffset &+ row &* WeightPanels.bytesPerValue),
        fractionBits: layer.weightFractionBits
      )
      for column in 0..<panels.pairCount &* WeightPanels.columnsPerPair {
        let weight = bytes.value(
          at: layer.weightsOffset &+ panels.offset(row: row, column: column)
        )
        if isPadding || column >= panels.columns {
          guard weight == 0 else { throw .badPadding }
        }
        bound.add(weight: weight)
      }
      if isPadding {
        guard bytes.value(at: layer.biasesOffset &+ row &* WeightPanels.bytesPerValue) == 0
        else { throw .badPadding }
      }
      guard layer.accumulator == .bits64 || bound.fits32 else { throw .badAccumulator }
    }
  }
}

/// How far from zero the sum of one row can get, whatever the input: the proof that 32 bits suffice.
///
/// They do where Σ|wᵢ|·32768 + |bias << f| + 2^(f−1) < 2³¹.
public struct AccumulatorBound {
  /// |bias << f| + 2^(f−1), at most 2³⁰ + 2¹⁴.
  private let constant: UInt32
  /// Σ|wᵢ|, at most 65,535 · 32,768, just below 2³¹.
  private var weightSum: UInt32 = 0

  /// A row with this bias, and no weight yet.
  @inline(__always)
  public init(bias: Int16, fractionBits: UInt8) {
    constant =
      (UInt32(bias.magnitude) &<< UInt32(fractionBits))
      &+ UInt32(truncatingIfNeeded: roundingConstant(shift: fractionBits))
  }

  /// Adds a weight; at most 65,535 of them.
  @inline(__always)
  public mutating func add(weight: Int16) {
    weightSum = weightSum &+ UInt32(weight.magnitude)
  }

  /// Whether 32 bits hold every sum, and every partial sum.
  @inline(__always)
  public var fits32: Bool {
    // Σ|wᵢ|·32768 < 2³¹ − constant, without a product beyond 32 bits.
    let limit: UInt32 = 0x8000_0000
    return weightSum < 65_536 && (weightSum &<< 15) < limit &- constant
  }
}
