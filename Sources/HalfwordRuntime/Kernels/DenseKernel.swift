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
  var weights = layer.weightsOffset
  var biases = layer.biasesOffset
  var rowsLeft = layer.rowCount
  var unit = UnitReduction(layer: layer)
  while rowsLeft > 0 {
    var sums = startOfSums(layer, image: image, biasesAt: biases)
    addPanel(
      &sums,
      image: image,
      weightsAt: weights,
      inputs: inputs,
      width: layer.accumulator
    )
    unit.take(sums.span, count: min(rowsLeft, WeightPanels.rowsPerPanel), &outputs, &observer)
    weights = weights &+ panelSize
    biases = biases &+ WeightPanels.rowsPerPanel &* WeightPanels.bytesPerValue
    rowsLeft = rowsLeft &- WeightPanels.rowsPerPanel
  }
  activate(&outputs, from: 0, to: layer.unitCount, by: layer.activation)
}

/// What the sums of a panel begin with.
@inline(__always)
func startOfSums(_ layer: LayerDescriptor, image: RawSpan, biasesAt offset: Int) -> PanelSums {
  let fractionBits = layer.weightFractionBits
  return PanelSums { row in
    startOfSum(
      bias: image.value(at: offset &+ row &* WeightPanels.bytesPerValue),
      fractionBits: fractionBits
    )
  }
}
