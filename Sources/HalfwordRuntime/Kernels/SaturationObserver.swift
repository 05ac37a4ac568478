/// Is told of each unit's pre-activation, for ReLU of what it leaves of it.
protocol SaturationObserver {
  /// One that was told of nothing yet.
  init()

  /// A unit's rounded value, and what 16 bits made of it.
  mutating func tookUnit(value: Int32, saturated: Int32)

  /// Whether it counts.
  static var counts: Bool { get }

  /// Units of which so many were saturated, where that is known of all together.
  mutating func tookUnits(saturations: UInt32)
}

/// Costs nothing.
struct IgnoredSaturation: SaturationObserver {
  @inline(__always)
  mutating func tookUnit(value: Int32, saturated: Int32) {}

  @inline(__always)
  static var counts: Bool { false }

  @inline(__always)
  mutating func tookUnits(saturations: UInt32) {}
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

  @inline(__always)
  static var counts: Bool { true }

  @inline(__always)
  mutating func tookUnits(saturations: UInt32) { count &+= saturations }
}

/// Those of a layer and of an addition in its last step.
struct LastStepObservers<Observer: SaturationObserver> {
  var layer = Observer()
  var addition = Observer()
}
