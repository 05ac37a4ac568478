import CZlib
import Foundation

/// Writes PNG files of every kind straight from the specification (PNG, third edition): an
/// encoder that shares nothing with libpng, so the tests do not compare libpng with itself.
struct PNGWriter {
  enum ColorType: UInt8, CaseIterable {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgba = 6

    var channels: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    var bitDepths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgba: [8, 16]
      }
    }
  }

  var width: Int
  var height: Int
  var colorType: ColorType
  var bitDepth: Int
  var isInterlaced = false
  /// Red, green, blue of each entry.
  var palette: [[UInt8]] = []
  /// The content of a tRNS chunk.
  var transparency: [UInt8] = []

  /// The file; `sample` gives the channels of a pixel.
  func file(sample: (_ x: Int, _ y: Int) -> [Int]) -> Data {
    var header: [UInt8] = []
    header += bigEndian(width) + bigEndian(height)
    header += [UInt8(bitDepth), colorType.rawValue, 0, 0, isInterlaced ? 1 : 0]
    var file = Data(Self.signature)
    file += Self.chunk("IHDR", header)
    if !palette.isEmpty { file += Self.chunk("PLTE", Array(palette.joined())) }
    if !transparency.isEmpty { file += Self.chunk("tRNS", transparency) }
    file += Self.chunk("IDAT", deflated(scanlines(sample)))
    file += Self.chunk("IEND", [])
    return file
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(type.utf8) + content
    let checksum = unsafe crc32(0, checked, uInt(checked.count))
    return bigEndian(content.count) + checked + bigEndian(Int(checksum))
  }

  /// Start and step in x and y of the seven passes of Adam7.
  private static let adam7 = [
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
    (0, 1, 1, 2),
  ]

  private func scanlines(_ sample: (Int, Int) -> [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (startX, startY, stepX, stepY) in isInterlaced ? Self.adam7 : [(0, 0, 1, 1)]
    where startX < width {
      for y in stride(from: startY, to: height, by: stepY) {
        var bits: [UInt8] = []
        for x in stride(from: startX, to: width, by: stepX) {
          for value in sample(x, y) {
            for bit in (0..<bitDepth).reversed() { bits.append(UInt8(value >> bit & 1)) }
          }
        }
        bits += [UInt8](repeating: 0, count: (8 - bits.count % 8) % 8)
        bytes.append(0)  // no filter
        for start in stride(from: 0, to: bits.count, by: 8) {
          bytes.append(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
        }
      }
    }
    return bytes
  }
}

func bigEndian(_ value: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// A zlib stream.
func deflated(_ bytes: [UInt8]) -> [UInt8] {
  var size = compressBound(uLong(bytes.count))
  var packed = [UInt8](repeating: 0, count: Int(size))
  let status = unsafe compress(&packed, &size, bytes, uLong(bytes.count))
  precondition(status == Z_OK)
  return Array(packed.prefix(Int(size)))
}

/// A gzip file with one member (RFC 1952).
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  let zlibStream = deflated(bytes)
  // A zlib stream is 2 bytes, the deflate data, and a checksum of 4 bytes.
  let data = zlibStream[2..<zlibStream.count - 4]
  let checksum = unsafe crc32(0, bytes, uInt(bytes.count))
  let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  return header + data + bigEndian(Int(checksum)).reversed() + bigEndian(bytes.count).reversed()
}
