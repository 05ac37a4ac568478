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
  let kernels: KernelTable
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

  /// What the activation of the layer, or of the addition, makes of the values of some units at one position.
  @inline(__always)
  @unsafe
  func activate(
    _ values: UnsafeMutablePointer<Int16>,
    from first: Int,
    to end: Int,
    of layer: LayerDescriptor
  ) {
    guard kernels[layer.activation].isLinked else { return }
    unsafe HalfwordRuntime.activate(values, from: first, to: end, of: layer, image, kernels)
  }
}

/// The work of the kernel of a kind of layers: a part of a layer, and what it counts of saturations.
struct KernelWork {
  let task: LayerTask
  var range: RowRange
  /// Whether someone wants the counts; otherwise they have no meaning.
  let counts: Bool
  var saturations = LastStepObservers<SaturationCounter>()
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
      unsafe task.activate(outputs, from: firstUnit, to: unit.unit, of: layer)
      if let addition = task.addition {
        unsafe task.activate(outputs, from: firstUnit, to: unit.unit, of: addition)
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
func sumPosition<Patch: PatchSums, Observer: SaturationObserver>(
  _ task: LayerTask,
  _ patch: Patch,
  _ unit: inout UnitReduction,
  from first: Int,
  to end: Int,
  _ outputs: UnsafeMutablePointer<Int16>,
  _ addition: Addition?,
  _ observers: inout LastStepObservers<Observer>
) {
  var sums = PanelSums.zero
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
