/// A part of a dense layer: at most `maximumRows` rows from `row` on, with the same bits as
/// `runDense` gives them.
///
/// - Parameters:
///   - largest: the words of the sum that the rows of a maxout unit gave before `row`; then those of
///     the rows so far.
/// - Returns: the row that comes next.
@inline(__always)
func stepDense(
  _ layer: LayerDescriptor,
  image: RawSpan,
  inputs: Span<Int16>,
  outputs: inout MutableSpan<Int16>,
  from row: Int,
  maximumRows: Int,
  largest: inout (UInt32, UInt32)
) -> Int {
  if layer.accumulator == .bits32 {
    stepRows(Accumulator32.self, layer, image, inputs, &outputs, row, maximumRows, &largest)
  } else {
    stepRows(Accumulator64.self, layer, image, inputs, &outputs, row, maximumRows, &largest)
  }
}

@inline(never)
private func stepRows<Sum: Accumulator>(
  _: Sum.Type,
  _ layer: LayerDescriptor,
  _ image: RawSpan,
  _ inputs: Span<Int16>,
  _ outputs: inout MutableSpan<Int16>,
  _ first: Int,
  _ maximumRows: Int,
  _ largest: inout (UInt32, UInt32)
) -> Int {
  let panels = layer.panels
  let last = first &+ min(maximumRows, panels.rows &- first)
  var unit = UnitReduction<Sum>(layer: layer, row: first, largest: Sum(words: largest))
  var observer = IgnoredSaturation()
  var row = first
  while row < last {
    let weights = layer.weightsOffset &+ panels.offset(row: row, column: 0)
    let biases = layer.biasesOffset &+ row &* WeightPanels.bytesPerValue
    if row & (WeightPanels.rowsPerPanel &- 1) == 0, last &- row >= WeightPanels.rowsPerPanel {
      var sums = PanelSums<Sum>(
        image: image,
        biasesAt: biases,
        fractionBits: layer.weightFractionBits
      )
      sums.add(image: image, weightsAt: weights, inputs: inputs)
      unit.take(sums, &outputs, &observer)
      row = row &+ WeightPanels.rowsPerPanel
    } else {
      var sum = Sum(bias: image.value(at: biases), fractionBits: layer.weightFractionBits)
      sum.add(image: image, rowAt: weights, inputs: inputs)
      unit.take(sum, &outputs, &observer)
      row = row &+ 1
    }
  }
  largest = unit.largest.words
  return row
}
