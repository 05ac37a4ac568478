/// Is told of each unit's pre-activation, for ReLU of what it leaves of it.
protocol SaturationObserver {
  /// A unit's rounded value, and what 16 bits made of it.
  mutating func tookUnit(value: Int32, saturated: Int32)
}

/// Costs nothing.
struct IgnoredSaturation: SaturationObserver {
  @inline(__always)
  mutating func tookUnit(value: Int32, saturated: Int32) {}
}

/// Counts the units of a layer, at most 65,535, whose value lies outside 16 bits.
struct SaturationCounter: SaturationObserver {
  var count: UInt32 = 0

  @inline(__always)
  mutating func tookUnit(value: Int32, saturated: Int32) {
    if value != saturated { count &+= 1 }
  }
}
