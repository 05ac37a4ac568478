import FloatNetwork

/// A function of words by 257 points, linear between them and straight on beyond: what an activation that has no
/// kind of its own is on a device.
public struct QuantizedTable: Equatable, Sendable {
  /// The exponent of the pre-activation's word: z = word · 2^(inputExponent − 8).
  public let inputExponent: Int
  /// The word of the first point.
  public let lowest: Int16
  /// The points lie 2^shift words apart, 0 to 8.
  public let shift: Int
  /// 257 words.
  public let points: [Int16]
  /// How far a word that it gives can be from the function, in sixteenths of an ulp, rounded up; 65,535 where that is
  /// more, or unknown.
  public let error: UInt16

  /// How many points there are.
  public static let pointCount = 257

  /// Gathers the numbers.
  public init(
    inputExponent: Int,
    lowest: Int16,
    shift: Int,
    points: [Int16],
    error: UInt16 = .max
  ) {
    precondition(points.count == Self.pointCount && (0...8).contains(shift))
    self.inputExponent = inputExponent
    self.lowest = lowest
    self.shift = shift
    self.points = points
    self.error = error
  }

  /// The word that a pre-activation's word gives.
  public func callAsFunction(_ z: Int16) -> Int16 {
    let distance = Int(z) - Int(lowest)
    let index = min(max(distance >> shift, 0), Self.pointCount - 2)
    let rise = Int(points[index + 1]) - Int(points[index])
    let half = (1 << shift) >> 1
    return Int16(
      clamping: Int(points[index]) + (rise * (distance - index << shift) + half) >> shift
    )
  }

  /// Whether the products beyond both ends fit 32 bits.
  var fits: Bool {
    abs(Int(points[1]) - Int(points[0])) <= 32_767
      && abs(Int(points[256]) - Int(points[255])) <= 32_767
  }
}

extension QuantizedTable {
  /// The points of a function: its values, rounded, at every 2^shift-th word from `lowest` on.
  ///
  /// - Parameters:
  ///   - function: in the network's own units.
  ///   - outputExponent: of the words that it gives.
  init(
    of function: ScalarFunction,
    inputExponent: Int,
    lowest: Int16,
    shift: Int,
    outputExponent: Int
  ) {
    let points = (0..<Self.pointCount).map { index in
      let word = Double(Int(lowest) + index << shift)
      let value = function(word * power(inputExponent - 8)) * power(8 - outputExponent)
      return Int16(clampedTo: value.isNaN ? 0 : (value + 0.5).rounded(.down))
    }
    self.init(inputExponent: inputExponent, lowest: lowest, shift: shift, points: points)
  }
}

extension Int16 {
  /// The nearest to a whole number.
  fileprivate init(clampedTo value: Double) {
    self = Int16(Swift.max(-32_768, Swift.min(32_767, value)))
  }
}
