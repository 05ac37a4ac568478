extension ModelImage {
  /// Checks what opening leaves out: the checksums, the padding, and from the weights of each layer
  /// that its form of sums is exact for every input.
  ///
  /// - Throws: `RuntimeError.badChecksum`, `.badPadding`, `.badAccumulator`, `.badHeader` for an
  ///   exponent of an input, `.badLayer` for the fractional bits of a row, or an error of opening
  ///   where the image has changed since.
  public func verify() throws(RuntimeError) {
    guard bytes.word(at: ImageFormat.HeaderField.checksum) == computedChecksum else {
      throw .badChecksum
    }
    var reader = layers()
    var inputsAreNonnegative = false
    for index in 0..<layerCount {
      let layer = try reader.next()
      guard isIntact(layer, at: index) else { throw .badChecksum }
      try verify(layer, inputsAreNonnegative: inputsAreNonnegative)
      inputsAreNonnegative = layer.activation.isNonnegative
    }
    try verifyInputScales()
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

  private func verify(
    _ layer: LayerDescriptor,
    inputsAreNonnegative: Bool
  ) throws(RuntimeError) {
    let panels = layer.panels
    var piece = 0
    var unitFraction: UInt8 = 0
    for row in 0..<panels.panelCount &* WeightPanels.rowsPerPanel {
      let isPadding = row >= panels.rows
      let start = Int32(bitPattern: bytes.word(at: layer.startsOffset &+ row &* 4))
      let fraction = bytes.byte(at: layer.fractionsOffset &+ row)
      let weights = PanelRow(
        image: bytes,
        start: layer.weightsOffset &+ panels.offset(row: row, column: 0)
      )
      let last = panels.pairCount &* WeightPanels.columnsPerPair
      var column = isPadding ? 0 : panels.columns
      while column < last {
        guard weights[column] == 0 else { throw .badPadding }
        column = column &+ 1
      }
      if isPadding {
        guard start == 0, fraction == 0 else { throw .badPadding }
        continue
      }
      if piece == 0 { unitFraction = fraction }
      piece = piece &+ 1 == layer.pieces ? 0 : piece &+ 1
      guard fraction <= ImageFormat.largestWeightFractionBits, fraction == unitFraction else {
        throw .badLayer
      }
      let bound = RowBound(start: start, inputsAreNonnegative: inputsAreNonnegative)
      guard bound.proves(layer.sums, weights, count: panels.columns) else { throw .badAccumulator }
    }
    if layer.exponentsOffset != 0 {
      guard bytes.isZero(from: layer.exponentsOffset &+ layer.unitCount, to: layer.endOffset) else {
        throw .badPadding
      }
    }
  }
}

/// A row of a layer's weights where they lie in the image.
private struct PanelRow: RowWeights, ~Escapable {
  private let image: RawSpan
  private let start: Int

  @_lifetime(copy image)
  init(image: RawSpan, start: Int) {
    self.image = image
    self.start = start
  }

  subscript(column: Int) -> Int16 {
    @inline(__always)
    get {
      let pair = (column &>> 1) &* WeightPanels.bytesPerPair
      return image.value(at: start &+ pair &+ (column & 1) &* WeightPanels.bytesPerValue)
    }
  }
}
