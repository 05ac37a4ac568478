import CZlib

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Bytes as a page holds them: packed as raw deflate (RFC 1951), in base64.
///
/// - Precondition: zlib has memory.
@safe
func packed(_ bytes: [UInt8]) -> String {
  var stream = unsafe z_stream()
  let windowBitsWithoutHeader = -15
  let memoryLevel = 9
  let opened = unsafe deflateInit2_(
    &stream,
    Z_BEST_COMPRESSION,
    Z_DEFLATED,
    Int32(windowBitsWithoutHeader),
    Int32(memoryLevel),
    Z_DEFAULT_STRATEGY,
    ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size)
  )
  precondition(opened == Z_OK, "zlib cannot begin")
  defer { unsafe deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(unsafe deflateBound(&stream, UInt(bytes.count))))
  let size = unsafe input.withUnsafeMutableBufferPointer { source in
    unsafe output.withUnsafeMutableBufferPointer { target in
      unsafe stream.next_in = source.baseAddress
      unsafe stream.avail_in = UInt32(source.count)
      unsafe stream.next_out = target.baseAddress
      unsafe stream.avail_out = UInt32(target.count)
      let status = unsafe deflate(&stream, Z_FINISH)
      precondition(status == Z_STREAM_END, "zlib has no room")
      return unsafe target.count - Int(stream.avail_out)
    }
  }
  return Data(output.prefix(size)).base64EncodedString()
}

/// Float32 numbers as bytes that pack well: all first bytes, then all second ones, and so on.
func bytePlanes(_ numbers: [Float]) -> [UInt8] {
  (0..<4).flatMap { plane in
    numbers.map { UInt8(truncatingIfNeeded: $0.bitPattern &>> (8 &* UInt32(plane))) }
  }
}

/// Words as little-endian bytes.
func bytes(ofWords words: [Int16]) -> [UInt8] {
  words.flatMap { word in
    let bits = UInt16(bitPattern: word)
    return [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
  }
}

/// Bytes in base64.
func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
