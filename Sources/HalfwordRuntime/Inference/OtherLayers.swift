extension ModelImage {
  /// Runs a layer that is not dense, and with it the addition that its last step does.
  ///
  /// - Parameter reader: gave the layer last; then that addition.
  /// - Throws: `RuntimeError.badLayer` where the image has changed since it was opened.
  @inline(never)
  @unsafe
  func runOther<Observer: LayerObserver>(
    _ layer: LayerDescriptor,
    _ reader: inout LayerReader,
    _ image: UnsafeRawPointer,
    _ memory: LayerMemory,
    _ observer: inout Observer
  ) throws(RuntimeError) {
    let task = unsafe try task(layer, &reader, image, memory)
    var range = RowRange(first: 0, end: task.rowCount)
    var observers = LastStepObservers<Observer.Layer>()
    runPart(task, &range, &observers)
    observer.layer = observers.layer
    guard let addition = task.addition else { return }
    observer.layerFinished(at: reader.index &- 2)
    observer.layer =
      addition.activation == .cappedRelu ? Observer.Layer() : observers.addition
  }

  /// A layer at work; where its last step is an addition, that comes from `reader`.
  @inline(__always)
  @unsafe
  func task(
    _ layer: LayerDescriptor,
    _ reader: inout LayerReader,
    _ image: UnsafeRawPointer,
    _ memory: LayerMemory
  ) throws(RuntimeError) -> LayerTask {
    let geometry = reader.geometry
    let tensor = reader.index
    var addition: LayerDescriptor?
    if layer.addsInLastStep {
      let next = try reader.next()
      guard next.kind == .addition, next.outputCount == layer.outputCount,
        next.unitCount == layer.unitCount
      else { throw .badLayer }
      addition = next
    }
    return unsafe LayerTask(
      layer: layer,
      geometry: geometry,
      addition: addition,
      image: image,
      source: memory.source,
      secondSource: memory.secondSource,
      destination: memory.destination,
      tensor: tensor
    )
  }
}

/// Runs a part of a layer that is not dense.
@inline(__always)
func runPart<Observer: SaturationObserver>(
  _ task: LayerTask,
  _ range: inout RowRange,
  _ observers: inout LastStepObservers<Observer>
) {
  switch task.layer.kind {
  case .dense: return
  case .convolution: runConvolution(task, &range, &observers)
  case .depthwise: runDepthwise(task, &range, &observers)
  case .maxPooling, .averagePooling, .averagePoolingWithPadding: runPooling(task, range)
  case .addition: runAddition(task, range, &observers.layer)
  }
}
