/// How far a run in steps has come. A new one stands at the beginning.
public struct RunProgress: Equatable, Sendable {
  /// The layer at work, from 0.
  public internal(set) var layer: UInt32 = 0
  /// The row of that layer that comes next; the number of rows where only its softmax is left.
  public internal(set) var row: UInt32 = 0
  /// The bits of the sum of the largest piece so far of the unit at work.
  var largest: UInt32 = 0

  /// The beginning.
  public init() {}
}

extension ModelImage {
  /// Goes on with a run by at most `maximumRows` rows, all of one layer.
  ///
  /// A softmax takes a step of its own, after the rows of its layer.
  ///
  /// - Parameters:
  ///   - buffers: the same input, output and workspace in each step, unchanged between them.
  ///   - progress: how far the run has come; after the last step the beginning again.
  /// - Returns: after the last step the class, as `run` gives it; before, nil.
  /// - Throws: `RuntimeError.wrongCount`, also for fewer than 1 row, `.workspaceTooSmall` or
  ///   `.badProgress`, and `.badLayer` where the image has changed since it was opened.
  @unsafe
  func step(
    _ buffers: RunBuffers,
    _ progress: inout RunProgress,
    maximumRows: Int
  ) throws(RuntimeError) -> Int? {
    unsafe try check(buffers)
    guard maximumRows > 0 else { throw .wrongCount }
    guard progress.layer < UInt32(truncatingIfNeeded: layerCount) else { throw .badProgress }
    let index = Int(progress.layer)
    var reader = ReaderState(self)
    var layer = LayerDescriptor()
    try reader.next(&layer)
    var isAdded = false
    while reader.index <= index {
      isAdded = layer.addsInLastStep
      try reader.next(&layer)
    }
    // No step begins at what the layer before it does.
    guard !isAdded else { throw .badProgress }
    let isLast = reader.isAtEnd
    let memory = unsafe try LayerMemory(of: layer, isLast: isLast, buffers)
    let isComplete = unsafe try step(
      &layer,
      &reader,
      memory,
      buffers,
      &progress,
      maximumRows: maximumRows
    )
    guard isComplete else { return nil }
    var classIndex: Int?
    if isLast { classIndex = unsafe indexOfLargest(memory.values.span) }
    if layer.activation == .softmax { unsafe kernels.softmax(memory.values) }
    progress = RunProgress()
    if !isLast { progress.layer = UInt32(truncatingIfNeeded: reader.index) }
    return classIndex
  }

  /// Goes on with one layer, and with the addition in its last step.
  ///
  /// - Returns: whether it is complete, but for a softmax.
  @unsafe
  private func step(
    _ layer: inout LayerDescriptor,
    _ reader: inout ReaderState,
    _ memory: LayerMemory,
    _ buffers: RunBuffers,
    _ progress: inout RunProgress,
    maximumRows: Int
  ) throws(RuntimeError) -> Bool {
    let hasSoftmax = layer.activation == .softmax
    let rows = UInt32(truncatingIfNeeded: layer.rowsOfPositions)
    guard try !isAtSoftmax(progress, after: rows, hasSoftmax) else { return true }
    let first = Int(truncatingIfNeeded: progress.row)
    var range = RowRange(first: first, end: first, largest: progress.largest)
    if layer.isPlainDense {
      range.end = unsafe stepLayer(
        layer,
        image: reader.image,
        kernels: kernels,
        inputs: memory.source,
        outputs: memory.destination,
        from: first,
        maximumRows: maximumRows,
        largest: &range.largest
      )
    } else {
      range.end = first &+ min(maximumRows, Int(truncatingIfNeeded: rows) &- first)
      _ = unsafe try runOther(&layer, &reader, buffers, &range, counts: false)
    }
    progress.row = UInt32(truncatingIfNeeded: range.end)
    progress.largest = range.largest
    return progress.row == rows && !hasSoftmax
  }

  /// Whether only a softmax is left of a layer of so many rows.
  ///
  /// - Throws: `RuntimeError.badProgress` where no step left that.
  @inline(__always)
  private func isAtSoftmax(
    _ progress: RunProgress,
    after rows: UInt32,
    _ hasSoftmax: Bool
  ) throws(RuntimeError) -> Bool {
    guard progress.row < rows || (progress.row == rows && hasSoftmax) else { throw .badProgress }
    return progress.row == rows
  }
}
