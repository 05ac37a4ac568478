internal import CHalfword

/// A layer at work that is not dense, and the memory that it reads and writes. What it gives may lie over what it
/// reads, so there are no spans of it.
@safe
struct LayerTask {
  let layer: LayerDescriptor
  /// Of no meaning for an addition.
  let geometry: LayerGeometry
  /// The addition in its last step.
  let addition: LayerDescriptor?
  /// Where the layer's image begins.
  let image: UnsafeRawPointer
  let source: UnsafePointer<Int16>
  /// The second source of an addition; otherwise the same.
  let secondSource: UnsafePointer<Int16>
  let destination: UnsafeMutablePointer<Int16>

  /// The tensor that the layer gives.
  let tensor: Int

  /// The layer's data.
  var data: UnsafeRawPointer {
    @inline(__always) @unsafe get { unsafe image + layer.weightsOffset }
  }

  /// The rows of all positions; of pooling and addition a position is one.
  var rowCount: Int {
    layer.kind.hasWeights
      ? layer.outputCount &* layer.pieces : layer.outputCount / max(1, layer.unitCount)
  }
}

/// A part of a layer: its rows from `first` up to `end`, counted from position to position.
struct RowRange {
  var first: Int
  var end: Int
  /// The largest pre-activation that the rows of a maxout unit gave before `first`; then that of the rows so far.
  var largest: UInt32 = 0
}

/// The sums of a convolution's rows at one position.
protocol PatchSums {
  /// Goes to the position whose window has these places inside.
  mutating func move(to vertical: WindowAxis.Inside, _ horizontal: WindowAxis.Inside)

  /// Gives the sums of the four rows from `row` on, the first of a panel, with their start words.
  func sumPanel(at row: Int, _ words: RowWords, _ sums: inout PanelSums)

  /// What a kernel for a whole patch needs to know of where its weights and inputs lie, and how many of the layer's rows
  /// it can take, 0 for none.
  func fill(_ patch: inout halfword_patch) -> Int

  /// Calls that kernel.
  @unsafe
  static func callKernel(_ patch: UnsafeMutablePointer<halfword_patch>)
}

/// Runs a part of a convolution: position by position, and in each row by row, so that what comes later may lie over
/// what was read.
///
/// No branch and no number of turns depends on the values.
@inline(__always)
func runPositions<Patch: PatchSums, Observer: SaturationObserver>(
  _ task: LayerTask,
  _ patch: inout Patch,
  _ range: inout RowRange,
  _ observers: inout LastStepObservers<Observer>
) {
  let layer = task.layer
  let (rowCount, width) = (layer.rowCount, task.geometry.horizontal.output)
  let position = range.first / max(1, rowCount)
  var row = range.first &- position &* rowCount
  var left = range.end &- range.first
  var y = position / max(1, width)
  var x = position &- y &* width
  var unit = UnitReduction(
    layer: layer,
    unit: row / layer.pieces,
    piece: row % layer.pieces,
    largest: Int32(bitPattern: range.largest)
  )
  var outputs = unsafe task.destination + position &* layer.unitCount
  var addition: Addition?
  if let layer = task.addition {
    addition = unsafe Addition(layer, image: task.image, new: task.tensor)
  }
  while left > 0 {
    let vertical = task.geometry.vertical.inside(y)
    while left > 0, x < width {
      patch.move(to: vertical, task.geometry.horizontal.inside(x))
      let end = min(rowCount, row &+ left)
      left = left &- (end &- row)
      let firstUnit = unit.unit
      unsafe sumPosition(task, patch, &unit, from: row, to: end, outputs, addition, &observers)
      unsafe activate(outputs, from: firstUnit, to: unit.unit, of: layer, task.image)
      if let addition = task.addition {
        unsafe activate(outputs, from: firstUnit, to: unit.unit, of: addition, task.image)
      }
      guard end == rowCount else { break }
      unit.restart()
      row = 0
      unsafe outputs += layer.unitCount
      x = x &+ 1
    }
    x = 0
    y = y &+ 1
  }
  range.largest = UInt32(bitPattern: unit.largest)
}

/// The rows from `first` up to `end` at one position.
@inline(__always)
@unsafe
private func sumPosition<Patch: PatchSums, Observer: SaturationObserver>(
  _ task: LayerTask,
  _ patch: Patch,
  _ unit: inout UnitReduction,
  from first: Int,
  to end: Int,
  _ outputs: UnsafeMutablePointer<Int16>,
  _ addition: Addition?,
  _ observers: inout LastStepObservers<Observer>
) {
  var first = first
  if halfword_has_patch_kernels(), Observer.isDeaf, first == 0, end == task.layer.rowCount,
    task.layer.pieces == 1, task.layer.sums == .bits32
  {
    first = unsafe convolve(task, patch, outputs, addition)
    unit.skip(to: first)
    guard first < end else { return }
  }
  var sums = PanelSums(repeating: WideSum(0))
  var panel = first & ~(WeightPanels.rowsPerPanel &- 1)
  var words = unsafe RowWords(task.layer, row: panel, image: task.image)
  while panel < end {
    patch.sumPanel(at: panel, words, &sums)
    unsafe unit.take(
      sums.span,
      from: max(first &- panel, 0),
      to: min(end &- panel, WeightPanels.rowsPerPanel),
      of: words,
      outputs,
      adding: addition,
      &observers
    )
    panel = panel &+ WeightPanels.rowsPerPanel
    words.advance(by: WeightPanels.rowsPerPanel)
  }
}

/// The values of rows that a kernel for a whole patch takes.
///
/// - Returns: how many these were.
@inline(__always)
@unsafe
private func convolve<Patch: PatchSums>(
  _ task: LayerTask,
  _ patch: Patch,
  _ outputs: UnsafeMutablePointer<Int16>,
  _ addition: Addition?
) -> Int {
  var part = unsafe halfword_patch()
  let count = unsafe patch.fill(&part)
  guard count > 0 else { return 0 }
  let words = unsafe RowWords(task.layer, row: 0, image: task.image)
  unsafe part.starts = words.starts
  unsafe part.fractions = words.fractions
  unsafe part.negative_mask = task.layer.activation.rectifies ? .max : 0
  unsafe part.rows = UInt32(truncatingIfNeeded: count)
  unsafe part.outputs = outputs
  guard let addition else {
    unsafe withUnsafeMutablePointer(to: &part) { unsafe Patch.callKernel($0) }
    return count
  }
  // What is added lies where the values go, so these go elsewhere first.
  var values = InlineArray<16, Int32>(repeating: 0)
  unsafe withUnsafeMutablePointer(to: &values) { values in
    let values = unsafe UnsafeMutableRawPointer(values).assumingMemoryBound(to: Int16.self)
    unsafe withUnsafeMutablePointer(to: &part) { part in
      unsafe addInParts(part, count, values, outputs, addition) { unsafe Patch.callKernel($0) }
    }
  }
  return count
}

/// Calls a kernel for a few rows after the other, and adds what lies in their places.
@inline(__always)
@unsafe
private func addInParts(
  _ part: UnsafeMutablePointer<halfword_patch>,
  _ count: Int,
  _ values: UnsafeMutablePointer<Int16>,
  _ outputs: UnsafeMutablePointer<Int16>,
  _ addition: Addition,
  _ callKernel: (UnsafeMutablePointer<halfword_patch>) -> Void
) {
  var observer = IgnoredSaturation()
  var first = 0
  while first < count {
    let rows = min(count &- first, 32)
    unsafe part.pointee.rows = UInt32(truncatingIfNeeded: rows)
    unsafe part.pointee.outputs = values
    unsafe callKernel(part)
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
