/// The twins of the kernels of `halfword_kernels.h`, for targets that have none: the same parameters and
/// the same bits. Not inlined, so that the loops have all registers.

#if arch(x86_64) || arch(arm64)
  /// A row a lane: a pair of inputs is multiplied with the pairs of weights of all rows at once.
  @inline(never)
  @unsafe
  func addPanel32(
    _ sums: UnsafeMutablePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var low = unsafe SIMD4(sums[0], sums[1], sums[2], sums[3])
    unsafe eachPair(weights, inputs, columns) { products in
      low = low &+ products.evenHalf &+ products.oddHalf
    }
    for row in low.indices { unsafe sums[row] = low[row] }
  }

  /// The same in 64 bits, at the end saturated to 32.
  @inline(never)
  @unsafe
  func addPanel64(
    _ sums: UnsafeMutablePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var low = unsafe SIMD4(sums[0], sums[1], sums[2], sums[3])
    var high = low &>> 16
    unsafe eachPair(weights, inputs, columns) { products in
      let highs = products &>> 16
      low = low &+ products.evenHalf &+ products.oddHalf
      high = high &+ highs.evenHalf &+ highs.oddHalf
    }
    for row in low.indices {
      unsafe sums[row] = WideSum(low: low[row], high: high[row]).saturated
    }
  }

  /// The products of each pair of columns, row by row.
  @inline(__always)
  @unsafe
  private func eachPair(
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32,
    _ body: (SIMD8<Int32>) -> Void
  ) {
    var weights = unsafe weights
    var inputs = unsafe inputs
    for _ in 0..<columns &>> 1 {
      unsafe body(products(weights, SIMD2(inputs[0], inputs[1])))
      unsafe weights += WeightPanels.weightsPerPair
      unsafe inputs += WeightPanels.columnsPerPair
    }
    if columns & 1 != 0 { unsafe body(products(weights, SIMD2(inputs[0], 0))) }
  }

  @inline(__always)
  @unsafe
  private func products(_ weights: UnsafePointer<Int16>, _ pair: SIMD2<Int16>) -> SIMD8<Int32> {
    let eight = unsafe UnsafeRawPointer(weights).loadUnaligned(as: SIMD8<Int16>.self)
    let two = SIMD4(lowHalf: pair, highHalf: pair)
    return SIMD8<Int32>(truncatingIfNeeded: eight)
      &* SIMD8<Int32>(truncatingIfNeeded: SIMD8(lowHalf: two, highHalf: two))
  }
#else
  /// Four rows in one pass over the inputs.
  @inline(never)
  @unsafe
  func addPanel32(
    _ sums: UnsafeMutablePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var (row0, row1, row2, row3) = unsafe (sums[0], sums[1], sums[2], sums[3])
    var weights = unsafe weights
    var inputs = unsafe inputs
    let end = unsafe inputs + Int(columns & ~1)
    while unsafe inputs != end {
      let (first, second) = unsafe (inputs[0], inputs[1])
      row0 = unsafe row0 &+ product(weights[0], first) &+ product(weights[1], second)
      row1 = unsafe row1 &+ product(weights[2], first) &+ product(weights[3], second)
      row2 = unsafe row2 &+ product(weights[4], first) &+ product(weights[5], second)
      row3 = unsafe row3 &+ product(weights[6], first) &+ product(weights[7], second)
      unsafe weights += WeightPanels.weightsPerPair
      unsafe inputs += WeightPanels.columnsPerPair
    }
    if columns & 1 != 0 {
      let last = unsafe inputs[0]
      row0 = unsafe row0 &+ product(weights[0], last)
      row1 = unsafe row1 &+ product(weights[2], last)
      row2 = unsafe row2 &+ product(weights[4], last)
      row3 = unsafe row3 &+ product(weights[6], last)
    }
    unsafe sums[0] = row0
    unsafe sums[1] = row1
    unsafe sums[2] = row2
    unsafe sums[3] = row3
  }

  /// The same in 64 bits, at the end saturated to 32: two rows in a pass, as two words a sum do not
  /// leave registers for more.
  @inline(never)
  @unsafe
  func addPanel64(
    _ sums: UnsafeMutablePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var sums = unsafe sums
    var weights = unsafe weights
    for _ in 0..<WeightPanels.rowsPerPanel / 2 {
      unsafe addTwoRows64(sums, weights, inputs, columns)
      unsafe sums += 2
      unsafe weights += 2 &* WeightPanels.columnsPerPair
    }
  }

  @inline(__always)
  @unsafe
  private func addTwoRows64(
    _ sums: UnsafeMutablePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var row0 = unsafe WideSum(sums[0])
    var row1 = unsafe WideSum(sums[1])
    var weights = unsafe weights
    var inputs = unsafe inputs
    let end = unsafe inputs + Int(columns & ~1)
    while unsafe inputs != end {
      let (first, second) = unsafe (inputs[0], inputs[1])
      unsafe row0.add(product(weights[0], first))
      unsafe row0.add(product(weights[1], second))
      unsafe row1.add(product(weights[2], first))
      unsafe row1.add(product(weights[3], second))
      unsafe weights += WeightPanels.weightsPerPair
      unsafe inputs += WeightPanels.columnsPerPair
    }
    if columns & 1 != 0 {
      let last = unsafe inputs[0]
      unsafe row0.add(product(weights[0], last))
      unsafe row1.add(product(weights[2], last))
    }
    unsafe sums[0] = row0.saturated
    unsafe sums[1] = row1.saturated
  }
#endif
