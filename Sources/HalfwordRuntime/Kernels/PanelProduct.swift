internal import CHalfword

/// The exact sums of the four rows of a panel, as the kernels give them. Of sums in 32 bits the high words mean
/// nothing.
typealias PanelSums = InlineArray<4, WideSum>

/// The rows of a layer from one row on, as the kernels see them.
@safe
struct LayerRows: ~Escapable {
  private var weights: UnsafePointer<Int16>
  private var starts: UnsafePointer<Int32>
  private var fractions: UnsafePointer<UInt8>
  private let inputs: UnsafePointer<Int16>
  private let columns: UInt32
  private let form: SumForm

  /// Begins with a row.
  ///
  /// - Parameters:
  ///   - layer: its data lie in the image wholly, as `LayerReader` gives no layer of which that is not known.
  ///   - inputs: one for each column.
  /// - Returns: nil where there are no bytes or inputs at all, which no layer allows.
  @inline(__always)
  @_lifetime(copy image, copy inputs)
  init?(_ layer: LayerDescriptor, row: Int, image: RawSpan, inputs: Span<Int16>) {
    let base = unsafe image.withUnsafeBytes { $0.baseAddress }
    let values = unsafe inputs.withUnsafeBufferPointer { $0.baseAddress }
    guard let base = unsafe base, let values = unsafe values else { return nil }
    let offset = layer.weightsOffset &+ layer.panels.offset(row: row, column: 0)
    unsafe weights = (base + offset).assumingMemoryBound(to: Int16.self)
    unsafe starts = (base + layer.startsOffset).assumingMemoryBound(to: Int32.self) + row
    unsafe fractions = (base + layer.fractionsOffset).assumingMemoryBound(to: UInt8.self) + row
    unsafe self.inputs = values
    columns = UInt32(truncatingIfNeeded: inputs.count)
    form = layer.sums
  }

  /// Goes on to the next panel, by the bytes of this one's weights; the row at which this begins is the first of
  /// its panel.
  @inline(__always)
  mutating func advance(by size: Int) {
    unsafe weights += size / WeightPanels.bytesPerValue
    unsafe starts += WeightPanels.rowsPerPanel
    unsafe fractions += WeightPanels.rowsPerPanel
  }

  /// Gives the sums of the panel's four rows; the row at which this begins is the first of its panel. Each sum
  /// begins with the row's start word, and takes the products of the inputs with the row.
  @inline(__always)
  func sumPanel(_ sums: inout PanelSums) {
    unsafe withUnsafeMutablePointer(to: &sums) { sums in
      let words = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self)
      unsafe callKernel(words, starts, weights, inputs, columns, form)
    }
  }

  /// Gives for each of the panel's rows the sum of the products of error words with the magnitudes of the row's
  /// weights, of negative ones less 1. Without error words, 0.
  @inline(__always)
  func sumErrors(_ errors: ErrorWords?, _ sums: inout PanelSums) {
    sums = PanelSums(repeating: WideSum(0))
    guard let errors else { return }
    unsafe withUnsafeMutablePointer(to: &sums) { sums in
      let words = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self)
      var weights = unsafe weights
      var left = columns
      // One stretch, but for the error words of an input, a few of which stand for all.
      repeat {
        let count = min(left, errors.stretch)
        unsafe callErrorKernel(words, weights, errors.hidden, count, form)
        unsafe weights += Int(truncatingIfNeeded: count &* UInt32(WeightPanels.rowsPerPanel))
        left = left &- count
      } while left > 0
    }
  }

  /// The sum of the first row, of which `preActivation` makes what it makes of that of `sumPanel`.
  ///
  /// Sums in 64 bits are exact in every form; of an image whose claim of 32 bits is false, the low word is what
  /// a panel gives.
  @inline(__always)
  func sumRow() -> WideSum {
    var sum = unsafe WideSum(starts[0])
    var pair = unsafe weights
    var column = 0
    let last = Int(truncatingIfNeeded: columns) &- 1
    while column < last {
      sum.add(unsafe product(pair[0], inputs[column]))
      sum.add(unsafe product(pair[1], inputs[column &+ 1]))
      column = column &+ WeightPanels.columnsPerPair
      unsafe pair += WeightPanels.weightsPerPair
    }
    if column == last { sum.add(unsafe product(pair[0], inputs[column])) }
    return sum
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
    let bits = unsafe fractions[row]
    return form == .bits32
      ? Int32(bitPattern: sum.low) &>> Int32(truncatingIfNeeded: bits)
      : sum.shifted(by: UInt32(bits))
  }
}

/// Calls the kernel for a form of sums.
@inline(__always)
@unsafe
private func callKernel(
  _ sums: UnsafeMutablePointer<Int32>,
  _ starts: UnsafePointer<Int32>,
  _ weights: UnsafePointer<Int16>,
  _ inputs: UnsafePointer<Int16>,
  _ columns: UInt32,
  _ form: SumForm
) {
  if halfword_has_panel_kernels() {
    switch form {
    case .bits32: unsafe halfword_sum_panel_32(sums, starts, weights, inputs, columns)
    case .blocks16: unsafe halfword_sum_panel_blocks(sums, starts, weights, inputs, columns, 16)
    case .blocks32: unsafe halfword_sum_panel_blocks(sums, starts, weights, inputs, columns, 32)
    case .bits64: unsafe halfword_sum_panel_64(sums, starts, weights, inputs, columns)
    }
  } else {
    switch form {
    case .bits32: unsafe sumPanel32(sums, starts, weights, inputs, columns)
    case .blocks16: unsafe sumPanelBlocks(sums, starts, weights, inputs, columns, 16)
    case .blocks32: unsafe sumPanelBlocks(sums, starts, weights, inputs, columns, 32)
    case .bits64: unsafe sumPanel64(sums, starts, weights, inputs, columns)
    }
  }
}

/// Calls the kernel for error words. Where 32 bits hold the sums of any words that are not negative, they hold
/// those of error words with the magnitudes on each side, and without a sign both together.
@inline(__always)
@unsafe
private func callErrorKernel(
  _ sums: UnsafeMutablePointer<Int32>,
  _ weights: UnsafePointer<Int16>,
  _ errors: UnsafePointer<Int16>,
  _ columns: UInt32,
  _ form: SumForm
) {
  if halfword_has_panel_kernels() {
    if form == .bits32 {
      unsafe halfword_add_errors_32(sums, weights, errors, columns)
    } else {
      unsafe halfword_add_errors_64(sums, weights, errors, columns)
    }
  } else {
    unsafe addErrors(sums, weights, errors, columns)
  }
}

/// A weight times an input; it always fits 32 bits: (−32768)² = 2³⁰.
@inline(__always)
func product(_ weight: Int16, _ input: Int16) -> Int32 {
  Int32(weight) &* Int32(input)
}

extension RawSpan {
  /// The 16-bit value at a byte offset that is known to be even and inside.
  @inline(__always)
  func value(at offset: Int) -> Int16 {
    unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: Int16.self)
  }
}
