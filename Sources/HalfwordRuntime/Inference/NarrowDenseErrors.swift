/// The errors of a dense layer with narrow weights.
extension NarrowDense {
  /// Bounds the errors of what the layer gives, of its pre-activation words; of these, ReLU takes away what is
  /// negative here.
  ///
  /// - Parameter errorSum: the sum of the error words of what it reads; then that of what it gives.
  /// - Returns: 0, or other bits where the run has no bound.
  @inline(__always)
  func bound(_ errors: BoundedErrors, law: RoundingLaw, errorSum: inout UInt32) -> Int32 {
    let layer = layer
    let count = layer.inputCount
    let (magnitudes, ends) = unsafe magnitudes(of: source, count: count)
    let common =
      law == .exactNarrowWeights
      ? ErrorBound.commonOfExactWeights(errors: errorSum)
      : ErrorBound.common(magnitudes: magnitudes, errors: errorSum)
    let biasesAreRounded = law == .plainBiases
    var units = unsafe BoundedUnits(layer, image, kernels, biasesAreRounded: biasesAreRounded)
    var words = unsafe RowWords(layer, row: 0, image: image)
    var weights = unsafe image + layer.weightsOffset
    var sums = PanelSums.zero
    var rowsLeft = layer.rowCount
    while rowsLeft > 0 {
      sums = PanelSums.zero
      unsafe sumErrors(errors.source, weights, &sums)
      unsafe units.take(
        sums.span,
        and: common,
        count: min(rowsLeft, WeightPanels.rowsPerPanel),
        of: words,
        destination,
        errors.destination
      )
      unsafe weights += layer.panels.panelSize
      words.advance(by: WeightPanels.rowsPerPanel)
      rowsLeft = rowsLeft &- WeightPanels.rowsPerPanel
    }
    errorSum = units.errorSum
    return units.lostBits | (layer.sourceOffset == nil ? ends : 0)
  }

  /// Adds for each row of a panel the products of error words with the magnitudes of its weights, of negative ones
  /// less 1: sixteen columns at a time as weights of 16 bits.
  @inline(__always)
  @unsafe
  private func sumErrors(
    _ errors: ErrorWords,
    _ weights: UnsafeRawPointer,
    _ sums: inout PanelSums
  ) {
    let pairSize = layer.panels.pairSize
    var widened = InlineArray<64, Int16>(repeating: 0)
    var column = 0
    while column < layer.inputCount {
      let count = min(layer.inputCount &- column, 16)
      let first = unsafe weights + (column &>> 1) &* pairSize
      for pair in 0..<(count &+ 1) &>> 1 {
        let place = unsafe first + pair &* pairSize
        let index = pair &* WeightPanels.weightsPerPair
        if layer.weightFormat == .bits8 {
          unsafe widen8(place.assumingMemoryBound(to: Int8.self), at: index, &widened)
        } else {
          unsafe widen4(place.load(as: Int32.self), at: index, &widened)
        }
      }
      // Of an input, sixteen stand for all.
      let words = unsafe errors.hidden + (errors.stretch == .max ? column : 0)
      unsafe withUnsafeMutablePointer(to: &sums) { sums in
        unsafe withUnsafePointer(to: &widened) { widened in
          unsafe callErrorKernel(
            UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self),
            UnsafeRawPointer(widened).assumingMemoryBound(to: Int16.self),
            words,
            UInt32(truncatingIfNeeded: count),
            layer.sums
          )
        }
      }
      column = column &+ count
    }
  }

  /// A pair of columns of weights of 8 bits as 16 bits, in the order that these have.
  @inline(__always)
  @unsafe
  private func widen8(
    _ pair: UnsafePointer<Int8>,
    at index: Int,
    _ widened: inout InlineArray<64, Int16>
  ) {
    for half in 0..<2 {
      let rows = unsafe pair + 4 &* half
      let first = index &+ 4 &* half
      unsafe widened[unchecked: first] = Int16(rows[0])
      unsafe widened[unchecked: first &+ 1] = Int16(rows[2])
      unsafe widened[unchecked: first &+ 2] = Int16(rows[1])
      unsafe widened[unchecked: first &+ 3] = Int16(rows[3])
    }
  }

  /// The same of weights of 4 bits.
  @inline(__always)
  private func widen4(_ pair: Int32, at index: Int, _ widened: inout InlineArray<64, Int16>) {
    for row in 0..<WeightPanels.rowsPerPanel as Range<Int> {
      let shift = Int32(truncatingIfNeeded: 12 &- 4 &* row)
      let (first, second) = ((pair &<< 16) &<< shift, pair &<< shift)
      let place = index &+ 2 &* row
      unsafe widened[unchecked: place] = Int16(truncatingIfNeeded: first &>> 28)
      unsafe widened[unchecked: place &+ 1] = Int16(truncatingIfNeeded: second &>> 28)
    }
  }

  /// What the activation makes of the pre-activation words.
  @inline(__always)
  func finish() {
    unsafe activate(destination, from: 0, to: layer.unitCount, of: layer, image, kernels)
  }
}
