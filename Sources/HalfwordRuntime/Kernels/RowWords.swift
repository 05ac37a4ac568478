/// The start words and fractional bits of a layer's rows, from one row on, and what they make of sums.
@safe
struct RowWords {
  private(set) var starts: UnsafePointer<Int32>
  private(set) var fractions: UnsafePointer<UInt8>
  let form: SumForm

  /// Those from a row of a layer on, whose image begins at `image`.
  @inline(__always)
  @unsafe
  init(_ layer: LayerDescriptor, row: Int, image: UnsafeRawPointer) {
    unsafe starts = (image + layer.startsOffset).assumingMemoryBound(to: Int32.self) + row
    unsafe fractions = (image + layer.fractionsOffset).assumingMemoryBound(to: UInt8.self) + row
    form = layer.sums
  }

  /// Goes on by some rows.
  @inline(__always)
  mutating func advance(by rows: Int) {
    unsafe starts += rows
    unsafe fractions += rows
  }

  /// What a sum of error products makes of a row's error: with what the rows have in common, over the step of its
  /// weights, rounded up, at most `ErrorBound.limit`.
  @inline(__always)
  func carriedError(_ products: WideSum, and common: WideSum, row: Int) -> Int32 {
    let bits = unsafe UInt32(fractions[row])
    let (sum, carry) = products.low.addingReportingOverflow(common.low)
    let (low, roundingCarry) = sum.addingReportingOverflow(~(.max &<< bits))
    let high =
      UInt32(bitPattern: products.high &+ common.high) &+ (carry ? 1 : 0)
      &+ (roundingCarry ? 1 : 0)
    let quotient = (low &>> bits) | ((high &<< 1) &<< (31 &- bits))
    return high &>> bits != 0 || quotient > ErrorBound.limit
      ? Int32(bitPattern: ErrorBound.limit) : Int32(bitPattern: quotient)
  }

  /// A row's pre-activation, before 16 bits: its sum, shifted right by its fractional bits. A sum that 32 bits do
  /// not hold after the shift is the nearest that they do.
  ///
  /// - Parameter row: 0 for the first.
  @inline(__always)
  func preActivation(_ sum: WideSum, row: Int) -> Int32 {
    form == .bits32
      ? narrowPreActivation(sum, row: row) : sum.shifted(by: unsafe UInt32(fractions[row]))
  }

  /// The same of a sum in 32 bits.
  @inline(__always)
  func narrowPreActivation(_ sum: WideSum, row: Int) -> Int32 {
    Int32(bitPattern: sum.low) &>> Int32(truncatingIfNeeded: unsafe fractions[row])
  }
}
