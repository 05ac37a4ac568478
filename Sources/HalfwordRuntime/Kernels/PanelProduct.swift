internal import CHalfword

/// The exact sums of the four rows of a panel, as the kernels take them.
typealias PanelSums = InlineArray<4, Int32>
typealias WidePanelSums = InlineArray<4, WideSum>

/// The four rows' pre-activations, before 16 bits: each sum begins with its start word, takes the products of
/// the inputs with its row, and is shifted right by its fractional bits. A sum that 32 bits do not hold after
/// the shift is the nearest that they do.
///
/// - Parameters:
///   - row: the first of the panel, a multiple of 4.
///   - layer: its data lie in the image wholly, as `LayerReader` gives no layer of which that is not known.
@inline(__always)
func panelPreActivations(
  _ layer: LayerDescriptor,
  _ data: LayerData,
  image: RawSpan,
  inputs: Span<Int16>
) -> PanelSums {
  if layer.sums == .bits32 {
    var sums = PanelSums { Int32(bitPattern: image.word(at: data.starts &+ $0 &* 4)) }
    unsafe withUnsafeMutablePointer(to: &sums) { sums in
      let results = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self)
      unsafe addPanel(results, image: image, weightsAt: data.weights, inputs: inputs, form: .bits32)
    }
    return PanelSums {
      sums[$0] &>> Int32(truncatingIfNeeded: image.byte(at: data.fractions &+ $0))
    }
  }
  var sums = WidePanelSums { WideSum(Int32(bitPattern: image.word(at: data.starts &+ $0 &* 4))) }
  unsafe withUnsafeMutablePointer(to: &sums) { sums in
    let results = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self)
    unsafe addPanel(
      results,
      image: image,
      weightsAt: data.weights,
      inputs: inputs,
      form: layer.sums
    )
  }
  return PanelSums { shifted(sums[$0], by: image.byte(at: data.fractions &+ $0)) }
}

/// Not inlined, as it is long.
@inline(never)
private func shifted(_ sum: WideSum, by bits: UInt8) -> Int32 {
  sum.shifted(by: UInt32(bits))
}

/// Where the data of a panel or a row begin in the image, in bytes.
struct LayerData {
  var weights: Int
  var starts: Int
  var fractions: Int

  /// Those of a row.
  @inline(__always)
  init(of layer: LayerDescriptor, row: Int) {
    weights = layer.weightsOffset &+ layer.panels.offset(row: row, column: 0)
    starts = layer.startsOffset &+ row &* 4
    fractions = layer.fractionsOffset &+ row
  }

  /// Goes on to the next panel.
  @inline(__always)
  mutating func advance(by panelSize: Int) {
    weights = weights &+ panelSize
    starts = starts &+ 4 &* WeightPanels.rowsPerPanel
    fractions = fractions &+ WeightPanels.rowsPerPanel
  }
}

/// Adds to the sums the products of the inputs with the weights of a panel.
@inline(__always)
@unsafe
private func addPanel(
  _ sums: UnsafeMutablePointer<Int32>,
  image: RawSpan,
  weightsAt offset: Int,
  inputs: Span<Int16>,
  form: SumForm
) {
  unsafe image.withUnsafeBytes { image in
    unsafe inputs.withUnsafeBufferPointer { inputs in
      guard let base = image.baseAddress, let values = inputs.baseAddress else { return }
      let weights = unsafe (base + offset).assumingMemoryBound(to: Int16.self)
      let columns = UInt32(truncatingIfNeeded: inputs.count)
      if halfword_has_panel_kernels() {
        switch form {
        case .bits32: unsafe halfword_add_panel_32(sums, weights, values, columns)
        case .blocks16: unsafe halfword_add_panel_blocks(sums, weights, values, columns, 16)
        case .blocks32: unsafe halfword_add_panel_blocks(sums, weights, values, columns, 32)
        case .bits64: unsafe halfword_add_panel_64(sums, weights, values, columns)
        }
      } else {
        switch form {
        case .bits32: unsafe addPanel32(sums, weights, values, columns)
        case .blocks16: unsafe addPanelBlocks(sums, weights, values, columns, 16)
        case .blocks32: unsafe addPanelBlocks(sums, weights, values, columns, 32)
        case .bits64: unsafe addPanel64(sums, weights, values, columns)
        }
      }
    }
  }
}

/// The pre-activation of one row, as `panelPreActivations` gives it.
///
/// Sums in 64 bits are exact in every form; of an image whose claim of 32 bits is false, the low word is what a
/// panel gives.
@inline(__always)
func rowPreActivation(
  _ layer: LayerDescriptor,
  _ data: LayerData,
  image: RawSpan,
  inputs: Span<Int16>
) -> Int32 {
  var sum = WideSum(Int32(bitPattern: image.word(at: data.starts)))
  var pair = data.weights
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
  let bits = image.byte(at: data.fractions)
  return layer.sums == .bits32
    ? Int32(bitPattern: sum.low) &>> Int32(truncatingIfNeeded: bits)
    : shifted(sum, by: bits)
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
