/// What a value of a NumPy array is, and how its bytes are read.
struct ElementType: Equatable {
  enum Kind: Character {
    case signed = "i"
    case unsigned = "u"
    case float = "f"
    case flag = "b"
    /// Text of 4 bytes a character.
    case unicode = "U"
    /// Text of one byte a character.
    case bytes = "S"
  }

  let kind: Kind
  /// Bytes of a value.
  let size: Int
  private let isBigEndian: Bool

  private static let largestTextSize = 1 << 16

  /// Reads a type as a header writes it, such as `<f4`.
  init(_ descr: String) throws(TextFailure) {
    let refusal = TextFailure(
      "holds values of NumPy's type \"\(descr)\"; save numbers, for example with "
        + "x.astype(numpy.float32), or labels as text"
    )
    let order: Character = descr.first ?? " "
    guard "<>|=".contains(order), let letter = descr.dropFirst().first,
      let kind = Kind(rawValue: letter), let length = Int(descr.dropFirst(2)), length >= 0
    else { throw refusal }
    let isAllowed =
      switch kind {
      case .signed, .unsigned: [1, 2, 4, 8].contains(length)
      case .float: [2, 4, 8].contains(length)
      case .flag: length == 1
      case .unicode, .bytes: (1...Self.largestTextSize).contains(length)
      }
    guard isAllowed else { throw refusal }
    self.kind = kind
    size = kind == .unicode ? 4 * length : length
    isBigEndian = order == ">"
  }

  /// Whether values are texts.
  var isText: Bool { kind == .unicode || kind == .bytes }

  /// The value that begins at an index; of a text, 0.
  func number(_ bytes: ArraySlice<UInt8>, at index: Int) -> Double {
    let bits = bits(bytes, at: index, size: min(size, 8))
    switch kind {
    case .unsigned: return Double(bits)
    case .flag: return bits == 0 ? 0 : 1
    case .signed:
      let unused = UInt64.bitWidth - 8 * size
      return Double(Int64(bitPattern: bits << unused) >> unused)
    case .float:
      switch size {
      case 2: return Self.half(UInt16(truncatingIfNeeded: bits))
      case 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      default: return Double(bitPattern: bits)
      }
    case .unicode, .bytes: return 0
    }
  }

  /// The text that begins at an index, without the zeros that fill it; nil where it is none.
  func text(_ bytes: ArraySlice<UInt8>, at index: Int) -> String? {
    guard kind == .unicode else {
      let content = bytes[index..<index + size]
      let end = content.lastIndex { $0 != 0 }.map { $0 + 1 } ?? index
      return String(validating: bytes[index..<end], as: UTF8.self)
    }
    var units = stride(from: index, to: index + size, by: 4).map { start in
      UInt32(truncatingIfNeeded: bits(bytes, at: start, size: 4))
    }
    while units.last == 0 { units.removeLast() }
    return String(validating: units, as: UTF32.self)
  }

  private func bits(_ bytes: ArraySlice<UInt8>, at index: Int, size: Int) -> UInt64 {
    var bits: UInt64 = 0
    for offset in 0..<size {
      let place = isBigEndian ? size - 1 - offset : offset
      bits |= UInt64(bytes[index + offset]) << (8 * place)
    }
    return bits
  }

  /// A float of 16 bits (IEEE 754): Swift's `Float16` is not there on every machine.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 0x1F
    let fraction = Double(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 0x1F: return fraction == 0 ? sign * .infinity : .nan
    default:
      return Double(
        sign: .plus,
        exponent: exponent - 15,
        significand: sign * (1 + fraction * 0x1p-10)
      )
    }
  }
}
