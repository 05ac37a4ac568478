/// Is told when a unit's pre-activation lies outside Q8.8.
protocol SaturationObserver {
  mutating func unitSaturated()
}

/// Costs nothing.
struct IgnoredSaturation: SaturationObserver {
  @inline(__always)
  mutating func unitSaturated() {}
}

/// Counts, up to the largest 32-bit number.
struct SaturationCounter: SaturationObserver {
  var count: UInt32 = 0

  @inline(__always)
  mutating func unitSaturated() {
    if count != .max { count &+= 1 }
  }
}
