/// The twins of the kernels of `halfword_kernels.h`, for targets that have none: the same parameters and
/// the same bits. Not inlined, so that the loops have all registers.

#if arch(x86_64) || arch(arm64)
  /// A row a lane: a pair of inputs is multiplied with the pairs of weights of all rows at once.
  @inline(never)
  @unsafe
  func sumPanel32(
    _ sums: UnsafeMutablePointer<Int32>,
    _ starts: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var low = unsafe SIMD4(starts[0], starts[1], starts[2], starts[3])
    unsafe eachPair(weights, inputs, columns) { products in
      low = low &+ products.evenHalf &+ products.oddHalf
    }
    for row in low.indices { unsafe sums[2 &* row] = low[row] }
  }

  /// The same in 64 bits, two words a row.
  @inline(never)
  @unsafe
  func sumPanel64(
    _ sums: UnsafeMutablePointer<Int32>,
    _ starts: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var total = unsafe wideStarts(starts)
    unsafe eachPair(weights, inputs, columns) { products in
      let wide = SIMD8<Int64>(truncatingIfNeeded: products)
      total = total &+ wide.evenHalf &+ wide.oddHalf
    }
    unsafe store(total, to: sums)
  }

  /// The same where any `block` products of a row, 16 or 32, are known to fit 32 bits: as many are added there,
  /// and such sums in 64.
  @inline(never)
  @unsafe
  func sumPanelBlocks(
    _ sums: UnsafeMutablePointer<Int32>,
    _ starts: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32,
    _ block: UInt32
  ) {
    var total = unsafe wideStarts(starts)
    var weights = unsafe weights
    var inputs = unsafe inputs
    var left = columns
    while left > 0 {
      let count = min(left, block)
      var partial = SIMD4<Int32>.zero
      unsafe eachPair(weights, inputs, count) { products in
        partial = partial &+ products.evenHalf &+ products.oddHalf
      }
      total = total &+ SIMD4<Int64>(truncatingIfNeeded: partial)
      unsafe weights += Int(count) &* WeightPanels.rowsPerPanel
      unsafe inputs += Int(count)
      left = left &- count
    }
    unsafe store(total, to: sums)
  }

  @inline(__always)
  @unsafe
  private func wideStarts(_ starts: UnsafePointer<Int32>) -> SIMD4<Int64> {
    unsafe SIMD4(truncatingIfNeeded: SIMD4(starts[0], starts[1], starts[2], starts[3]))
  }

  @inline(__always)
  @unsafe
  private func store(_ total: SIMD4<Int64>, to sums: UnsafeMutablePointer<Int32>) {
    for row in 0..<WeightPanels.rowsPerPanel {
      unsafe sums[2 &* row] = Int32(truncatingIfNeeded: total[row])
      unsafe sums[2 &* row &+ 1] = Int32(truncatingIfNeeded: total[row] &>> 32)
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
  /// The sums of four rows.
  private struct FourRows {
    var row0: Int32 = 0
    var row1: Int32 = 0
    var row2: Int32 = 0
    var row3: Int32 = 0

    /// Adds the products of some columns, in one pass over the inputs; both pointers go on.
    @inline(__always)
    @unsafe
    mutating func add(
      _ weights: inout UnsafePointer<Int16>,
      _ inputs: inout UnsafePointer<Int16>,
      _ columns: Int32
    ) {
      let end = unsafe inputs + Int(columns & ~1)
      while unsafe inputs != end { unsafe addPair(&weights, &inputs) }
      if columns & 1 != 0 {
        let last = unsafe inputs[0]
        row0 = unsafe row0 &+ product(weights[0], last)
        row1 = unsafe row1 &+ product(weights[2], last)
        row2 = unsafe row2 &+ product(weights[4], last)
        row3 = unsafe row3 &+ product(weights[6], last)
      }
    }

    /// The same of at least two columns, an even number.
    @inline(__always)
    @unsafe
    mutating func addPairs(
      _ weights: inout UnsafePointer<Int16>,
      _ inputs: inout UnsafePointer<Int16>,
      _ columns: Int32
    ) {
      let end = unsafe inputs + Int(columns)
      repeat { unsafe addPair(&weights, &inputs) } while unsafe inputs != end
    }

    @inline(__always)
    @unsafe
    private mutating func addPair(
      _ weights: inout UnsafePointer<Int16>,
      _ inputs: inout UnsafePointer<Int16>
    ) {
      let (first, second) = unsafe (inputs[0], inputs[1])
      row0 = unsafe row0 &+ product(weights[0], first) &+ product(weights[1], second)
      row1 = unsafe row1 &+ product(weights[2], first) &+ product(weights[3], second)
      row2 = unsafe row2 &+ product(weights[4], first) &+ product(weights[5], second)
      row3 = unsafe row3 &+ product(weights[6], first) &+ product(weights[7], second)
      unsafe weights += WeightPanels.weightsPerPair
      unsafe inputs += WeightPanels.columnsPerPair
    }
  }

  /// Four rows in one pass over the inputs.
  @inline(never)
  @unsafe
  func sumPanel32(
    _ sums: UnsafeMutablePointer<Int32>,
    _ starts: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var rows = unsafe FourRows(row0: starts[0], row1: starts[1], row2: starts[2], row3: starts[3])
    var weights = unsafe weights
    var inputs = unsafe inputs
    unsafe rows.add(&weights, &inputs, Int32(truncatingIfNeeded: columns))
    unsafe sums[0] = rows.row0
    unsafe sums[2] = rows.row1
    unsafe sums[4] = rows.row2
    unsafe sums[6] = rows.row3
  }

  /// The same in 64 bits, two words a row: two rows in a pass, as two words a sum do not leave registers for
  /// more.
  @inline(never)
  @unsafe
  func sumPanel64(
    _ sums: UnsafeMutablePointer<Int32>,
    _ starts: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var sums = unsafe sums
    var starts = unsafe starts
    var weights = unsafe weights
    for _ in 0..<WeightPanels.rowsPerPanel / 2 {
      unsafe sumTwoRows64(sums, starts, weights, inputs, columns)
      unsafe sums += 4
      unsafe starts += 2
      unsafe weights += 2 &* WeightPanels.columnsPerPair
    }
  }

  /// The sums with their signs turned: of a pair of products, that is −2³¹ … 2³¹ − 2¹⁶, so 32 bits hold it,
  /// where the pair's own sum may be 2³¹.
  @inline(__always)
  @unsafe
  private func sumTwoRows64(
    _ sums: UnsafeMutablePointer<Int32>,
    _ starts: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32
  ) {
    var row0 = HalvedSum(0)
    var row1 = HalvedSum(0)
    var weights = unsafe weights
    var inputs = unsafe inputs
    let end = unsafe inputs + Int(truncatingIfNeeded: columns & ~1)
    while unsafe inputs != end {
      let (first, second) = unsafe (0 &- Int32(inputs[0]), Int32(inputs[1]))
      unsafe row0.add(Int32(weights[0]) &* first &- Int32(weights[1]) &* second)
      unsafe row1.add(Int32(weights[2]) &* first &- Int32(weights[3]) &* second)
      unsafe weights += WeightPanels.weightsPerPair
      unsafe inputs += WeightPanels.columnsPerPair
    }
    if columns & 1 != 0 {
      let last = unsafe 0 &- Int32(inputs[0])
      unsafe row0.add(Int32(weights[0]) &* last)
      unsafe row1.add(Int32(weights[2]) &* last)
    }
    unsafe store(WideSum(starts[0]).subtracting(row0.wide), to: sums)
    unsafe store(WideSum(starts[1]).subtracting(row1.wide), to: sums + 2)
  }

  /// The same where any `block` products of a row, 16 or 32, are known to fit 32 bits: as many are added there,
  /// and such sums in 64.
  @inline(never)
  @unsafe
  func sumPanelBlocks(
    _ sums: UnsafeMutablePointer<Int32>,
    _ starts: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32,
    _ block: UInt32
  ) {
    var (row0, row1) = unsafe (HalvedSum(starts[0]), HalvedSum(starts[1]))
    var (row2, row3) = unsafe (HalvedSum(starts[2]), HalvedSum(starts[3]))
    var weights = unsafe weights
    var inputs = unsafe inputs
    // What is left but for a block.
    let block = Int32(truncatingIfNeeded: block)
    var left = Int32(truncatingIfNeeded: columns) &- block
    while left >= 0 {
      var rows = FourRows()
      unsafe rows.addPairs(&weights, &inputs, block)
      row0.add(rows.row0)
      row1.add(rows.row1)
      row2.add(rows.row2)
      row3.add(rows.row3)
      left = left &- block
    }
    left = left &+ block
    if left > 0 {
      var rows = FourRows()
      unsafe rows.add(&weights, &inputs, left)
      row0.add(rows.row0)
      row1.add(rows.row1)
      row2.add(rows.row2)
      row3.add(rows.row3)
    }
    unsafe store(row0.wide, to: sums)
    unsafe store(row1.wide, to: sums + 2)
    unsafe store(row2.wide, to: sums + 4)
    unsafe store(row3.wide, to: sums + 6)
  }

  @inline(__always)
  @unsafe
  private func store(_ sum: WideSum, to words: UnsafeMutablePointer<Int32>) {
    unsafe words[0] = Int32(bitPattern: sum.low)
    unsafe words[1] = sum.high
  }

  /// A sum of at most 65,536 numbers of 32 bits, kept as that of them mod 2³² and that of their high halves,
  /// which determine it: as each low half is less than 2¹⁶, it lies in 2¹⁶ · high … 2¹⁶ · high + 2³² − 1.
  private struct HalvedSum {
    private var low: Int32
    private var high: Int32

    /// A sum of one number so far.
    @inline(__always)
    init(_ first: Int32) {
      low = first
      high = first &>> 16
    }

    @inline(__always)
    mutating func add(_ number: Int32) {
      low = low &+ number
      high = high &+ (number &>> 16)
    }

    /// The sum in two words.
    var wide: WideSum {
      @inline(__always) get {
        let excess = UInt32(bitPattern: low &- (high &<< 16))
        let top = high &+ Int32(truncatingIfNeeded: excess &>> 16)
        return WideSum(low: UInt32(bitPattern: low), high: top &>> 16)
      }
    }
  }
#endif
