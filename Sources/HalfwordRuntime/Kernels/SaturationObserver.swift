/// Is told of each unit's pre-activation.
protocol SaturationObserver {
  /// A unit's pre-activation, rounded, and what Q8.8 made of it.
  mutating func tookUnit(preActivation: Int32, saturated: Int32)

  /// The last layer gave these values, before a softmax, and the class is `index`.
  mutating func classified(_ scores: Span<Int16>, as index: Int)
}

extension SaturationObserver {
  @inline(__always)
  mutating func classified(_ scores: Span<Int16>, as index: Int) {}
}

/// Costs nothing.
struct IgnoredSaturation: SaturationObserver {
  @inline(__always)
  mutating func tookUnit(preActivation: Int32, saturated: Int32) {}
}

/// Counts the units of a layer, at most 65,535, whose pre-activation lies outside Q8.8.
struct SaturationCounter: SaturationObserver {
  var count: UInt32 = 0

  @inline(__always)
  mutating func tookUnit(preActivation: Int32, saturated: Int32) {
    if preActivation != saturated { count &+= 1 }
  }
}
