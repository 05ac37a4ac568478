/// Follows the saturations of a run, layer by layer.
protocol LayerObserver {
  associatedtype Layer: SaturationObserver

  /// Whether it wants to know of any.
  static var counts: Bool { get }

  /// Follows the dense layer that runs now.
  var layer: Layer { get set }

  /// The dense layer at `index` is complete.
  mutating func layerFinished(at index: Int)

  /// The layer at `index`, which is not dense, saturated so many values.
  mutating func add(_ count: UInt32, toLayerAt index: Int)
}

/// Follows nothing, at no cost.
struct NoObserver: LayerObserver {
  var layer = IgnoredSaturation()

  @inline(__always)
  static var counts: Bool { false }

  @inline(__always)
  mutating func layerFinished(at index: Int) {}

  @inline(__always)
  mutating func add(_ count: UInt32, toLayerAt index: Int) {}
}

/// Adds each layer's saturations to a counter of the caller's.
@safe
struct CountingObserver: LayerObserver {
  var layer = SaturationCounter()
  private let counters: UnsafeMutableBufferPointer<UInt32>

  @inline(__always)
  static var counts: Bool { true }

  /// - Precondition: one counter a layer, which outlive the run.
  @unsafe
  init(counters: UnsafeMutableBufferPointer<UInt32>) {
    unsafe self.counters = counters
  }

  mutating func layerFinished(at index: Int) {
    add(layer.count, toLayerAt: index)
    layer.count = 0
  }

  mutating func add(_ count: UInt32, toLayerAt index: Int) {
    let (sum, overflow) = unsafe counters[index].addingReportingOverflow(count)
    unsafe counters[index] = overflow ? .max : sum
  }
}
