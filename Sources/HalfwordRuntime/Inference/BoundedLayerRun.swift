internal import CHalfword

/// The error words of the model's inputs, and of what a layer reads and gives.
struct BoundedErrors {
  let inputs: ErrorWords
  let source: ErrorWords
  let destination: ErrorWords
}

/// The work of `halfword_layer_errors`: a layer that is not dense, or has narrow weights, and an addition in its last step, but for a softmax,
/// with its errors.
@unsafe
struct BoundedLayerRun {
  let layer: LayerDescriptor
  /// Gave the layer last; then, where there is one, that addition.
  let reader: UnsafeMutablePointer<ReaderState>
  let buffers: RunBuffers
  let isLast: Bool
  let errors: BoundedErrors
  let workspaceSize: Int
  /// What is known of the weights' rounding.
  let law: RoundingLaw
  /// Not 0 where the run has no bound.
  var lostBits: Int32 = 0
  var error: RuntimeError?
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_layer_errors(_ work: UnsafeMutableRawPointer!) {
  let run = unsafe work.assumingMemoryBound(to: BoundedLayerRun.self)
  do throws(RuntimeError) {
    guard unsafe run.pointee.layer.weightFormat == .bits16 else { throw .notLinked }
    unsafe try run.pointee.perform(PlainBoundedWeights.self)
  } catch {
    unsafe run.pointee.error = error
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_all_layer_errors(_ work: UnsafeMutableRawPointer!) {
  let run = unsafe work.assumingMemoryBound(to: BoundedLayerRun.self)
  guard unsafe !run.pointee.layer.isNarrowDense else {
    unsafe halfword_narrow_errors(work)
    return
  }
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
  do throws(RuntimeError) {
    unsafe try run.pointee.performNarrow()
  } catch {
    unsafe run.pointee.error = error
  }
}

extension BoundedLayerRun {
  @inline(__always)
  @unsafe
  fileprivate mutating func perform<Weights: BoundedWeights>(
    _ weights: Weights.Type
  ) throws(RuntimeError) {
    let memory = unsafe try LayerMemory(of: layer, isLast: isLast, buffers)
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
    if unsafe layer.sourceOffset == nil {
      ends |= unsafe magnitudes(of: task.source, count: layer.inputCount).ends
    }
    if unsafe layer.kind == .addition, unsafe layer.secondOffset == nil {
      ends |= unsafe magnitudes(of: task.secondSource, count: layer.inputCount).ends
    }
    positions.run()
    unsafe lostBits = positions.lostBits | ends
  }

  /// The same of a dense layer with narrow weights.
  @inline(__always)
  @unsafe
  fileprivate mutating func performNarrow() throws(RuntimeError) {
    guard unsafe layer.isNarrowDense else { throw .notLinked }
    let memory = unsafe try LayerMemory(of: layer, isLast: isLast, buffers)
    var range = RowRange(first: 0, end: .max)
    var counts = LastStepObservers<SaturationCounter>()
    unsafe NarrowDense(layer.withoutActivation, reader, memory).run(&range, &counts)
    let dense = unsafe NarrowDense(layer, reader, memory)
    unsafe lostBits = dense.bound(errors, law: law)
    dense.finish()
  }
}
