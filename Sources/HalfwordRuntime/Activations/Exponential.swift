/// exp(−distance / 256) in Q0.16, from 65536 for 0 down to 0; it never rises with the distance.
///
/// The product of exp(−i / 4) and exp(−j / 256) with distance = 64 i + j; each factor has 15 bits
/// or more, so a value is within 0.5 + 2⁻¹⁴ · its size of the exact one, in units of 2⁻¹⁶. No branch
/// depends on the distance, at most 65,535.
@inline(__always)
func negativeExponential(distance: Int32) -> UInt32 {
  // All ones where the table has ended.
  let ended = (largestDistance &- distance).signMask
  let coarse = Int((distance &>> fineBits) & ~ended)
  let fine = Int(distance & fineMask)
  let product =
    UInt32(unsafe coarseExponentialTable[unchecked: coarse])
    &* UInt32(unsafe fineExponentialTable[unchecked: fine])
  // The product is in Q2.30, times 2 to the power of the coarse entry's shift.
  let shift = productFractionBits &- resultFractionBits &+ coarseShift(coarse)
  let value = (product &+ ((1 as UInt32) &<< (shift &- 1))) &>> shift
  return value & UInt32(bitPattern: ~ended)
}

/// By how many bits entry `index` of the coarse table is scaled up: ⌊log₂(e) · index / 4⌋.
@inline(__always)
private func coarseShift(_ index: Int) -> UInt32 {
  (UInt32(truncatingIfNeeded: index) &* 23_637) &>> 16
}

/// The fractional bits of a product of two entries.
private var productFractionBits: UInt32 { 30 }
/// The fractional bits of the result.
private var resultFractionBits: UInt32 { 16 }
/// The bits of a distance that select the fine entry.
private var fineBits: Int32 { 6 }
private var fineMask: Int32 { 63 }
/// The largest distance whose exponential is not 0.
private var largestDistance: Int32 { Int32(coarseExponentialTable.count) &* (fineMask &+ 1) &- 1 }
