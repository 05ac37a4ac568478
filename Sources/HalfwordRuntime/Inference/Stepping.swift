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
    var reader = layers()
    var source = unsafe buffers.input
    var layer = try reader.next()
    while reader.index <= index {
      let values = unsafe try hiddenValues(of: layer, in: buffers.workspace)
      unsafe source = UnsafeBufferPointer(values)
      layer = try reader.next()
    }
    let isLast = reader.index == layerCount
    let destination =
      isLast ? unsafe buffers.output : unsafe try hiddenValues(of: layer, in: buffers.workspace)
    let classIndex = unsafe try step(
      layer,
      from: source,
      to: destination,
      findsLargest: isLast,
      &progress,
      maximumRows: maximumRows
    )
    guard let classIndex else { return nil }
    progress = RunProgress()
    if isLast { return classIndex }
    progress.layer = UInt32(truncatingIfNeeded: index &+ 1)
    return nil
  }

  /// Goes on with one layer.
  ///
  /// - Returns: nil before the layer is complete; then the index of its largest output before a
  ///   softmax where that is asked for, otherwise 0.
  @unsafe
  private func step(
    _ layer: LayerDescriptor,
    from source: UnsafeBufferPointer<Int16>,
    to destination: UnsafeMutableBufferPointer<Int16>,
    findsLargest: Bool,
    _ progress: inout RunProgress,
    maximumRows: Int
  ) throws(RuntimeError) -> Int? {
    guard source.count == layer.inputCount, destination.count == layer.unitCount else {
      throw .badLayer
    }
    let hasSoftmax = layer.activation == .softmax
    let rows = UInt32(truncatingIfNeeded: layer.rowCount)
    guard progress.row < rows || (progress.row == rows && hasSoftmax) else { throw .badProgress }
    var outputs = unsafe destination.mutableSpan
    if progress.row < rows {
      let inputs = unsafe source.span
      let next = stepLayer(
        layer,
        image: bytes,
        inputs: inputs,
        outputs: &outputs,
        from: Int(progress.row),
        maximumRows: maximumRows,
        largest: &progress.largest
      )
      progress.row = UInt32(truncatingIfNeeded: next)
      if progress.row < rows || hasSoftmax { return nil }
    }
    let largest = findsLargest ? indexOfLargest(outputs.span) : 0
    if hasSoftmax, layer.activation.isIncluded { softmax(&outputs) }
    return largest
  }
}
