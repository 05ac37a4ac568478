/// Fields of an image at offsets that are known to lie inside it and to be aligned.
///
/// Words are read as the machine stores them, so the machine must be little-endian.
extension RawSpan {
  @inline(__always)
  func byte(at offset: Int) -> UInt8 {
    unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// An unsigned 16-bit count.
  @inline(__always)
  func count16(at offset: Int) -> Int {
    Int(unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt16.self))
  }

  @inline(__always)
  func word(at offset: Int) -> UInt32 {
    unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt32.self)
  }

  /// Whether the first byte's address is a multiple of `alignment`, a power of two.
  @inline(__always)
  func isAligned(to alignment: Int) -> Bool {
    unsafe withUnsafeBytes { Int(bitPattern: $0.baseAddress) & (alignment &- 1) == 0 }
  }

  /// Whether all bytes of a range are zero.
  @inline(__always)
  func isZero(from start: Int, to end: Int) -> Bool {
    var offset = start
    while offset < end {
      if byte(at: offset) != 0 { return false }
      offset = offset &+ 1
    }
    return true
  }
}

#if _endian(big)
  #error("An image runs in place, and its numbers are little-endian.")
#endif
