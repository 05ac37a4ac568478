/// Bytes that grow by little-endian numbers.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  package mutating func append(bytes more: [UInt8]) {
    bytes.append(contentsOf: more)
  }

  package mutating func appendZeros(until count: Int) {
    bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
  }
}

extension [UInt8] {
  /// Writes a little-endian number over the bytes from `offset`.
  package mutating func replace(at offset: Int, with value: some FixedWidthInteger) {
    var writer = ByteWriter()
    writer.append(value)
    replaceSubrange(offset..<offset + writer.bytes.count, with: writer.bytes)
  }
}
