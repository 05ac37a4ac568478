internal import CHalfword

/// The exact sums of the four rows of a panel, as the kernels give them. Of sums in 32 bits the high words mean
/// nothing.
typealias PanelSums = InlineArray<4, WideSum>

extension InlineArray where count == 4, Element == WideSum {
  @inline(__always)
  static var zero: PanelSums { [WideSum(0), WideSum(0), WideSum(0), WideSum(0)] }
}

/// The rows of a dense layer with weights of 16 bits from one row on, as the kernels see them.
@safe
struct LayerRows {
  private var weights: UnsafePointer<Int16>
  private(set) var words: RowWords
  private let inputs: UnsafePointer<Int16>
  private let columns: UInt32

  /// Begins with a row.
  ///
  /// - Parameters:
  ///   - layer: its data lie in the image wholly, as `LayerReader` gives no layer of which that is not known.
  ///   - image: where the image begins.
  ///   - inputs: one for each column.
  @inline(__always)
  @unsafe
  init(
    _ layer: LayerDescriptor,
    row: Int,
    image: UnsafeRawPointer,
    inputs: UnsafePointer<Int16>
  ) {
    let offset = layer.weightsOffset &+ layer.plainPanels.place(row: row, run: 0, column: 0).offset
    unsafe weights = (image + offset).assumingMemoryBound(to: Int16.self)
    words = unsafe RowWords(layer, row: row, image: image)
    unsafe self.inputs = inputs
    columns = UInt32(truncatingIfNeeded: layer.inputCount)
  }

  /// Goes on to the next panel, by the bytes of this one's weights; the row at which this begins is the first of
  /// its panel.
  @inline(__always)
  mutating func advance(by size: Int) {
    unsafe weights += size / WeightPanels.bytesPerValue
    words.advance(by: WeightPanels.rowsPerPanel)
  }

  /// Gives the sums of the panel's four rows; the row at which this begins is the first of its panel. Each sum
  /// begins with the row's start word, and takes the products of the inputs with the row.
  @inline(__always)
  func sumPanel(_ sums: inout PanelSums) {
    unsafe withUnsafeMutablePointer(to: &sums) { sums in
      let sums = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self)
      unsafe callKernel(sums, words.starts, weights, inputs, columns, words.form)
    }
  }

  /// Gives for each of the panel's rows the sum of the products of error words with the magnitudes of the row's
  /// weights, of negative ones less 1. Without error words, 0.
  @inline(__always)
  func sumErrors(_ errors: ErrorWords?, _ sums: inout PanelSums) {
    sums = PanelSums.zero
    guard let errors else { return }
    unsafe withUnsafeMutablePointer(to: &sums) { sums in
      let sums = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self)
      var weights = unsafe weights
      var left = columns
      // One stretch, but for the error words of an input, a few of which stand for all.
      repeat {
        let count = min(left, errors.stretch)
        unsafe callErrorKernel(sums, weights, errors.hidden, count, words.form)
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
    var sum = unsafe WideSum(words.starts[0])
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
}

/// Calls the kernel for a form of sums.
@inline(__always)
@unsafe
func callKernel(
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
    #if arch(x86_64) || arch(arm64)
      unsafe callHostKernel(sums, starts, weights, inputs, columns, form)
    #else
      unsafe callTwin(sums, starts, weights, inputs, columns, form)
    #endif
  }
}

/// Calls the twin of the kernel for a form of sums, for targets that have none.
@inline(__always)
@unsafe
func callTwin(
  _ sums: UnsafeMutablePointer<Int32>,
  _ starts: UnsafePointer<Int32>,
  _ weights: UnsafePointer<Int16>,
  _ inputs: UnsafePointer<Int16>,
  _ columns: UInt32,
  _ form: SumForm
) {
  switch form {
  case .bits32: unsafe sumPanel32(sums, starts, weights, inputs, columns)
  case .blocks16: unsafe sumPanelBlocks(sums, starts, weights, inputs, columns, 16)
  case .blocks32: unsafe sumPanelBlocks(sums, starts, weights, inputs, columns, 32)
  case .bits64: unsafe sumPanel64(sums, starts, weights, inputs, columns)
  }
}

/// Calls the kernel for error words. Where 32 bits hold the sums of any words that are not negative, they hold
/// those of error words with the magnitudes on each side, and without a sign both together.
@inline(__always)
@unsafe
func callErrorKernel(
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
    #if arch(x86_64) || arch(arm64)
      unsafe halfword_host().pointee.add_errors(sums, weights, errors, columns)
    #else
      unsafe addErrors(sums, weights, errors, columns)
    #endif
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
