internal import CHalfword

/// Gathers the rows of each unit, in order, and writes the unit's value when its last piece came: the
/// largest piece, saturated to 16 bits, and without its negative part for ReLU. What else an activation does comes
/// afterwards.
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
    negativeMask = halfword_opaque(layer.activation.rectifies ? -1 : 0)
    self.unit = unit
    self.piece = piece
    self.largest = largest
  }

  /// Takes the sums of the next rows, one to four, which are the first of `rows`, and puts each unit's value among
  /// the outputs.
  @inline(__always)
  @unsafe
  mutating func take<Observer: SaturationObserver>(
    _ sums: Span<WideSum>,
    count: Int,
    of rows: RowWords,
    _ outputs: UnsafeMutablePointer<Int16>,
    _ observer: inout Observer
  ) {
    var row = 0
    var left = count
    if pieces == 1, rows.form == .bits32 {
      // What most rows are, in few instructions.
      repeat {
        let total = rows.narrowPreActivation(unsafe sums[unchecked: row], row: row)
        unsafe outputs[unit] = value(of: total, &observer)
        unit = unit &+ 1
        row = row &+ 1
        left = left &- 1
      } while left != 0
      return
    }
    repeat {
      let preActivation = rows.preActivation(unsafe sums[unchecked: row], row: row)
      if let total = take(preActivation) {
        unsafe outputs[unit] = value(of: total, &observer)
        unit = unit &+ 1
      }
      row = row &+ 1
      left = left &- 1
    } while left != 0
  }

  /// Takes the pre-activation of the next row, before 16 bits.
  ///
  /// - Returns: the unit's, where this is its last piece.
  @inline(__always)
  private mutating func take(_ preActivation: Int32) -> Int32? {
    guard pieces != 1 else { return preActivation }
    largest = piece == 0 ? preActivation : largest.maximum(preActivation)
    piece = piece &+ 1
    guard piece == pieces else { return nil }
    piece = 0
    return largest
  }

  /// The value of a unit's pre-activation.
  @inline(__always)
  private func value<Observer: SaturationObserver>(
    of preActivation: Int32,
    _ observer: inout Observer
  ) -> Int16 {
    // Before 16 bits, so that a value that ReLU takes away is not one that was saturated.
    let kept = preActivation & ~(preActivation & negativeMask).signMask
    let value = halfword_saturate_16(kept)
    observer.tookUnit(value: kept, saturated: value)
    return Int16(truncatingIfNeeded: value)
  }

  /// Takes some of a panel's rows at one position, and may add to each value what lies in its place.
  ///
  /// - Parameters:
  ///   - rows: the panel's.
  ///   - addition: nil for none; the value is then that of the addition, but for its activation.
  @inline(__always)
  @unsafe
  mutating func take<Observer: SaturationObserver>(
    _ sums: Span<WideSum>,
    from first: Int,
    to end: Int,
    of rows: RowWords,
    _ outputs: UnsafeMutablePointer<Int16>,
    adding addition: Addition?,
    _ observers: inout LastStepObservers<Observer>
  ) {
    var row = first
    while row < end {
      let total = take(rows.preActivation(unsafe sums[unchecked: row], row: row))
      row = row &+ 1
      guard let total else { continue }
      var value = value(of: total, &observers.layer)
      if let addition {
        unsafe value = addition.value(ofNew: value, outputs[unit], unit, &observers.addition)
      }
      unsafe outputs[unit] = value
      unit = unit &+ 1
    }
  }

  /// Goes on at the next position's first row.
  @inline(__always)
  mutating func restart() { unit = 0 }
}
