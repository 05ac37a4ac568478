/// A dense layer but for softmax: the rows' sums, the largest of each unit's pieces, one rounding, the
/// activation.
///
/// `outputs` has one value a unit, `inputs` one a column, and the layer lies in the image.
///
/// What it does depends on the layer alone: no branch and no number of turns of a loop depends on the
/// values. Only the places where the tables of sigmoid and tanh are read do.
@inline(never)
func runLayer<Observer: SaturationObserver>(
  _ layer: LayerDescriptor,
  image: RawSpan,
  inputs: Span<Int16>,
  outputs: inout MutableSpan<Int16>,
  observer: inout Observer
) {
  guard var rows = LayerRows(layer, row: 0, image: image, inputs: inputs) else { return }
  let panelSize = layer.panels.panelSize
  var rowsLeft = layer.rowCount
  var unit = UnitReduction(layer: layer)
  var sums = PanelSums(repeating: WideSum(0))
  while rowsLeft > 0 {
    rows.sumPanel(&sums)
    let count = min(rowsLeft, WeightPanels.rowsPerPanel)
    unit.take(sums.span, count: count, of: rows, &outputs, &observer)
    rows.advance(by: panelSize)
    rowsLeft = rowsLeft &- WeightPanels.rowsPerPanel
  }
  activate(&outputs, from: 0, to: layer.unitCount, by: layer.activation)
}
