/// A part of a dense layer: at most `maximumRows` rows from `row` on, with the same bits as
/// `runLayer` gives them.
///
/// - Parameters:
///   - largest: the largest pre-activation that the rows of a maxout unit gave before `row`; then that of
///     the rows so far.
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
    let data = LayerData(of: layer, row: row)
    if row & (WeightPanels.rowsPerPanel &- 1) == 0, last &- row >= WeightPanels.rowsPerPanel {
      let sums = panelPreActivations(layer, data, image: image, inputs: inputs)
      unit.take(sums.span, count: WeightPanels.rowsPerPanel, &outputs, &observer)
      row = row &+ WeightPanels.rowsPerPanel
    } else {
      unit.take(rowPreActivation(layer, data, image: image, inputs: inputs), &outputs, &observer)
      row = row &+ 1
    }
  }
  activate(&outputs, from: firstUnit, to: unit.unit, by: layer.activation)
  largest = UInt32(bitPattern: unit.largest)
  return row
}
