/// What the header of a `.npy` file says of its array.
///
/// Layout (NumPy's `numpy.lib.format`): 6 bytes of magic, 2 of the version, the header's length in 2
/// bytes, little-endian (4 from version 2 on), then a Python dictionary of exactly three entries:
/// `descr`, the type; `fortran_order`; `shape`.
struct NPYHeader {
  let type: ElementType
  /// Whether the first axis is the fastest.
  let isFortranOrder: Bool
  /// The length of each axis; none for a single value.
  let shape: [Int]
  /// The product of the lengths.
  let count: Int
  /// Where the values begin.
  let size: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself reads no longer ones unless told to.
  private static let largestTextSize = 10_000
  private static let largestRank = 32

  init(_ bytes: ArraySlice<UInt8>) throws(TextFailure) {
    let start = bytes.startIndex
    let versionEnd = Self.magic.count + 2
    guard bytes.starts(with: Self.magic), bytes.count >= versionEnd + 2 else {
      throw TextFailure("is no complete .npy file: its header breaks off")
    }
    let version = bytes[start + Self.magic.count]
    guard (1...3).contains(version) else {
      throw TextFailure("is a .npy file of version \(version); versions 1 to 3 can be read")
    }
    let lengthSize = version == 1 ? 2 : 4
    let textStart = versionEnd + lengthSize
    guard bytes.count >= textStart else {
      throw TextFailure("is no complete .npy file: its header breaks off")
    }
    let length = bytes.littleEndian(at: start + versionEnd, size: lengthSize)
    guard length <= Self.largestTextSize else {
      throw TextFailure("is damaged: its header claims \(length) bytes")
    }
    guard bytes.count >= textStart + length else {
      throw TextFailure("is no complete .npy file: its header breaks off")
    }
    size = textStart + length
    var parser = PythonLiteral(bytes[start + textStart..<start + size])
    guard let entries = parser.dictionary(), case .text(let descr)? = entries["descr"],
      case .flag(let order)? = entries["fortran_order"],
      case .numbers(let shape)? = entries["shape"]
    else {
      throw TextFailure(
        "has a header that is none of a plain array; arrays of records cannot be read: save each field "
          + "as an array of numbers"
      )
    }
    type = try ElementType(descr)
    isFortranOrder = order
    guard shape.count <= Self.largestRank else {
      throw TextFailure("has \(shape.count) axes; \(Self.largestRank) is the most")
    }
    self.shape = shape
    count = try Self.product(shape)
  }

  /// How many values an array of a shape has.
  private static func product(_ shape: [Int]) throws(TextFailure) -> Int {
    var count = 1
    for length in shape {
      // Also where another axis is empty, so that no product overflows later.
      let (product, overflow) = count.multipliedReportingOverflow(by: max(1, length))
      guard !overflow, product <= NPYArray.largestCount else {
        let size = shape.map(String.init).joined(separator: " x ")
        throw TextFailure("claims \(size) values, more than the limit of \(NPYArray.largestCount)")
      }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }
}

/// The few forms of Python literals that a header holds.
private struct PythonLiteral {
  enum Value {
    case text(String)
    case flag(Bool)
    case numbers([Int])
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }

  /// A dictionary with texts as keys; nil for anything else.
  mutating func dictionary() -> [String: Value]? {
    var entries: [String: Value] = [:]
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = text(), take(":"), let value = value(), entries[key] == nil else {
        return nil
      }
      entries[key] = value
      if !take(",") {
        guard take("}") else { return nil }
        break
      }
    }
    return entries
  }

  private mutating func value() -> Value? {
    if let text = text() { return .text(text) }
    if take("True") { return .flag(true) }
    if take("False") { return .flag(false) }
    return numbers().map { .numbers($0) }
  }

  private mutating func text() -> String? {
    skipSpaces()
    guard position < bytes.count else { return nil }
    let quote = bytes[position]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    guard let end = bytes[(position + 1)...].firstIndex(of: quote) else { return nil }
    defer { position = end + 1 }
    return String(validating: bytes[position + 1..<end], as: UTF8.self)
  }

  private mutating func numbers() -> [Int]? {
    guard take("(") else { return nil }
    var numbers: [Int] = []
    while !take(")") {
      guard let number = number() else { return nil }
      numbers.append(number)
      if !take(",") {
        guard take(")") else { return nil }
        break
      }
    }
    return numbers
  }

  /// A whole number that is not negative; Python 2 wrote `L` behind it.
  private mutating func number() -> Int? {
    skipSpaces()
    let digits = bytes[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
    position = digits.endIndex
    _ = take("L")
    return number
  }

  /// Steps over a word and the spaces before it, if it stands here.
  private mutating func take(_ word: String) -> Bool {
    skipSpaces()
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func skipSpaces() {
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") || bytes[position] == 0x0A {
      position += 1
    }
  }
}

extension ArraySlice<UInt8> {
  /// The little-endian number of so many bytes, at most 7, that begins at an index.
  func littleEndian(at index: Int, size: Int) -> Int {
    self[index..<index + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
