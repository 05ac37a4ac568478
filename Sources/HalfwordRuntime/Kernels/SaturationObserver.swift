/// Is told of each unit's pre-activation, for ReLU of what it leaves of it.
protocol SaturationObserver {
  /// One that was told of nothing yet.
  init()

  /// A unit's rounded value, and what 16 bits made of it.
  mutating func tookUnit(value: Int32, saturated: Int32)
}

/// Costs nothing.
struct IgnoredSaturation: SaturationObserver {
  @inline(__always)
  mutating func tookUnit(value: Int32, saturated: Int32) {}
}

/// Counts the values of a layer, fewer than 2²³, whose value lies outside 16 bits.
struct SaturationCounter: SaturationObserver {
  var count: UInt32 = 0

  @inline(__always)
  mutating func tookUnit(value: Int32, saturated: Int32) {
    // Where they differ, the difference or its negative has the sign bit: no branch.
    let difference = value ^ saturated
    count &-= UInt32(bitPattern: (difference | (0 &- difference)).signMask)
  }
}

/// Those of a layer and of an addition in its last step.
struct LastStepObservers<Observer: SaturationObserver> {
  var layer = Observer()
  var addition = Observer()
}
