internal import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_dense_errors(_ work: UnsafeMutableRawPointer!) {
  unsafe work.assumingMemoryBound(to: BoundedLayerRun.self).pointee.performDense()
}

extension BoundedLayerRun {
  /// A dense layer with weights of 16 bits, and its errors.
  @inline(__always)
  @unsafe
  fileprivate mutating func performDense() {
    let (image, kernels) = unsafe (reader.pointee.image, reader.pointee.kernels)
    let activation = unsafe layer.pointee.activation
    unsafe layer.pointee.leaveOutActivation()
    unsafe kernels.runDense(&layer.pointee, image, memory)
    unsafe layer.pointee.activation = activation
    unsafe lostBits = boundDense(image, kernels)
    let units = unsafe layer.pointee.unitCount
    unsafe activate(memory.destination, from: 0, to: units, of: layer.pointee, image, kernels)
  }

  /// The error words of what the layer gives, of its pre-activation words; of these, ReLU takes away what is
  /// negative here.
  ///
  /// - Returns: 0, or other bits where the run has no bound.
  @inline(__always)
  @unsafe
  private mutating func boundDense(_ image: UnsafeRawPointer, _ kernels: KernelTable) -> Int32 {
    let layer = unsafe layer.pointee
    var rows = unsafe LayerRows(layer, row: 0, image: image, inputs: memory.source)
    let (magnitudes, ends) = unsafe magnitudes(of: memory.source, count: layer.inputCount)
    let common = unsafe ErrorBound.common(magnitudes: magnitudes, errors: errorSum)
    var units = unsafe BoundedUnits(
      layer,
      image,
      kernels,
      biasesAreRounded: law == .plainBiases
    )
    var sums = PanelSums.zero
    var rowsLeft = layer.rowCount
    while rowsLeft > 0 {
      unsafe rows.sumErrors(errorSum == 0 ? nil : errors.source, &sums)
      unsafe units.take(
        sums.span,
        and: common,
        count: min(rowsLeft, WeightPanels.rowsPerPanel),
        of: rows.words,
        memory.destination,
        errors.destination
      )
      rows.advance(by: layer.plainPanels.panelSize)
      rowsLeft = rowsLeft &- WeightPanels.rowsPerPanel
    }
    unsafe errorSum = units.errorSum
    return units.lostBits | (layer.sourceOffset == nil ? ends : 0)
  }
}
