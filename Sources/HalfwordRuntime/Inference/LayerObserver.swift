/// Follows the saturations of a run, layer by layer.
protocol LayerObserver {
  associatedtype Layer: SaturationObserver

  /// Follows the layer that runs now.
  var layer: Layer { get set }

  /// The layer at `index` is complete.
  mutating func layerFinished(at index: Int)
}

/// Follows nothing, at no cost.
struct NoObserver: LayerObserver {
  var layer = IgnoredSaturation()

  @inline(__always)
  mutating func layerFinished(at index: Int) {}
}

/// Adds each layer's saturations to a counter of the caller's.
@safe
struct CountingObserver: LayerObserver {
  var layer = SaturationCounter()
  private let counters: UnsafeMutableBufferPointer<UInt32>

  /// - Precondition: one counter a layer, which outlive the run.
  @unsafe
  init(counters: UnsafeMutableBufferPointer<UInt32>) {
    unsafe self.counters = counters
  }

  mutating func layerFinished(at index: Int) {
    let (sum, overflow) = unsafe counters[index].addingReportingOverflow(layer.count)
    unsafe counters[index] = overflow ? .max : sum
    layer.count = 0
  }
}
