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
  let panelSize = layer.panels.panelSize
  var data = LayerData(of: layer, row: 0)
  var rowsLeft = layer.rowCount
  var unit = UnitReduction(layer: layer)
  while rowsLeft > 0 {
    let sums = panelPreActivations(layer, data, image: image, inputs: inputs)
    unit.take(sums.span, count: min(rowsLeft, WeightPanels.rowsPerPanel), &outputs, &observer)
    data.advance(by: panelSize)
    rowsLeft = rowsLeft &- WeightPanels.rowsPerPanel
  }
  activate(&outputs, from: 0, to: layer.unitCount, by: layer.activation)
}
