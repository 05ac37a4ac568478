/// FNV-1a in 64 bits (Fowler, Noll and Vo, draft-eastlake-fnv): the identity of an image whose identity and
/// checksum are still zero, and the fingerprint of a network. It tells them apart; it is no protection against
/// forgery.
func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
  let offsetBasis: UInt64 = 0xCBF2_9CE4_8422_2325
  let prime: UInt64 = 0x0000_0100_0000_01B3
  return bytes.reduce(offsetBasis) { hash, byte in (hash ^ UInt64(byte)) &* prime }
}

/// A number with zeros before it.
func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: digits - text.count) + text
}
