internal import CHalfword

/// Gathers the rows of each unit, in order, and writes the unit's value when its last piece came: the
/// largest piece, saturated to 16 bits, and without its negative part for ReLU. Sigmoid, tanh and softmax
/// come afterwards.
///
/// Rows come rounded. All pieces of a unit have the same fractional bits and rounding never reverses an order,
/// so the largest piece is the same before and after it.
struct UnitReduction {
  private let pieces: Int
  /// What is taken from negative values: all bits for ReLU, otherwise none.
  private let negativeMask: Int32
  /// The unit at work.
  private(set) var unit: Int
  private var piece: Int
  /// The largest piece of the unit so far.
  private(set) var largest: Int32

  /// Starts at the layer's first row.
  @inline(__always)
  init(layer: LayerDescriptor) {
    self.init(layer: layer, unit: 0, piece: 0, largest: 0)
  }

  /// Goes on at a unit's piece, where the pieces before it gave `largest`.
  @inline(__always)
  init(layer: LayerDescriptor, unit: Int, piece: Int, largest: Int32) {
    pieces = layer.pieces
    negativeMask = halfword_opaque(layer.activation == .relu ? -1 : 0)
    self.unit = unit
    self.piece = piece
    self.largest = largest
  }

  /// Takes the sums of the next rows, one to four, which are the first of `rows`.
  @inline(__always)
  mutating func take<Observer: SaturationObserver>(
    _ sums: Span<WideSum>,
    count: Int,
    of rows: borrowing LayerRows,
    _ outputs: inout MutableSpan<Int16>,
    _ observer: inout Observer
  ) {
    var row = 0
    var left = count
    repeat {
      take(rows.preActivation(unsafe sums[unchecked: row], row: row), &outputs, &observer)
      row = row &+ 1
      left = left &- 1
    } while left != 0
  }

  /// Takes the pre-activation of the next row, before 16 bits; there must be one.
  @inline(__always)
  private mutating func take<Observer: SaturationObserver>(
    _ preActivation: Int32,
    _ outputs: inout MutableSpan<Int16>,
    _ observer: inout Observer
  ) {
    var total = preActivation
    if pieces != 1 {
      largest = piece == 0 ? preActivation : largest.maximum(preActivation)
      piece = piece &+ 1
      guard piece == pieces else { return }
      piece = 0
      total = largest
    }
    // Before 16 bits, so that a value that ReLU takes away is not one that was saturated.
    let kept = total & ~(total & negativeMask).signMask
    let value = halfword_saturate_16(kept)
    observer.tookUnit(value: kept, saturated: value)
    unsafe outputs[unchecked: unit] = Int16(truncatingIfNeeded: value)
    unit = unit &+ 1
  }
}
