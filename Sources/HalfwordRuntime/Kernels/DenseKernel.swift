/// A dense layer: the rows' sums, the largest of each unit's pieces, one rounding, the activation.
///
/// `outputs` has one value a unit, `inputs` one a column, and the layer lies in the image.
@inline(__always)
func runDense<Observer: SaturationObserver>(
  _ layer: LayerDescriptor,
  image: RawSpan,
  inputs: Span<Int16>,
  outputs: inout MutableSpan<Int16>,
  observer: inout Observer
) {
  if layer.accumulator == .bits32 {
    runRows(Accumulator32.self, layer, image, inputs, &outputs, &observer)
  } else {
    runRows(Accumulator64.self, layer, image, inputs, &outputs, &observer)
  }
}

@inline(never)
private func runRows<Sum: Accumulator, Observer: SaturationObserver>(
  _: Sum.Type,
  _ layer: LayerDescriptor,
  _ image: RawSpan,
  _ inputs: Span<Int16>,
  _ outputs: inout MutableSpan<Int16>,
  _ observer: inout Observer
) {
  let panels = layer.panels
  var weights = layer.weightsOffset
  var biases = layer.biasesOffset
  var unit = UnitReduction<Sum>(layer: layer)
  for _ in 0..<panels.panelCount {
    var sums = PanelSums<Sum>(
      image: image,
      biasesAt: biases,
      fractionBits: layer.weightFractionBits
    )
    sums.add(image: image, weightsAt: weights, inputs: inputs)
    unit.take(sums, &outputs, &observer)
    weights = weights &+ panels.panelSize
    biases = biases &+ WeightPanels.rowsPerPanel &* WeightPanels.bytesPerValue
  }
}
