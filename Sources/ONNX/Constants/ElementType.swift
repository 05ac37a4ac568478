/// The types of elements that are read, as TensorProto.DataType numbers them.
enum ElementType: Int32 {
  case float = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case string = 8
  case bool = 9
  case float16 = 10
  case double = 11
  case uint32 = 12
  case uint64 = 13
  case bfloat16 = 16

  var isFloat: Bool {
    switch self {
    case .float, .double, .float16, .bfloat16: true
    default: false
    }
  }

  /// Whether elements are whole numbers, truth values apart.
  var isInteger: Bool { !isFloat && self != .string && self != .bool }

  var isUnsigned: Bool {
    switch self {
    case .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }

  /// Bytes of an element.
  var size: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .double, .int64, .uint64: 8
    case .string: 0
    }
  }

  /// What a person calls it.
  var name: String { self == .float ? "float32" : self == .double ? "float64" : "\(self)" }

  /// The nearest number that an element can be, ties to even.
  func rounded(_ value: Double) -> Double {
    switch self {
    case .float: Double(Float(value))
    case .float16: nearest(value, fractionBits: 10, smallestExponent: -14, largest: 65_504)
    case .bfloat16:
      nearest(value, fractionBits: 7, smallestExponent: -126, largest: 0x1.FEp127)
    default: value
    }
  }

  /// A whole number in the width of the type; of a uint64, the bits.
  func wrapped(_ value: Int64) -> Int64 {
    switch self {
    case .int8: Int64(Int8(truncatingIfNeeded: value))
    case .int16: Int64(Int16(truncatingIfNeeded: value))
    case .int32: Int64(Int32(truncatingIfNeeded: value))
    case .uint8: Int64(UInt8(truncatingIfNeeded: value))
    case .uint16: Int64(UInt16(truncatingIfNeeded: value))
    case .uint32: Int64(UInt32(truncatingIfNeeded: value))
    case .bool: value == 0 ? 0 : 1
    default: value
    }
  }

  /// The number that an element stands for, rounded to `target`, at once where that is possible.
  func real(_ value: Int64, as target: ElementType = .double) -> Double {
    let bits = UInt64(bitPattern: value)
    if target == .double { return self == .uint64 ? Double(bits) : Double(value) }
    return target.rounded(self == .uint64 ? Double(Float(bits)) : Double(Float(value)))
  }

  /// A number without its fraction; nil where the type cannot hold it.
  func whole(_ value: Double) -> Int64? {
    let whole = value.rounded(.towardZero)
    if self == .uint64 { return UInt64(exactly: whole).map { Int64(bitPattern: $0) } }
    return Int64(exactly: whole).flatMap { wrapped($0) == $0 ? $0 : nil }
  }

  /// A whole number whose order among all of the type is that of Int64.
  func ordered(_ value: Int64) -> Int64 { self == .uint64 ? value ^ .min : value }
}

/// The nearest number with so many bits behind the leading one. (Swift's Float16 is not there on every host.)
private func nearest(
  _ value: Double,
  fractionBits: Int,
  smallestExponent: Int,
  largest: Double
) -> Double {
  guard value.isFinite, value != 0 else { return value }
  let exponent = max(Int(value.exponent), smallestExponent)
  let unit = Double(sign: .plus, exponent: exponent - fractionBits, significand: 1)
  let result = (value / unit).rounded(.toNearestOrEven) * unit
  return abs(result) <= largest ? result : value < 0 ? -.infinity : .infinity
}
