/// The twin of the kernel `halfword_add_errors` of `halfword_kernels.h`, for targets that have none: the same
/// parameters and the same bits.
@inline(never)
@unsafe
func addErrors(
  _ sums: UnsafeMutablePointer<Int32>,
  _ weights: UnsafePointer<Int16>,
  _ errors: UnsafePointer<Int16>,
  _ columns: UInt32
) {
  for row in 0..<WeightPanels.rowsPerPanel {
    let words = unsafe sums + 2 &* row
    var low = unsafe UInt32(bitPattern: words[0])
    var high = unsafe words[1]
    var pair = unsafe weights + 2 &* row
    var values = unsafe errors
    let end = unsafe errors + Int(columns & ~1)
    while unsafe values != end {
      // Two products of 15 bits each way, less than 2³¹.
      let products = unsafe errorProduct(pair[0], values[0]) &+ errorProduct(pair[1], values[1])
      low = low &+ products
      if low < products { high = high &+ 1 }
      unsafe pair += WeightPanels.weightsPerPair
      unsafe values += WeightPanels.columnsPerPair
    }
    if columns & 1 != 0 {
      let last = unsafe errorProduct(pair[0], values[0])
      low = low &+ last
      if low < last { high = high &+ 1 }
    }
    unsafe words[0] = Int32(bitPattern: low)
    unsafe words[1] = high
  }
}

/// An error word times a weight's magnitude, of a negative one less 1.
@inline(__always)
private func errorProduct(_ weight: Int16, _ error: Int16) -> UInt32 {
  UInt32(UInt16(bitPattern: weight ^ (weight &>> 15))) &* UInt32(UInt16(bitPattern: error))
}
