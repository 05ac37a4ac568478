internal import CHalfword

/// A dense layer with weights of 16 bits, but for what its activation does beyond ReLU and maxout: the rows' sums, the
/// largest of each unit's pieces, one rounding.
///
/// `outputs` has room for a value a unit, `inputs` has one a column, and the layer lies in the image, which begins at
/// `image`.
///
/// What it does depends on the layer alone: no branch and no number of turns of a loop depends on the
/// values.
@inline(never)
@unsafe
func runLayer<Observer: SaturationObserver>(
  _ layer: LayerDescriptor,
  image: UnsafeRawPointer,
  inputs: UnsafePointer<Int16>,
  outputs: UnsafeMutablePointer<Int16>,
  observer: inout Observer
) {
  #if arch(x86_64) || arch(arm64)
    if layer.pieces == 1 || !Observer.counts {
      let all = unsafe HostRows(layer, image: image, inputs: inputs, outputs: outputs)
      observer.tookUnits(saturations: all.run())
      return
    }
  #endif
  var rows = unsafe LayerRows(layer, row: 0, image: image, inputs: inputs)
  let panelSize = layer.plainPanels.panelSize
  var rowsLeft = layer.rowCount
  var unit = UnitReduction(layer: layer)
  var sums = PanelSums.zero
  while rowsLeft > 0 {
    rows.sumPanel(&sums)
    let count = min(rowsLeft, WeightPanels.rowsPerPanel)
    unsafe unit.take(sums.span, count: count, of: rows.words, outputs, &observer)
    rows.advance(by: panelSize)
    rowsLeft = rowsLeft &- WeightPanels.rowsPerPanel
  }
}

/// The work of `halfword_dense`: what `runLayer` takes.
@unsafe
private struct DenseRun {
  let layer: UnsafePointer<LayerDescriptor>
  let image: UnsafeRawPointer
  let inputs: UnsafePointer<Int16>
  let outputs: UnsafeMutablePointer<Int16>
}

extension KernelTable {
  /// As `runLayer`, in a program that has dense layers with weights of 16 bits; otherwise nothing.
  ///
  /// - Parameter layer: stays what it is; `inout` spares a copy.
  @inline(__always)
  @unsafe
  func runDense(_ layer: inout LayerDescriptor, _ image: UnsafeRawPointer, _ memory: LayerMemory) {
    unsafe withUnsafePointer(to: &layer) { layer in
      var run = unsafe DenseRun(
        layer: layer,
        image: image,
        inputs: memory.source,
        outputs: memory.destination
      )
      unsafe dense(&run)
    }
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_dense(_ work: UnsafeMutableRawPointer!) {
  let run = unsafe work.assumingMemoryBound(to: DenseRun.self)
  var observer = IgnoredSaturation()
  unsafe runLayer(
    run.pointee.layer.pointee,
    image: run.pointee.image,
    inputs: run.pointee.inputs,
    outputs: run.pointee.outputs,
    observer: &observer
  )
}
