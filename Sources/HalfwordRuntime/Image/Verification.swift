extension ModelImage {
  /// Checks what opening leaves out: the checksums, the padding, from the weights of each layer that its form of
  /// sums is exact for every input, that no tensor is written over another that is still to be read, and the
  /// numbers of additions, caps and tables.
  ///
  /// - Throws: `RuntimeError.badChecksum`, `.badPadding`, `.badAccumulator`, `.badHeader` for an
  ///   exponent of an input, `.badLayer` for all else, or an error of opening where the image has changed since.
  public func verify() throws(RuntimeError) {
    guard bytes.word(at: ImageFormat.HeaderField.checksum) == computedChecksum else {
      throw .badChecksum
    }
    var reader = layers()
    var graph = GraphCheck()
    for index in 0..<layerCount {
      let layer = try reader.next()
      guard isIntact(layer, at: index) else { throw .badChecksum }
      try verifyMemory(of: layer, at: index, &graph)
      if layer.kind.hasWeights {
        let isNonnegative = try isNonnegative(layer.source, &graph)
        try verifyRows(of: layer, reader.geometry, inputsAreNonnegative: isNonnegative)
      }
      try verifyData(of: layer)
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

  /// Checks each row's fractional bits and sum, and that what completes rows and columns is zero.
  private func verifyRows(
    of layer: LayerDescriptor,
    _ geometry: LayerGeometry,
    inputsAreNonnegative: Bool
  ) throws(RuntimeError) {
    let weights = LayerWeights(layer, geometry, bytes)
    try weights.verifyPadding()
    var piece = 0
    var unitFraction: UInt8 = 0
    for row in 0..<layer.rowCount {
      let start = Int32(bitPattern: bytes.word(at: layer.startsOffset &+ row &* 4))
      let fraction = bytes.byte(at: layer.fractionsOffset &+ row)
      if piece == 0 { unitFraction = fraction }
      piece = piece &+ 1 == layer.pieces ? 0 : piece &+ 1
      guard fraction <= ImageFormat.largestWeightFractionBits, fraction == unitFraction else {
        throw .badLayer
      }
      let bound = RowBound(start: start, inputsAreNonnegative: inputsAreNonnegative)
      guard bound.proves(layer.sums, weights.row(row), count: weights.columns) else {
        throw .badAccumulator
      }
    }
    let rowsEnd = layer.startsOffset &+ layer.rowCount &* 4
    let fractionsEnd =
      layer.fractionsOffset &+ WeightPanels(rows: layer.rowCount, columns: 1).fractionsSize
    guard bytes.isZero(from: rowsEnd, to: layer.fractionsOffset),
      bytes.isZero(from: layer.fractionsOffset &+ layer.rowCount, to: fractionsEnd)
    else { throw .badPadding }
  }

  /// Checks what else a layer's data hold: an addition's shifts, what completes exponents, a cap or a table.
  private func verifyData(of layer: LayerDescriptor) throws(RuntimeError) {
    if layer.kind == .addition {
      for channel in 0..<layer.unitCount {
        let offset = layer.weightsOffset &+ channel &* ImageFormat.shiftsSize
        guard bytes.byte(at: offset) <= ImageFormat.largestLeftShift,
          bytes.byte(at: offset &+ 1) <= ImageFormat.largestLeftShift,
          bytes.byte(at: offset &+ 2) <= ImageFormat.largestRightShift
        else { throw .badLayer }
        guard bytes.byte(at: offset &+ 3) == 0 else { throw .badPadding }
      }
    }
    let offset = layer.activationOffset
    if layer.exponentsOffset != 0 {
      guard bytes.isZero(from: layer.exponentsOffset &+ layer.unitCount, to: offset) else {
        throw .badPadding
      }
    }
    if layer.activation == .cappedRelu {
      guard bytes.value(at: offset) > 0 else { throw .badLayer }
      guard bytes.value(at: offset &+ 2) == 0 else { throw .badPadding }
    }
    if layer.activation == .table {
      guard ValueTable.isSound(bytes, at: offset) else { throw .badLayer }
    }
  }
}

/// The weights of a layer where they lie in the image.
private struct LayerWeights: ~Escapable {
  let image: RawSpan
  let start: Int
  private let rowCount: Int
  /// Of a layer that is not depthwise.
  let panels: WeightPanels
  let depthwise: DepthwiseWeights
  let isDepthwise: Bool

  @_lifetime(copy image)
  init(_ layer: LayerDescriptor, _ geometry: LayerGeometry, _ image: RawSpan) {
    self.image = image
    start = layer.weightsOffset
    rowCount = layer.rowCount
    isDepthwise = layer.kind == .depthwise
    let format = layer.weightFormat
    depthwise = geometry.depthwiseWeights(rows: rowCount, format)
    panels = layer.kind == .dense ? layer.panels : geometry.panels(rows: rowCount, format)
  }

  /// The columns of a row, with those that complete runs: these are zero.
  var columns: Int {
    isDepthwise ? depthwise.places : panels.pairCount &* WeightPanels.columnsPerPair
  }

  /// One row; also one that completes the last panel, or a place.
  @inline(__always)
  @_lifetime(copy self)
  func row(_ row: Int) -> RowInImage { RowInImage(row, of: self) }

  /// - Throws: `RuntimeError.badPadding` where a weight that completes a run, a panel or a place is not zero.
  func verifyPadding() throws(RuntimeError) {
    let end =
      isDepthwise ? depthwise.completedRows : panels.panelCount &* WeightPanels.rowsPerPanel
    for index in rowCount..<end {
      for column in 0..<columns where row(index)[column] != 0 { throw .badPadding }
    }
    guard !isDepthwise, panels.runColumns & 1 != 0 else { return }
    for index in 0..<rowCount {
      for run in 0..<panels.runs {
        let last = (run &+ 1) &* panels.pairsPerRun &* WeightPanels.columnsPerPair &- 1
        guard row(index)[last] == 0 else { throw .badPadding }
      }
    }
  }
}

/// A row of a layer's weights where they lie in the image.
private struct RowInImage: RowWeights, ~Escapable {
  private let image: RawSpan
  private let first: WeightPlace
  /// From every second column to the next such.
  private let pairSize: Int
  /// From the first of two to the second.
  private let columnSize: Int
  private let format: WeightFormat

  /// Not a method of `LayerWeights`: of that the compiler for Armv7E-M loses the address, which it has in r10
  /// (`Tools/building/check-self`).
  @inline(never)
  @_lifetime(copy weights)
  init(_ row: Int, of weights: borrowing LayerWeights) {
    let panels = weights.panels
    image = weights.image
    format = panels.format
    if weights.isDepthwise {
      let place = weights.depthwise.place(row: row, place: 0)
      first = place.advanced(by: weights.start)
      columnSize = weights.depthwise.placeSize
      pairSize = 2 &* columnSize
    } else {
      first = panels.place(row: row, run: 0, column: 0).advanced(by: weights.start)
      pairSize = panels.pairSize
      columnSize = WeightPanels.bytesPerColumnOfPair
    }
  }

  subscript(column: Int) -> Int16 {
    @inline(__always)
    get {
      let offset = (column &>> 1) &* pairSize &+ (column & 1) &* columnSize
      return image.weight(at: first.advanced(by: offset), format)
    }
  }
}
