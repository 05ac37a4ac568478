/// A part of a dense layer: at most `maximumRows` rows from `row` on, with the same bits as
/// `runLayer` gives them.
///
/// - Parameters:
///   - largest: the largest sum that the rows of a maxout unit gave before `row`; then that of the
///     rows so far.
/// - Returns: the row that comes next.
@inline(never)
func stepLayer(
  _ layer: LayerDescriptor,
  image: RawSpan,
  inputs: Span<Int16>,
  outputs: inout MutableSpan<Int16>,
  from first: Int,
  maximumRows: Int,
  largest: inout UInt32
) -> Int {
  let panels = layer.panels
  let last = first &+ min(maximumRows, panels.rows &- first)
  let firstUnit = first / layer.pieces
  var unit = UnitReduction(
    layer: layer,
    unit: firstUnit,
    piece: first &- firstUnit &* layer.pieces,
    largest: Int32(bitPattern: largest)
  )
  var observer = IgnoredSaturation()
  var row = first
  while row < last {
    let weights = layer.weightsOffset &+ panels.offset(row: row, column: 0)
    let biases = layer.biasesOffset &+ row &* WeightPanels.bytesPerValue
    if row & (WeightPanels.rowsPerPanel &- 1) == 0, last &- row >= WeightPanels.rowsPerPanel {
      var sums = startOfSums(layer, image: image, biasesAt: biases)
      addPanel(&sums, image: image, weightsAt: weights, inputs: inputs, width: layer.accumulator)
      unit.take(sums.span, count: WeightPanels.rowsPerPanel, &outputs, &observer)
      row = row &+ WeightPanels.rowsPerPanel
    } else {
      let start = startOfSum(
        bias: image.value(at: biases),
        fractionBits: layer.weightFractionBits
      )
      unit.take(
        rowSum(
          start,
          image: image,
          weightsAt: weights,
          inputs: inputs,
          width: layer.accumulator
        ),
        &outputs,
        &observer
      )
      row = row &+ 1
    }
  }
  activate(&outputs, from: firstUnit, to: unit.unit, by: layer.activation)
  largest = UInt32(bitPattern: unit.largest)
  return row
}
