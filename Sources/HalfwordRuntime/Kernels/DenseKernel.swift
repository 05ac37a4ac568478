/// A dense layer with weights of 16 bits but for what its activation does beyond ReLU and maxout: the rows' sums, the largest of each
/// unit's pieces, one rounding.
///
/// `outputs` has room for a value a unit, `inputs` has one a column, and the layer lies in the image, which begins at
/// `image`.
///
/// What it does depends on the layer alone: no branch and no number of turns of a loop depends on the
/// values.
@inline(never)
@unsafe
func runLayer<Observer: SaturationObserver>(
  _ layer: LayerDescriptor,
  image: UnsafeRawPointer,
  inputs: UnsafePointer<Int16>,
  outputs: UnsafeMutablePointer<Int16>,
  observer: inout Observer
) {
  #if arch(x86_64) || arch(arm64)
    if layer.pieces == 1 || !Observer.counts {
      let all = unsafe HostRows(layer, image: image, inputs: inputs, outputs: outputs)
      observer.tookUnits(saturations: all.run())
      return
    }
  #endif
  var rows = unsafe LayerRows(layer, row: 0, image: image, inputs: inputs)
  let panelSize = layer.plainPanels.panelSize
  var rowsLeft = layer.rowCount
  var unit = UnitReduction(layer: layer)
  var sums = PanelSums(repeating: WideSum(0))
  while rowsLeft > 0 {
    rows.sumPanel(&sums)
    let count = min(rowsLeft, WeightPanels.rowsPerPanel)
    unsafe unit.take(sums.span, count: count, of: rows.words, outputs, &observer)
    rows.advance(by: panelSize)
    rowsLeft = rowsLeft &- WeightPanels.rowsPerPanel
  }
}
