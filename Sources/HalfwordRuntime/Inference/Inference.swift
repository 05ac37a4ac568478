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
    var reader = ReaderState(self)
    var classIndex = 0
    var layer = LayerDescriptor()
    while !reader.isAtEnd {
      try reader.next(&layer)
      let (index, isLast) = (reader.index &- 1, reader.isAtEnd)
      let memory = unsafe try LayerMemory(of: layer, isLast: isLast, buffers)
      if layer.isPlainDense {
        unsafe runDense(&layer, reader.image, memory, &observer)
        if layer.activation == .cappedRelu { observer.layer = Observer.Layer() }
        observer.layerFinished(at: index)
      } else {
        var range = RowRange(first: 0, end: .max)
        let counts = unsafe try runOther(&layer, &reader, buffers, &range, counts: Observer.counts)
        observer.add(counts.layer.count, toLayerAt: index)
        if layer.addsInLastStep { observer.add(counts.addition.count, toLayerAt: index &+ 1) }
      }
      if isLast, findsClass { classIndex = unsafe indexOfLargest(memory.values.span) }
      if layer.activation == .softmax { unsafe kernels.softmax(memory.values) }
    }
    return classIndex
  }

  @inline(__always)
  @unsafe
  private func runDense<Observer: LayerObserver>(
    _ layer: inout LayerDescriptor,
    _ image: UnsafeRawPointer,
    _ memory: LayerMemory,
    _ observer: inout Observer
  ) {
    if Observer.counts {
      unsafe runLayer(
        layer,
        image: image,
        inputs: memory.source,
        outputs: memory.destination,
        observer: &observer.layer
      )
    } else {
      unsafe kernels.runDense(&layer, image, memory)
    }
    guard kernels[layer.activation].isLinked else { return }
    unsafe activate(memory.destination, from: 0, to: layer.unitCount, of: layer, image, kernels)
  }

  /// A part of a layer that is not dense with weights of 16 bits, and of an addition in its last step.
  ///
  /// - Parameter layer: stays what it is; `inout` spares a copy.
  /// - Returns: what it counted.
  /// - Throws: as `KernelTable.run`.
  @inline(never)
  @unsafe
  func runOther(
    _ layer: inout LayerDescriptor,
    _ reader: inout ReaderState,
    _ buffers: RunBuffers,
    _ range: inout RowRange,
    counts: Bool
  ) throws(RuntimeError) -> LastStepObservers<SaturationCounter> {
    let kernels = kernels
    return unsafe try withUnsafePointer(to: &layer) { (layer) throws(RuntimeError) in
      unsafe try withUnsafePointer(to: buffers) { (buffers) throws(RuntimeError) in
        unsafe try withUnsafeMutablePointer(to: &reader) { (reader) throws(RuntimeError) in
          unsafe try kernels.run(&range, of: layer, reader, buffers, counts: counts)
        }
      }
    }
  }

  /// Checks that the buffers are as large as the model needs.
  @inline(__always)
  func check(_ buffers: RunBuffers) throws(RuntimeError) {
    guard unsafe buffers.input.count == inputCount, unsafe buffers.output.count == outputCount
    else { throw .wrongCount }
    guard unsafe buffers.workspace.count >= workspaceSize else { throw .workspaceTooSmall }
  }
}

/// Where a layer reads and writes.
@unsafe
struct LayerMemory {
  let source: UnsafePointer<Int16>
  let destination: UnsafeMutablePointer<Int16>
  /// What it gives.
  let values: UnsafeMutableBufferPointer<Int16>

  /// - Parameter layer: from `LayerReader`, so that its places lie in a workspace as large as the model needs.
  /// - Throws: `RuntimeError.badLayer` where the image has changed since it was opened.
  @inline(__always)
  init(of layer: LayerDescriptor, isLast: Bool, _ buffers: RunBuffers) throws(RuntimeError) {
    unsafe source = try Self.place(layer.sourceOffset, buffers)
    if isLast {
      guard let output = unsafe buffers.output.baseAddress,
        unsafe buffers.output.count == layer.outputCount
      else { throw .badLayer }
      unsafe destination = output
    } else {
      guard let workspace = unsafe buffers.workspace.baseAddress else { throw .badLayer }
      unsafe destination = (workspace + layer.outputOffset).assumingMemoryBound(to: Int16.self)
    }
    unsafe values = UnsafeMutableBufferPointer(start: destination, count: layer.outputCount)
  }

  /// Where a tensor lies; the input for none.
  @inline(__always)
  static func place(
    _ offset: Int?,
    _ buffers: RunBuffers
  ) throws(RuntimeError) -> UnsafePointer<Int16> {
    guard let offset else {
      guard let input = unsafe buffers.input.baseAddress else { throw .badLayer }
      return unsafe input
    }
    guard let workspace = unsafe buffers.workspace.baseAddress else { throw .badLayer }
    return unsafe UnsafePointer((workspace + offset).assumingMemoryBound(to: Int16.self))
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
