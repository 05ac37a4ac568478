internal import CHalfword

/// The sums of the four rows of a panel, exact or, where they do not fit 32 bits, saturated to them.
///
/// A sum beyond 32 bits lies beyond Q8.8 too, on the same side, after a shift by at most 15 bits. So
/// saturating it changes no bit of what a layer gives.
typealias PanelSums = InlineArray<4, Int32>

/// The sum that a row begins with: (bias << f) + 2^(f−1), at most 2³⁰ + 2¹⁴ from zero.
@inline(__always)
func startOfSum(bias: Int16, fractionBits: UInt8) -> Int32 {
  (Int32(bias) &<< Int32(truncatingIfNeeded: fractionBits))
    &+ roundingConstant(shift: fractionBits)
}

/// Adds to the sums the products of the inputs with the weights of a panel.
///
/// - Parameters:
///   - offset: where the panel begins in the image; it must lie there wholly, as `LayerReader` gives
///     no layer of which that is not known.
///   - width: 32 bits only where they are proved to hold every sum.
@inline(__always)
func addPanel(
  _ sums: inout PanelSums,
  image: RawSpan,
  weightsAt offset: Int,
  inputs: Span<Int16>,
  width: AccumulatorWidth
) {
  unsafe withUnsafeMutablePointer(to: &sums) { sums in
    unsafe image.withUnsafeBytes { image in
      unsafe inputs.withUnsafeBufferPointer { inputs in
        guard let base = image.baseAddress, let values = inputs.baseAddress else { return }
        let results = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self)
        let weights = unsafe (base + offset).assumingMemoryBound(to: Int16.self)
        let columns = UInt32(truncatingIfNeeded: inputs.count)
        if halfword_has_panel_kernels() {
          if width == .bits32 {
            unsafe halfword_add_panel_32(results, weights, values, columns)
          } else {
            unsafe halfword_add_panel_64(results, weights, values, columns)
          }
        } else if width == .bits32 {
          unsafe addPanel32(results, weights, values, columns)
        } else {
          unsafe addPanel64(results, weights, values, columns)
        }
      }
    }
  }
}

/// `start` and the products of the inputs with one row of a panel, as `addPanel` gives it; the row's first
/// weight stands at `offset`.
@inline(__always)
func rowSum(
  _ start: Int32,
  image: RawSpan,
  weightsAt offset: Int,
  inputs: Span<Int16>,
  width: AccumulatorWidth
) -> Int32 {
  var sum = WideSum(start)
  var pair = offset
  var column = 0
  let last = inputs.count &- 1
  while column < last {
    sum.add(product(image, pair, unsafe inputs[unchecked: column]))
    sum.add(
      product(image, pair &+ WeightPanels.bytesPerValue, unsafe inputs[unchecked: column &+ 1])
    )
    column = column &+ WeightPanels.columnsPerPair
    pair = pair &+ WeightPanels.bytesPerPair
  }
  if column == last { sum.add(product(image, pair, unsafe inputs[unchecked: column])) }
  return width == .bits32 ? sum.wrapped : sum.saturated
}

@inline(__always)
private func product(_ image: RawSpan, _ offset: Int, _ input: Int16) -> Int32 {
  product(image.value(at: offset), input)
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
