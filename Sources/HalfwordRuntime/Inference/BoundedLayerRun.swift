internal import CHalfword

/// The error words of the model's inputs, and of what a layer reads and gives.
struct BoundedErrors {
  let inputs: ErrorWords
  let source: ErrorWords
  let destination: ErrorWords
}

/// The work of `halfword_layer_errors` and, of a dense layer, of `halfword_dense_errors` or `halfword_narrow_errors`: the
/// layer, and an addition in its last step, but for a softmax, with its errors.
@unsafe
struct BoundedLayerRun {
  /// Is the same afterwards.
  let layer: UnsafeMutablePointer<LayerDescriptor>
  /// Gave the layer last; then, where there is one, that addition.
  let reader: UnsafeMutablePointer<ReaderState>
  let buffers: RunBuffers
  let memory: LayerMemory
  let errors: BoundedErrors
  let workspaceSize: Int
  /// What is known of the weights' rounding.
  let law: RoundingLaw
  /// Of a dense layer the sum of the error words of what it reads; then that of what it gives.
  var errorSum: UInt32
  /// Not 0 where the run has no bound.
  var lostBits: Int32 = 0
  var error: RuntimeError?
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_layer_errors(_ work: UnsafeMutableRawPointer!) {
  let run = unsafe work.assumingMemoryBound(to: BoundedLayerRun.self)
  do throws(RuntimeError) {
    guard unsafe run.pointee.layer.pointee.weightFormat == .bits16 else { throw .notLinked }
    unsafe try run.pointee.perform(PlainBoundedWeights.self)
  } catch {
    unsafe run.pointee.error = error
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_all_layer_errors(_ work: UnsafeMutableRawPointer!) {
  let run = unsafe work.assumingMemoryBound(to: BoundedLayerRun.self)
  do throws(RuntimeError) {
    unsafe try run.pointee.perform(AnyBoundedWeights.self)
  } catch {
    unsafe run.pointee.error = error
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_narrow_errors(_ work: UnsafeMutableRawPointer!) {
  let run = unsafe work.assumingMemoryBound(to: BoundedLayerRun.self)
  unsafe run.pointee.performNarrow()
}

extension BoundedLayerRun {
  @inline(__always)
  @unsafe
  fileprivate mutating func perform<Weights: BoundedWeights>(
    _ weights: Weights.Type
  ) throws(RuntimeError) {
    let layer = unsafe layer.pointee
    let secondSource = unsafe try LayerMemory.place(layer.secondOffset, buffers)
    let secondErrors =
      unsafe layer.secondOffset == nil
      ? errors.inputs
      : ErrorWords(besides: secondSource, workspaceSize: workspaceSize)
    let task = unsafe try LayerTask(layer, reader, memory, secondSource)
    var positions = unsafe BoundedPositions<Weights>(
      task,
      sourceErrors: errors.source,
      secondErrors: secondErrors,
      errors: errors.destination,
      law: law
    )
    var ends: Int32 = 0
    if layer.sourceOffset == nil {
      ends |= unsafe magnitudes(of: task.source, count: layer.inputCount).ends
    }
    if layer.kind == .addition, layer.secondOffset == nil {
      ends |= unsafe magnitudes(of: task.secondSource, count: layer.inputCount).ends
    }
    positions.run()
    unsafe lostBits = positions.lostBits | ends
  }

  /// The same of a dense layer with narrow weights.
  @inline(__always)
  @unsafe
  fileprivate mutating func performNarrow() {
    let dense = unsafe NarrowDense(layer, reader, memory)
    var range = RowRange(first: 0, end: .max)
    var counts = LastStepObservers<SaturationCounter>()
    let activation = unsafe layer.pointee.activation
    unsafe layer.pointee.leaveOutActivation()
    dense.run(&range, &counts)
    unsafe layer.pointee.activation = activation
    unsafe lostBits = dense.bound(errors, law: law, errorSum: &errorSum)
    dense.finish()
  }
}
