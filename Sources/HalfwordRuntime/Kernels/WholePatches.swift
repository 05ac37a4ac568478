internal import CHalfword

/// A kernel of `halfword_kernels.h` for whole patches.
typealias PatchKernel = @convention(c) (UnsafeMutablePointer<halfword_patch>?) -> Void

/// Runs a convolution, depthwise or not, by a kernel that takes all rows of a position in one call, where one does.
///
/// - Parameters:
///   - work: it is read where it is, as a copy would take as long as some positions.
///   - kernel: gives the one for a form of sums.
/// - Returns: whether it was run.
@inline(__always)
@unsafe
func runWholePatches(
  _ work: UnsafeMutablePointer<KernelWork>,
  _ kernel: (SumForm) -> PatchKernel
) -> Bool {
  guard halfword_has_patch_kernels(), let patches = unsafe WholePatches(work) else { return false }
  unsafe patches.run(work, kernel(work.pointee.task.layer.sums))
  return true
}

/// A convolution that such a kernel takes.
private struct WholePatches {
  private let isDepthwise: Bool
  /// The least n for which 32 bits hold ⌊sum / 2ⁿ⌋.
  private let narrowing: UInt32
  /// From what one of the kernel's rows reads to the next's, and the same of weights.
  private let down: Int
  private let rowWeights: Int
  /// From one place's weights of a depthwise convolution to the next's.
  private let placeWeights: Int

  /// Whether a kernel gives what is asked for: all of a layer, with a row a unit, whose fractional bits are more than
  /// what it takes from sums before.
  ///
  /// - Returns: nil where none does.
  @inline(never)
  @unsafe
  init?(_ work: UnsafeMutablePointer<KernelWork>) {
    let (layer, geometry) = unsafe (work.pointee.task.layer, work.pointee.task.geometry)
    let range = unsafe work.pointee.range
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let rowCount = layer.rowCount
    guard unsafe !work.pointee.counts, layer.pieces == 1,
      range.end &- range.first == layer.rowsOfPositions
    else { return nil }
    isDepthwise = layer.kind == .depthwise
    var columns = vertical.kernel &* horizontal.kernel
    if isDepthwise {
      // Four rows at a time, and those that would complete a last panel may read what is not there.
      guard rowCount == geometry.inputChannels, rowCount & (WeightPanels.rowsPerPanel &- 1) == 0,
        horizontal.dilation == 1 || halfword_patches_have_place_steps()
      else { return nil }
      placeWeights =
        geometry.depthwiseWeights(rows: rowCount, .bits16).placeSize / WeightPanels.bytesPerValue
      rowWeights = placeWeights &* horizontal.kernel
    } else {
      let panels = geometry.panels(rows: rowCount, .bits16)
      guard panels.runs == vertical.kernel else { return nil }
      columns = panels.columns
      placeWeights = 0
      rowWeights = panels.pairsPerRun &* WeightPanels.weightsPerPair
    }
    down = vertical.dilation &* horizontal.input &* geometry.inputChannels
    // Each product is at most 2³⁰, and the start word at most 2³¹.
    var bits: UInt32 = 0
    if layer.sums != .bits32 {
      while columns &+ 2 > 2 &<< Int(truncatingIfNeeded: bits) { bits = bits &+ 1 }
    }
    narrowing = bits
    let words = unsafe RowWords(layer, row: 0, image: work.pointee.task.image)
    for row in 0..<rowCount {
      guard unsafe words.fractions[row] > bits else { return nil }
    }
  }

  /// Runs it, with the kernel of its sums.
  @inline(never)
  @unsafe
  func run(_ work: UnsafeMutablePointer<KernelWork>, _ kernel: PatchKernel) {
    let geometry = unsafe work.pointee.task.geometry
    let rowCount = unsafe work.pointee.task.layer.rowCount
    let right = geometry.horizontal.stride &* geometry.inputChannels
    let width = geometry.horizontal.output
    let isPlain = unsafe isPlain(work)
    let words = unsafe RowWords(
      work.pointee.task.layer,
      row: 0,
      image: work.pointee.task.image
    )
    var outputs = unsafe work.pointee.task.destination
    var part = unsafe halfword_patch()
    unsafe withUnsafeMutablePointer(to: &part) { part in
      unsafe fill(part, work)
      for y in 0..<geometry.vertical.output {
        let vertical = geometry.vertical.inside(y)
        var before = WindowAxis.Inside(first: 0, count: -1, place: 0)
        // Both are set where the first window is moved to.
        var weights = unsafe UnsafePointer(outputs)
        var inputs = unsafe weights
        var x = 0
        while x < width {
          let horizontal = geometry.horizontal.inside(x)
          if horizontal.first == before.first, horizontal.count == before.count {
            // The same part of the kernel, a stride further.
            unsafe inputs += right
          } else {
            unsafe (weights, inputs) = unsafe move(part, work, vertical, horizontal)
            before = horizontal
          }
          unsafe part.pointee.weights = weights
          unsafe part.pointee.inputs = inputs
          unsafe part.pointee.starts = words.starts
          unsafe part.pointee.fractions = words.fractions
          if isPlain {
            unsafe part.pointee.rows = UInt32(truncatingIfNeeded: rowCount)
            unsafe part.pointee.outputs = outputs
            unsafe kernel(part)
          } else {
            unsafe finish(part, work, kernel, outputs)
          }
          unsafe outputs += rowCount
          x = x &+ 1
        }
      }
    }
  }

  /// Whether nothing comes after rounding and ReLU.
  @inline(__always)
  @unsafe
  private func isPlain(_ work: UnsafeMutablePointer<KernelWork>) -> Bool {
    unsafe work.pointee.task.addition == nil
      && !work.pointee.task.kernels[work.pointee.task.layer.activation].isLinked
  }

