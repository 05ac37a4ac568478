/// CRC-32 as of ISO 3309 and zlib (reflected polynomial 0xEDB88320), four bits a step.
public struct CRC32 {
  private var remainder: UInt32 = .max

  /// Of no bytes yet.
  @inline(__always)
  public init() {}

  /// Takes one more byte.
  @inline(__always)
  public mutating func add(_ byte: UInt8) {
    remainder ^= UInt32(byte)
    addNibble()
    addNibble()
  }

  @inline(__always)
  private mutating func addNibble() {
    let low = Int(remainder & 15)
    remainder = unsafe (remainder &>> 4) ^ nibbleRemainders[unchecked: low]
  }

  /// The checksum of the bytes so far.
  @inline(__always)
  public var value: UInt32 { ~remainder }
}

/// The remainder of each half byte.
private let nibbleRemainders: InlineArray<16, UInt32> = [
  0x0000_0000, 0x1DB7_1064, 0x3B6E_20C8, 0x26D9_30AC,
  0x76DC_4190, 0x6B6B_51F4, 0x4DB2_6158, 0x5005_713C,
  0xEDB8_8320, 0xF00F_9344, 0xD6D6_A3E8, 0xCB61_B38C,
  0x9B64_C2B0, 0x86D3_D2D4, 0xA00A_E278, 0xBDBD_F21C,
]

extension CRC32 {
  /// Takes the bytes from `start` up to `end`, which lie in the image.
  @inline(__always)
  mutating func add(_ image: RawSpan, from start: Int, to end: Int) {
    var offset = start
    while offset < end {
      add(image.byte(at: offset))
      offset = offset &+ 1
    }
  }
}

extension ModelImage {
  /// The checksum that the header should hold.
  public var computedChecksum: UInt32 {
    var checksum = CRC32()
    let field = ImageFormat.HeaderField.checksum
    checksum.add(bytes, from: 0, to: field)
    for _ in 0..<4 { checksum.add(0) }
    checksum.add(bytes, from: field &+ 4, to: bytes.byteCount)
    return checksum.value
  }

  /// Whether the bytes of the layer, the one at `index`, have the checksum that its descriptor holds:
  /// of the descriptor's fields before it, and the layer's data.
  func isIntact(_ layer: LayerDescriptor, at index: Int) -> Bool {
    var checksum = CRC32()
    let descriptor = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    let field = descriptor &+ ImageFormat.LayerField.checksum
    checksum.add(bytes, from: descriptor, to: field)
    checksum.add(bytes, from: layer.weightsOffset, to: layer.endOffset)
    return checksum.value == bytes.word(at: field)
  }
}
