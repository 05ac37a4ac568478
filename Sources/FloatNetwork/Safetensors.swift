#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A safetensors file: named float32 tensors and text metadata.
///
/// Layout (huggingface/safetensors, README, "Format"): 8 bytes, the header's length, little-endian;
/// the header, JSON; then the tensors' bytes, without gaps, little-endian, row-major.
public struct Safetensors: Equatable, Sendable {
  /// A float32 tensor.
  public struct Tensor: Equatable, Sendable {
    /// The length of each axis.
    public var shape: [Int]
    /// The values, row-major; their count is the product of the shape.
    public var values: [Float]

    /// Makes a tensor.
    public init(shape: [Int], values: [Float]) {
      precondition(shape.reduce(1, *) == values.count)
      self.shape = shape
      self.values = values
    }
  }

  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// The text of the header's `__metadata__`.
  public var metadata: [String: String]

  /// Gathers tensors and metadata.
  public init(tensors: [String: Tensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The bytes of the file. Equal contents give equal bytes: names are written in order.
  public func encoded() throws -> Data {
    var header = [Self.metadataName: HeaderEntry(metadata: metadata)]
    var body = Data()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let start = body.count
      let words = tensor.values.map(\.bitPattern.littleEndian)
      unsafe words.withUnsafeBytes { unsafe body.append(contentsOf: $0) }
      let place = TensorPlace(
        dtype: "F32",
        shape: tensor.shape,
        data_offsets: [start, body.count]
      )
      header[name] = HeaderEntry(place: place)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    // The tensors begin at a multiple of 8; spaces may follow the JSON.
    while json.count % Self.lengthFieldSize != 0 { json.append(UInt8(ascii: " ")) }
    var file = Data()
    for shift in stride(from: 0, to: 64, by: 8) {
      file.append(UInt8(truncatingIfNeeded: json.count >> shift))
    }
    return file + json + body
  }

  /// Reads the bytes of a file.
  ///
  /// - Throws: `SafetensorsError` for anything that is not a well-formed file of float32 tensors.
  public init(decoding data: Data) throws(SafetensorsError) {
    let bytes = [UInt8](data)
    guard bytes.count >= Self.lengthFieldSize else { throw .tooShort(bytes.count) }
    let length = bytes[..<Self.lengthFieldSize].reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    guard length <= UInt64(bytes.count - Self.lengthFieldSize) else {
      throw .headerTooLong(length, available: bytes.count - Self.lengthFieldSize)
    }
    let bodyStart = Self.lengthFieldSize + Int(length)
    let json = Data(bytes[Self.lengthFieldSize..<bodyStart])
    guard let header = try? JSONDecoder().decode([String: HeaderEntry].self, from: json) else {
      throw .headerIsNotJSON
    }
    let body = bytes[bodyStart...]
    tensors = [:]
    metadata = [:]
    var covered = 0
    for (name, entry) in header {
      if name == Self.metadataName {
        guard let text = entry.metadata else { throw .badMetadata }
        metadata = text
      } else {
        let (tensor, size) = try Self.tensor(named: name, at: entry.place, body: body)
        tensors[name] = tensor
        covered += size
      }
    }
    guard covered == body.count else { throw .bodyNotCovered(covered, of: body.count) }
  }

  private static func tensor(
    named name: String,
    at place: TensorPlace?,
    body: ArraySlice<UInt8>
  ) throws(SafetensorsError) -> (Tensor, size: Int) {
    guard let place, place.data_offsets.count == 2 else { throw .badEntry(name) }
    let (shape, offsets) = (place.shape, place.data_offsets)
    guard place.dtype == "F32" else { throw .unsupportedType(name, type: place.dtype) }
    guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= body.count else {
      throw .outsideFile(name)
    }
    let size = offsets[1] - offsets[0]
    var expected = bytesPerFloat
    for length in shape {
      let (product, overflow) = expected.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else { throw .wrongSize(name, shape: shape, bytes: size) }
      expected = product
    }
    guard size == expected else { throw .wrongSize(name, shape: shape, bytes: size) }
    let start = body.startIndex + offsets[0]
    let values = (0..<size / bytesPerFloat).map { index in
      let at = start + index * bytesPerFloat
      return Float(
        bitPattern: UInt32(body[at]) | UInt32(body[at + 1]) << 8 | UInt32(body[at + 2]) << 16
          | UInt32(body[at + 3]) << 24
      )
    }
    return (Tensor(shape: shape, values: values), size)
  }

  private static let metadataName = "__metadata__"
  private static let lengthFieldSize = 8
  private static let bytesPerFloat = 4
}

/// A tensor's entry in the header, with the format's own names.
private struct TensorPlace: Codable {
  var dtype: String
  var shape: [Int]
  var data_offsets: [Int]
}

/// What stands in the header under one name: text, or a tensor's place, or neither; its name says which it should be.
private struct HeaderEntry: Codable {
  var metadata: [String: String]?
  var place: TensorPlace?

  init(metadata: [String: String]) { self.metadata = metadata }
  init(place: TensorPlace) { self.place = place }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    metadata = try? value.decode([String: String].self)
    place = try? value.decode(TensorPlace.self)
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    if let place { try value.encode(place) } else { try value.encode(metadata) }
  }
}

/// Why bytes are not a safetensors file that Halfword can read.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// Not even the header's length.
  case tooShort(Int)
  /// The header would reach beyond the file.
  case headerTooLong(UInt64, available: Int)
  /// The header is no JSON object.
  case headerIsNotJSON
  /// `__metadata__` maps something else than text to text.
  case badMetadata
  /// A tensor's entry lacks its type, shape or place.
  case badEntry(String)
  /// A tensor of another type than float32.
  case unsupportedType(String, type: String)
  /// A tensor's place is not inside the file.
  case outsideFile(String)
  /// A tensor's shape and number of bytes disagree.
  case wrongSize(String, shape: [Int], bytes: Int)
  /// The tensors leave bytes of the file unused, or share some.
  case bodyNotCovered(Int, of: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .tooShort(let count):
      "not a safetensors file: only \(count) bytes"
    case .headerTooLong(let length, let available):
      "not a safetensors file, or truncated: its header claims \(length) bytes of \(available)"
    case .headerIsNotJSON:
      "not a safetensors file: its header is not JSON"
    case .badMetadata:
      "the header's __metadata__ is not text"
    case .badEntry(let name):
      "tensor \"\(name)\": its entry lacks dtype, shape or data_offsets"
    case .unsupportedType(let name, let type):
      "tensor \"\(name)\" is of type \(type); only F32 is supported"
    case .outsideFile(let name):
      "truncated: tensor \"\(name)\" lies outside the file"
    case .wrongSize(let name, let shape, let bytes):
      "tensor \"\(name)\": shape \(shape) does not take \(bytes) bytes"
    case .bodyNotCovered(let covered, let count):
      "the tensors cover \(covered) of \(count) bytes"
    }
  }
}
