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
    unit.take(sums.row0, &outputs, &observer)
    unit.take(sums.row1, &outputs, &observer)
    unit.take(sums.row2, &outputs, &observer)
    unit.take(sums.row3, &outputs, &observer)
    weights = weights &+ panels.panelSize
    biases = biases &+ WeightPanels.rowsPerPanel &* WeightPanels.bytesPerValue
  }
}

/// Gathers the rows of each unit, in order, and writes the unit's output when its last piece came.
///
/// The largest piece is chosen before rounding; as rounding never reverses an order, that gives the
/// same bits as choosing after it.
private struct UnitReduction<Sum: Accumulator> {
  private let pieces: Int
  private let fractionBits: UInt8
  private let activation: ActivationCode
  private var unit = 0
  private var piece = 0
  private var largest: Sum

  @inline(__always)
  init(layer: LayerDescriptor) {
    pieces = layer.pieces
    fractionBits = layer.weightFractionBits
    activation = layer.activation
    largest = Sum(bias: 0, fractionBits: 0)
  }

  /// Takes the sum of the next row. Rows beyond the last unit are padding, and ignored.
  @inline(__always)
  mutating func take<Observer: SaturationObserver>(
    _ sum: Sum,
    _ outputs: inout MutableSpan<Int16>,
    _ observer: inout Observer
  ) {
    guard unit < outputs.count else { return }
    largest = piece == 0 ? sum : largest.maximum(sum)
    piece = piece &+ 1
    guard piece == pieces else { return }
    piece = 0
    let z = largest.rounded(fractionBits: fractionBits)
    if z.isSaturated { observer.unitSaturated() }
    unsafe outputs[unchecked: unit] = activated(z.value, by: activation)
    unit = unit &+ 1
  }
}

/// The activation of one unit. Maxout has chosen its piece, and softmax works on whole layers, so for
/// both this is the identity.
@inline(__always)
private func activated(_ z: Int16, by activation: ActivationCode) -> Int16 {
  switch activation {
  case .linear, .maxout, .softmax: z
  case .relu: z > 0 ? z : 0
  case .sigmoid: sigmoid(z)
  case .tanh: hyperbolicTangent(z)
  }
}
