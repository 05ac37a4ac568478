internal import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_weights_8(_ work: UnsafeMutableRawPointer!) {
  let panel = unsafe work.assumingMemoryBound(to: halfword_narrow_panel.self)
  if halfword_has_panel_kernels() {
    unsafe halfword_add_panel_8(panel)
  } else {
    #if arch(x86_64) || arch(arm64)
      unsafe halfword_host().pointee.add_panel_8(panel)
    #else
      unsafe addPanel8(panel)
    #endif
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_weights_4(_ work: UnsafeMutableRawPointer!) {
  let panel = unsafe work.assumingMemoryBound(to: halfword_narrow_panel.self)
  if halfword_has_panel_kernels() {
    unsafe halfword_add_panel_4(panel)
  } else {
    #if arch(x86_64) || arch(arm64)
      unsafe halfword_host().pointee.add_panel_4(panel)
    #else
      unsafe addPanel4(panel)
    #endif
  }
}

#if arch(x86_64) || arch(arm64)
  /// The twin of `halfword_add_panel_8` of `halfword_kernels.h`: the same parameters and the same bits. A row a lane.
  @inline(never)
  @unsafe
  func addPanel8(_ panel: UnsafeMutablePointer<halfword_narrow_panel>) {
    unsafe addColumns(panel.pointee, bytesPerPair: 8) { pair in
      let weights = unsafe SIMD8<Int32>(
        truncatingIfNeeded: pair.loadUnaligned(as: SIMD8<Int8>.self)
      )
      // Two rows of the first column, the same of the second, then the other two.
      return (
        SIMD4(lowHalf: weights.lowHalf.lowHalf, highHalf: weights.highHalf.lowHalf),
        SIMD4(lowHalf: weights.lowHalf.highHalf, highHalf: weights.highHalf.highHalf)
      )
    }
  }

  /// That of `halfword_add_panel_4`.
  @inline(never)
  @unsafe
  func addPanel4(_ panel: UnsafeMutablePointer<halfword_narrow_panel>) {
    let shifts = SIMD4<Int32>(28, 24, 20, 16)
    unsafe addColumns(panel.pointee, bytesPerPair: 4) { pair in
      let word = SIMD4<Int32>(repeating: unsafe pair.loadUnaligned(as: Int32.self))
      return ((word &<< shifts) &>> 28, (word &<< (shifts &- 16)) &>> 28)
    }
  }

  /// Adds the products of all columns.
  ///
  /// - Parameter weights: those of the four rows and the two columns of a pair, which begins at an address.
  @inline(__always)
  @unsafe
  private func addColumns(
    _ panel: halfword_narrow_panel,
    bytesPerPair: Int,
    weights: (UnsafeRawPointer) -> (first: SIMD4<Int32>, second: SIMD4<Int32>)
  ) {
    guard var pair = unsafe panel.weights, let inputs = unsafe panel.inputs,
      let sums = unsafe panel.sums
    else { return }
    let columns = unsafe Int(panel.columns)
    var total = unsafe SIMD4(sums[0], sums[2], sums[4], sums[6])
    var column = 0
    while column < columns &- 1 {
      let (first, second) = unsafe weights(pair)
      total = unsafe total &+ first &* Int32(inputs[column])
      total = unsafe total &+ second &* Int32(inputs[column &+ 1])
      unsafe pair += bytesPerPair
      column = column &+ WeightPanels.columnsPerPair
    }
    if column < columns { total = unsafe total &+ weights(pair).first &* Int32(inputs[column]) }
    for row in 0..<WeightPanels.rowsPerPanel { unsafe sums[2 &* row] = total[row] }
  }
#else
  /// The sums of the four rows of a panel.
  private struct NarrowRows {
    var row0: Int32
    var row1: Int32
    var row2: Int32
    var row3: Int32

    @inline(__always)
    @unsafe
    init(_ sums: UnsafePointer<Int32>) {
      unsafe (row0, row1, row2, row3) = (sums[0], sums[2], sums[4], sums[6])
    }

    @inline(__always)
    @unsafe
    func store(to sums: UnsafeMutablePointer<Int32>) {
      unsafe (sums[0], sums[2], sums[4], sums[6]) = (row0, row1, row2, row3)
    }

    /// Adds the products of a pair of columns of weights of 8 bits.
    @inline(__always)
    @unsafe
    mutating func add(_ pair: UnsafePointer<Int8>, _ first: Int32, _ second: Int32) {
      row0 = unsafe row0 &+ Int32(pair[0]) &* first &+ Int32(pair[2]) &* second
      row1 = unsafe row1 &+ Int32(pair[1]) &* first &+ Int32(pair[3]) &* second
      row2 = unsafe row2 &+ Int32(pair[4]) &* first &+ Int32(pair[6]) &* second
      row3 = unsafe row3 &+ Int32(pair[5]) &* first &+ Int32(pair[7]) &* second
    }

    /// The same of weights of 4 bits, the eight of a pair in a word.
    @inline(__always)
    mutating func add(_ word: Int32, _ first: Int32, _ second: Int32) {
      row0 = row0 &+ ((word &<< 28) &>> 28) &* first &+ ((word &<< 12) &>> 28) &* second
      row1 = row1 &+ ((word &<< 24) &>> 28) &* first &+ ((word &<< 8) &>> 28) &* second
      row2 = row2 &+ ((word &<< 20) &>> 28) &* first &+ ((word &<< 4) &>> 28) &* second
      row3 = row3 &+ ((word &<< 16) &>> 28) &* first &+ (word &>> 28) &* second
    }
  }

  /// The twin of `halfword_add_panel_8` of `halfword_kernels.h`: the same parameters and the same bits.
  @inline(never)
  @unsafe
  func addPanel8(_ panel: UnsafeMutablePointer<halfword_narrow_panel>) {
    guard let sums = unsafe panel.pointee.sums, let weights = unsafe panel.pointee.weights,
      var inputs = unsafe panel.pointee.inputs
    else { return }
    let columns = unsafe Int(truncatingIfNeeded: panel.pointee.columns)
    var rows = unsafe NarrowRows(sums)
    var pair = unsafe weights.assumingMemoryBound(to: Int8.self)
    let end = unsafe inputs + (columns & ~1)
    while unsafe inputs != end {
      unsafe rows.add(pair, Int32(inputs[0]), Int32(inputs[1]))
      unsafe pair += WeightPanels.weightsPerPair
      unsafe inputs += WeightPanels.columnsPerPair
    }
    if columns & 1 != 0 { unsafe rows.add(pair, Int32(inputs[0]), 0) }
    unsafe rows.store(to: sums)
  }

  /// That of `halfword_add_panel_4`.
  @inline(never)
  @unsafe
  func addPanel4(_ panel: UnsafeMutablePointer<halfword_narrow_panel>) {
    guard let sums = unsafe panel.pointee.sums, let weights = unsafe panel.pointee.weights,
      var inputs = unsafe panel.pointee.inputs
    else { return }
    let columns = unsafe Int(truncatingIfNeeded: panel.pointee.columns)
    var rows = unsafe NarrowRows(sums)
    var word = unsafe weights.assumingMemoryBound(to: Int32.self)
    let end = unsafe inputs + (columns & ~1)
    while unsafe inputs != end {
      unsafe rows.add(word[0], Int32(inputs[0]), Int32(inputs[1]))
      unsafe word += 1
      unsafe inputs += WeightPanels.columnsPerPair
    }
    if columns & 1 != 0 { unsafe rows.add(word[0], Int32(inputs[0]), 0) }
    unsafe rows.store(to: sums)
  }
#endif
