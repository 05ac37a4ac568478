import CZlib
import CHalfword
import HalfwordRuntime

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A file of test vectors (.hwv): records after a header, each of which an implementation must do
/// right. `Docs/conformance.md` has the bytes.
public struct VectorFile: Sendable {
  /// The records in their order.
  public let records: [VectorRecord]

  /// A file of these records.
  public init(records: [VectorRecord]) {
    self.records = records
  }

  /// The bytes of the file.
  public var data: Data {
    var data = Data(Self.mark)
    func append(_ value: some FixedWidthInteger) {
      unsafe withUnsafeBytes(of: value.littleEndian) { bytes in
        unsafe data.append(contentsOf: bytes)
      }
    }
    append(Self.version)
    append(ImageFormat.numbersVersion)
    append(UInt32(records.count))
    append(UInt32(records.map(\.bytes.count).max() ?? 0))
    append(checksum)
    append(UInt64(0))
    for record in records { data.append(contentsOf: record.bytes) }
    return data
  }

  /// The CRC-32 of all records: which vectors they are.
  public var checksum: UInt32 {
    records.reduce(0) { checksum, record in Self.checksum(of: record.bytes, after: checksum) }
  }

  /// The CRC-32 of some bytes, after others with the checksum `before`.
  static func checksum(of bytes: some Sequence<UInt8>, after before: UInt32 = 0) -> UInt32 {
    let bytes = Array(bytes)
    return unsafe UInt32(truncatingIfNeeded: crc32(UInt(before), bytes, UInt32(bytes.count)))
  }

  static let mark: [UInt8] = Array("HWVECTOR".utf8)
  static let version: UInt16 = 2
  /// Where the header holds the checksum.
  static let checksumOffset = 20
}
