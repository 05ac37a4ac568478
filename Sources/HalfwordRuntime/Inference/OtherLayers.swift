internal import CHalfword

/// The work of `halfword_layer_runner` and, of a dense layer with narrow weights, of `halfword_narrow_dense`: a part of
/// the layer, and with it of the addition that its last step does.
@unsafe
struct LayerRun {
  let layer: UnsafePointer<LayerDescriptor>
  /// Gave the layer last; then, where there is one, that addition.
  let reader: UnsafeMutablePointer<ReaderState>
  let buffers: UnsafePointer<RunBuffers>
  /// The rows; what is beyond the layer's is none.
  var range: RowRange
  /// Whether saturations are counted.
  let counts: Bool
  var saturations = LastStepObservers<SaturationCounter>()
  var error: RuntimeError?
}

extension KernelTable {
  /// Runs a part of a layer that is not dense with weights of 16 bits, and of an addition in its last step.
  ///
  /// - Parameters:
  ///   - range: the rows; what is beyond the layer's is none. Then how far it came.
  ///   - reader: gave the layer last; then that addition.
  ///   - counts: whether saturations are counted; otherwise those that are given have no meaning.
  /// - Returns: what it counted.
  /// - Throws: `RuntimeError.badLayer` where the image has changed since it was opened, and `.notLinked`.
  @inline(__always)
  @unsafe
  func run(
    _ range: inout RowRange,
    of layer: UnsafePointer<LayerDescriptor>,
    _ reader: UnsafeMutablePointer<ReaderState>,
    _ buffers: UnsafePointer<RunBuffers>,
    counts: Bool
  ) throws(RuntimeError) -> LastStepObservers<SaturationCounter> {
    let runner = unsafe runner(of: layer.pointee)
    guard runner.isLinked else { throw .notLinked }
    var run = unsafe LayerRun(
      layer: layer,
      reader: reader,
      buffers: buffers,
      range: range,
      counts: counts
    )
    unsafe runner(&run)
    if let error = unsafe run.error { throw error }
    range = unsafe run.range
    return unsafe run.saturations
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_layer_runner(_ work: UnsafeMutableRawPointer!) {
  let run = unsafe work.assumingMemoryBound(to: LayerRun.self)
  do throws(RuntimeError) {
    unsafe try run.pointee.perform()
  } catch {
    unsafe run.pointee.error = error
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_narrow_dense(_ work: UnsafeMutableRawPointer!) {
  let run = unsafe work.assumingMemoryBound(to: LayerRun.self)
  do throws(RuntimeError) {
    unsafe try run.pointee.performNarrow()
  } catch {
    unsafe run.pointee.error = error
  }
}

extension LayerRun {
  /// The same of a dense layer with narrow weights.
  @inline(__always)
  @unsafe
  fileprivate mutating func performNarrow() throws(RuntimeError) {
    let isLast = unsafe reader.pointee.isAtEnd
    let memory = unsafe try LayerMemory(of: layer.pointee, isLast: isLast, buffers.pointee)
    unsafe NarrowDense(layer, reader, memory).run(&range, &saturations)
    if unsafe layer.pointee.activation == .cappedRelu { unsafe saturations.layer.count = 0 }
  }

  @inline(__always)
  @unsafe
  fileprivate mutating func perform() throws(RuntimeError) {
    let (layer, buffers) = unsafe (layer.pointee, buffers.pointee)
    let memory = unsafe try LayerMemory(of: layer, isLast: reader.pointee.isAtEnd, buffers)
    let secondSource = unsafe try LayerMemory.place(layer.secondOffset, buffers)
    var work = unsafe KernelWork(
      task: try LayerTask(layer, reader, memory, secondSource),
      range: range,
      counts: counts
    )
    let rows = layer.rowsOfPositions
    work.range.end = min(work.range.end, rows)
    let kernel = unsafe reader.pointee.kernels[layer.kind, layer.weightFormat]
    guard kernel.isLinked else { throw .notLinked }
    unsafe kernel(&work)
    unsafe range = work.range
    unsafe saturations = work.saturations
    // A value beyond a cap is none that 16 bits cut off.
    if layer.activation == .cappedRelu { unsafe saturations.layer.count = 0 }
    if work.task.addition?.activation == .cappedRelu { unsafe saturations.addition.count = 0 }
  }
}

extension LayerTask {
  /// A layer at work; where its last step is an addition, that comes from `reader`.
  ///
  /// - Throws: `RuntimeError.badLayer` where the image has changed since it was opened.
  @inline(never)
  @unsafe
  init(
    _ layer: LayerDescriptor,
    _ reader: UnsafeMutablePointer<ReaderState>,
    _ memory: LayerMemory,
    _ secondSource: UnsafePointer<Int16>
  ) throws(RuntimeError) {
    self.layer = layer
    unsafe geometry = reader.pointee.geometry
    unsafe tensor = reader.pointee.index
    unsafe image = reader.pointee.image
    unsafe kernels = reader.pointee.kernels
    unsafe source = memory.source
    unsafe self.secondSource = secondSource
    unsafe destination = memory.destination
    guard layer.addsInLastStep else {
      addition = nil
      return
    }
    let next = unsafe try reader.pointee.next()
    guard next.kind == .addition, next.outputCount == layer.outputCount,
      next.unitCount == layer.unitCount
    else { throw .badLayer }
    addition = next
  }
}
