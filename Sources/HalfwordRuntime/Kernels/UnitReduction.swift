/// Gathers the rows of each unit, in order, and writes the unit's output when its last piece came.
///
/// The largest piece is chosen before rounding; as rounding never reverses an order, that gives the
/// same bits as choosing after it.
struct UnitReduction<Sum: Accumulator> {
  private let pieces: Int
  private let fractionBits: UInt8
  private let activation: ActivationCode
  private var unit: Int
  private var piece: Int
  /// The largest piece of the unit so far.
  private(set) var largest: Sum

  /// Starts at the layer's first row.
  @inline(__always)
  init(layer: LayerDescriptor) {
    self.init(layer: layer, row: 0, largest: Sum(bias: 0, fractionBits: 0))
  }

  /// Goes on at `row`, where the rows of its unit before it gave `largest`.
  @inline(__always)
  init(layer: LayerDescriptor, row: Int, largest: Sum) {
    pieces = layer.pieces
    fractionBits = layer.weightFractionBits
    activation = layer.activation
    unit = row / layer.pieces
    piece = row &- unit &* layer.pieces
    self.largest = largest
  }

  /// Takes the sums of the next four rows.
  @inline(__always)
  mutating func take<Observer: SaturationObserver>(
    _ sums: PanelSums<Sum>,
    _ outputs: inout MutableSpan<Int16>,
    _ observer: inout Observer
  ) {
    take(sums.row0, &outputs, &observer)
    take(sums.row1, &outputs, &observer)
    take(sums.row2, &outputs, &observer)
    take(sums.row3, &outputs, &observer)
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