  /// What is the same at all positions.
  @inline(__always)
  @unsafe
  private func fill(
    _ part: UnsafeMutablePointer<halfword_patch>,
    _ work: UnsafeMutablePointer<KernelWork>
  ) {
    let (layer, geometry) = unsafe (work.pointee.task.layer, work.pointee.task.geometry)
    let channels = geometry.inputChannels
    let panelSize =
      isDepthwise
      ? WeightPanels.rowsPerPanel &* WeightPanels.bytesPerValue
      : geometry.panels(rows: layer.rowCount, .bits16).panelSize
    let least: Int32 = layer.activation.rectifies ? 0 : -32_768
    unsafe part.pointee.least = least
    unsafe part.pointee.range = UInt32(bitPattern: 32_767 &- least)
    unsafe part.pointee.narrowing = narrowing &* 0x0101_0101
    unsafe part.pointee.block = layer.sums == .blocks16 ? 16 : 32
    unsafe part.pointee.panel_step = UInt32(truncatingIfNeeded: panelSize)
    unsafe part.pointee.place_inputs =
      UInt32(truncatingIfNeeded: 2 &* geometry.horizontal.dilation &* channels)
    unsafe part.pointee.place_weights = UInt32(truncatingIfNeeded: 2 &* placeWeights)
  }

  /// Goes to the position whose window has these places inside.
  ///
  /// - Returns: the first weight that meets an input, and that.
  @inline(__always)
  @unsafe
  private func move(
    _ part: UnsafeMutablePointer<halfword_patch>,
    _ work: UnsafeMutablePointer<KernelWork>,
    _ vertical: WindowAxis.Inside,
    _ horizontal: WindowAxis.Inside
  ) -> (weights: UnsafePointer<Int16>, inputs: UnsafePointer<Int16>) {
    let geometry = unsafe work.pointee.task.geometry
    let channels = geometry.inputChannels
    let inputs = (vertical.place &* geometry.horizontal.input &+ horizontal.place) &* channels
    var weights = vertical.first &* rowWeights
    var columns = horizontal.count
    // What is read and met in a run.
    var (read, met) = (columns &* channels, columns &* placeWeights)
    if isDepthwise {
      weights = weights &+ horizontal.first &* placeWeights
      read = read &* geometry.horizontal.dilation
    } else {
      // A first column that is the second of its pair is read alone, a last one without a partner as a pair.
      let first = horizontal.first &* channels
      let alone = first & 1
      let pairs = (read &- alone &+ 1) &>> 1
      weights = weights &+ (first &>> 1) &* WeightPanels.weightsPerPair
      columns = read &+ alone &* Int(HALFWORD_PATCH_BEGINS_ODD)
      read = alone &+ 2 &* pairs
      met = (alone &+ pairs) &* WeightPanels.weightsPerPair
    }
    unsafe part.pointee.columns = UInt32(truncatingIfNeeded: columns)
    unsafe part.pointee.runs = UInt32(truncatingIfNeeded: horizontal.count > 0 ? vertical.count : 0)
    unsafe part.pointee.input_step = UInt32(truncatingIfNeeded: 2 &* (down &- read))
    unsafe part.pointee.weight_step = UInt32(truncatingIfNeeded: 2 &* (rowWeights &- met))
    return unsafe (
      UnsafePointer(work.pointee.task.data.assumingMemoryBound(to: Int16.self)) + weights,
      work.pointee.task.source + inputs
    )
  }

  /// Gives the values of one position where the kernel alone does not.
  @inline(never)
  @unsafe
  private func finish(
    _ part: UnsafeMutablePointer<halfword_patch>,
    _ work: UnsafeMutablePointer<KernelWork>,
    _ kernel: PatchKernel,
    _ outputs: UnsafeMutablePointer<Int16>
  ) {
    let count = unsafe work.pointee.task.layer.rowCount
    if let last = unsafe work.pointee.task.addition {
      let addition = unsafe Addition(
        last,
        image: work.pointee.task.image,
        new: work.pointee.task.tensor
      )
      unsafe addInParts(part, kernel, count, outputs, addition)
      unsafe work.pointee.task.activate(outputs, from: 0, to: count, of: work.pointee.task.layer)
      unsafe work.pointee.task.activate(outputs, from: 0, to: count, of: last)
    } else {
      unsafe part.pointee.rows = UInt32(truncatingIfNeeded: count)
      unsafe part.pointee.outputs = outputs
      unsafe kernel(part)
      unsafe work.pointee.task.activate(outputs, from: 0, to: count, of: work.pointee.task.layer)
    }
  }

  /// Calls the kernel for a few rows after the other, and adds what lies in their places: there the values would go.
  @inline(__always)
  @unsafe
  private func addInParts(
    _ part: UnsafeMutablePointer<halfword_patch>,
    _ kernel: PatchKernel,
    _ count: Int,
    _ outputs: UnsafeMutablePointer<Int16>,
    _ addition: Addition
  ) {
    var observer = IgnoredSaturation()
    var values = InlineArray<16, Int32>(repeating: 0)
    unsafe withUnsafeMutablePointer(to: &values) { values in
      let values = unsafe UnsafeMutableRawPointer(values).assumingMemoryBound(to: Int16.self)
      var first = 0
      while first < count {
        let rows = min(count &- first, 32)
        unsafe part.pointee.rows = UInt32(truncatingIfNeeded: rows)
        unsafe part.pointee.outputs = values
        unsafe kernel(part)
        for row in 0..<rows {
          let channel = first &+ row
          unsafe outputs[channel] = addition.value(
            ofNew: values[row],
            outputs[channel],
            channel,
            &observer
          )
        }
        first = first &+ rows
      }
    }
  }
}
