/// The memory of one run. The three parts do not overlap, and the caller keeps them for the time of
/// the run.
@unsafe
struct RunBuffers {
  /// The model's inputs in Q8.8.
  let input: UnsafeBufferPointer<Int16>
  /// Room for the model's outputs.
  let output: UnsafeMutableBufferPointer<Int16>
  /// The workspace, aligned to a word.
  let workspace: UnsafeMutableRawBufferPointer
}

extension ModelImage {
  /// Runs the layers one after the other.
  ///
  /// - Parameters:
  ///   - buffers: input, output and workspace.
  ///   - observer: is told of the saturations of each layer.
  ///   - findsClass: whether the class is wanted; 0 is given where it is not.
  /// - Returns: the class: the index of the largest output of the last layer, the lowest on ties,
  ///   before a softmax.
  /// - Throws: `RuntimeError.wrongCount` or `.workspaceTooSmall`, before anything is written, and
  ///   `.badLayer` where the image has changed since it was opened.
  @inline(__always)
  func run<Observer: LayerObserver>(
    _ buffers: RunBuffers,
    observer: inout Observer,
    findsClass: Bool
  ) throws(RuntimeError) -> Int {
    unsafe try check(buffers)
    var reader = layers()
    var source = unsafe buffers.input
    var classIndex = 0
    while reader.index < layerCount {
      let layer = try reader.next()
      let isLast = reader.index == layerCount
      let destination =
        isLast
        ? unsafe buffers.output : unsafe try hiddenValues(of: layer, in: buffers.workspace)
      classIndex = unsafe try run(
        layer,
        from: source,
        to: destination,
        findsLargest: findsClass && isLast,
        observer: &observer.layer
      )
      observer.layerFinished(at: reader.index &- 1)
      unsafe source = UnsafeBufferPointer(destination)
    }
    return classIndex
  }

  /// Checks that the buffers are as large as the model needs.
  @inline(__always)
  func check(_ buffers: RunBuffers) throws(RuntimeError) {
    guard unsafe buffers.input.count == inputCount, unsafe buffers.output.count == outputCount
    else { throw .wrongCount }
    guard unsafe buffers.workspace.count >= workspaceSize else { throw .workspaceTooSmall }
  }

  /// Runs one layer.
  ///
  /// - Returns: the index of its largest output before a softmax, where that is asked for.
  @inline(__always)
  @unsafe
  private func run<Observer: SaturationObserver>(
    _ layer: LayerDescriptor,
    from source: UnsafeBufferPointer<Int16>,
    to destination: UnsafeMutableBufferPointer<Int16>,
    findsLargest: Bool,
    observer: inout Observer
  ) throws(RuntimeError) -> Int {
    guard source.count == layer.inputCount, destination.count == layer.unitCount else {
      throw .badLayer
    }
    let inputs = unsafe source.span
    var outputs = unsafe destination.mutableSpan
    runLayer(layer, image: bytes, inputs: inputs, outputs: &outputs, observer: &observer)
    let largest = findsLargest ? indexOfLargest(outputs.span) : 0
    if layer.activation == .softmax, layer.activation.isIncluded { softmax(&outputs) }
    return largest
  }

  /// The part of the workspace for the values of a hidden layer, which came from `LayerReader`.
  @inline(__always)
  @unsafe
  func hiddenValues(
    of layer: LayerDescriptor,
    in workspace: UnsafeMutableRawBufferPointer
  ) throws(RuntimeError) -> UnsafeMutableBufferPointer<Int16> {
    guard let base = workspace.baseAddress else { throw .badLayer }
    return unsafe UnsafeMutableBufferPointer(
      start: (base + layer.outputOffset).assumingMemoryBound(to: Int16.self),
      count: layer.unitCount
    )
  }
}

/// The index of the largest value, the lowest on ties; 0 where there is none. No branch depends on the
/// values.
@inline(__always)
func indexOfLargest(_ values: Span<Int16>) -> Int {
  var largest = Int32(Int16.min)
  var largestIndex = 0
  for index in values.indices {
    let value = Int32(unsafe values[unchecked: index])
    // All ones where the value is larger.
    let isLarger = (largest &- value).signMask
    largest = largest ^ ((largest ^ value) & isLarger)
    largestIndex = largestIndex ^ ((largestIndex ^ index) & Int(isLarger))
  }
  return largestIndex
}
