/// How many bits a layer's weights have.
public enum WeightFormat: UInt8, Sendable {
  /// 16 bits.
  case bits16 = 0
  /// 8 bits.
  case bits8 = 1
  /// 4 bits.
  case bits4 = 2

  /// The bits of a weight, 16, 8 or 4.
  @inline(__always)
  public var bits: Int { 16 &>> Int(rawValue) }

  /// The smallest and the largest weight.
  public var range: ClosedRange<Int16> { .min &>> Int16(16 - bits)...(.max &>> Int16(16 - bits)) }

  /// The format with so many bits, as a layer's descriptor says them; nil where there is none. As
  /// `init(rawValue:)`, which is a call.
  @inline(__always)
  public init?(bits: UInt8) {
    switch bits {
    case 16: self = .bits16
    case 8: self = .bits8
    case 4: self = .bits4
    default: return nil
    }
  }
}

/// Where a weight stands in an image.
public struct WeightPlace: Equatable, Sendable {
  /// Of its first byte, or of the byte that it is a half of.
  public let offset: Int
  /// Whether it is the high half of that byte; of weights of 4 bits.
  public let isHighHalf: Bool

  @inline(__always)
  init(offset: Int, isHighHalf: Bool = false) {
    self.offset = offset
    self.isHighHalf = isHighHalf
  }

  /// The place so many bytes later.
  @inline(__always)
  public func advanced(by bytes: Int) -> WeightPlace {
    WeightPlace(offset: offset &+ bytes, isHighHalf: isHighHalf)
  }
}

extension RawSpan {
  /// The weight at a place that is known to be inside, of 16 bits at an even offset.
  @inline(__always)
  func weight(at place: WeightPlace, _ format: WeightFormat) -> Int16 {
    if format == .bits16 { return value(at: place.offset) }
    return Int16(Int8(bitPattern: byte(at: place.offset)).weight(of: format, place.isHighHalf))
  }
}

extension Int8 {
  /// What the byte holds: all of it, or of weights of 4 bits the low or the high half.
  @inline(__always)
  func weight(of format: WeightFormat, _ isHighHalf: Bool) -> Int8 {
    guard format == .bits4 else { return self }
    return (isHighHalf ? self : self &<< 4) &>> 4
  }
}
