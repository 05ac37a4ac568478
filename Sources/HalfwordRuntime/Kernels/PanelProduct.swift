/// The sums of the four rows of a panel.
struct PanelSums<Sum: Accumulator> {
  var row0: Sum
  var row1: Sum
  var row2: Sum
  var row3: Sum

  /// Starts the sums at their biases: four values from `offset` in the image.
  @inline(__always)
  init(image: RawSpan, biasesAt offset: Int, fractionBits: UInt8) {
    row0 = Sum(bias: image.value(at: offset), fractionBits: fractionBits)
    row1 = Sum(bias: image.value(at: offset &+ 2), fractionBits: fractionBits)
    row2 = Sum(bias: image.value(at: offset &+ 4), fractionBits: fractionBits)
    row3 = Sum(bias: image.value(at: offset &+ 6), fractionBits: fractionBits)
  }

  /// Adds the products of the inputs with a panel's weights, which begin at `offset`.
  ///
  /// The panel must lie in the image: `LayerReader` gives no layer of which that is not known.
  @inline(__always)
  mutating func add(image: RawSpan, weightsAt offset: Int, inputs: Span<Int16>) {
    var pair = offset
    var column = 0
    let last = inputs.count &- 1
    while column < last {
      let first = unsafe inputs[unchecked: column]
      let second = unsafe inputs[unchecked: column &+ 1]
      row0.add(image.value(at: pair), times: first)
      row0.add(image.value(at: pair &+ 2), times: second)
      row1.add(image.value(at: pair &+ 4), times: first)
      row1.add(image.value(at: pair &+ 6), times: second)
      row2.add(image.value(at: pair &+ 8), times: first)
      row2.add(image.value(at: pair &+ 10), times: second)
      row3.add(image.value(at: pair &+ 12), times: first)
      row3.add(image.value(at: pair &+ 14), times: second)
      column = column &+ WeightPanels.columnsPerPair
      pair = pair &+ WeightPanels.bytesPerPair
    }
    if column == last {
      let input = unsafe inputs[unchecked: column]
      row0.add(image.value(at: pair), times: input)
      row1.add(image.value(at: pair &+ 4), times: input)
      row2.add(image.value(at: pair &+ 8), times: input)
      row3.add(image.value(at: pair &+ 12), times: input)
    }
  }
}

extension Accumulator {
  /// Adds the products of the inputs with one row of a panel; its first weight stands at `offset`.
  @inline(__always)
  mutating func add(image: RawSpan, rowAt offset: Int, inputs: Span<Int16>) {
    var pair = offset
    var column = 0
    let last = inputs.count &- 1
    while column < last {
      add(image.value(at: pair), times: unsafe inputs[unchecked: column])
      add(
        image.value(at: pair &+ WeightPanels.bytesPerValue),
        times: unsafe inputs[unchecked: column &+ 1]
      )
      column = column &+ WeightPanels.columnsPerPair
      pair = pair &+ WeightPanels.bytesPerPair
    }
    if column == last {
      add(image.value(at: pair), times: unsafe inputs[unchecked: column])
    }
  }
}

extension RawSpan {
  /// The 16-bit value at a byte offset that is known to be even and inside.
  @inline(__always)
  func value(at offset: Int) -> Int16 {
    unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: Int16.self)
  }
}
