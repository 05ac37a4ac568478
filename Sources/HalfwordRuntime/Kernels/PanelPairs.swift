internal import CHalfword

/// Weights of some bits in a panel, pair by pair of columns.
protocol PanelPairs {
  /// The bits of a weight.
  var format: WeightFormat { get }

  /// The weight of one of four rows and the second column of a pair, which begins at an address.
  @unsafe
  func secondWeight(_ pair: UnsafeRawPointer, row: Int) -> Int16

  /// Adds the products of a panel's columns, whose first pair begins at an address, with inputs to sums.
  @unsafe
  func add(
    _ sums: inout PanelSums,
    _ weights: UnsafeRawPointer,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32,
    _ form: SumForm
  )
}

/// Those of 16 bits.
struct PlainPairs: PanelPairs {
  @inline(__always)
  var format: WeightFormat { .bits16 }

  @inline(__always)
  @unsafe
  func secondWeight(_ pair: UnsafeRawPointer, row: Int) -> Int16 {
    unsafe pair.load(fromByteOffset: (2 &* row &+ 1) &* WeightPanels.bytesPerValue, as: Int16.self)
  }

  @inline(never)
  @unsafe
  func add(
    _ sums: inout PanelSums,
    _ weights: UnsafeRawPointer,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32,
    _ form: SumForm
  ) {
    // In 32 bits a kernel goes on with the sums so far; otherwise its own are added.
    var starts = InlineArray<4, Int32>(repeating: 0)
    if form == .bits32 {
      for row in 0..<WeightPanels.rowsPerPanel {
        unsafe starts[unchecked: row] = Int32(bitPattern: sums[unchecked: row].low)
      }
    }
    var added = PanelSums.zero
    unsafe withUnsafeMutablePointer(to: &added) { added in
      unsafe withUnsafeMutablePointer(to: &starts) { starts in
        unsafe callKernel(
          UnsafeMutableRawPointer(added).assumingMemoryBound(to: Int32.self),
          UnsafeRawPointer(starts).assumingMemoryBound(to: Int32.self),
          weights.assumingMemoryBound(to: Int16.self),
          inputs,
          columns,
          form
        )
      }
    }
    for row in 0..<WeightPanels.rowsPerPanel {
      if form == .bits32 {
        unsafe sums[unchecked: row] = added[unchecked: row]
      } else {
        unsafe sums[unchecked: row].add(added[unchecked: row])
      }
    }
  }
}

/// Those of 8 or 4 bits.
///
/// Any 256 products of theirs fit 32 bits together, whatever the form of the sums: 256 · 2⁷ · 2¹⁵ is 2³⁰.
struct NarrowPairs: PanelPairs {
  let format: WeightFormat
  private let kernel: Kernel

  @inline(__always)
  init(_ format: WeightFormat, _ kernels: KernelTable) {
    self.format = format
    kernel = kernels.sums(of: format)
  }

  @inline(__always)
  @unsafe
  func secondWeight(_ pair: UnsafeRawPointer, row: Int) -> Int16 {
    unsafe Int16(pair.narrowWeight(at: format.placeInPair(row: row, column: 1), format))
  }

  @inline(never)
  @unsafe
  func add(
    _ sums: inout PanelSums,
    _ weights: UnsafeRawPointer,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32,
    _ form: SumForm
  ) {
    unsafe withUnsafeMutablePointer(to: &sums) { sums in
      var panel = unsafe halfword_narrow_panel(
        sums: UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Int32.self),
        weights: weights,
        inputs: inputs,
        columns: columns
      )
      if form == .bits32 {
        unsafe kernel(&panel)
      } else {
        unsafe addStretches(&panel, sums)
      }
    }
  }
}

extension NarrowPairs {
  /// Adds the products of 256 columns after the other, each in 32 bits, to sums of two words.
  @inline(never)
  @unsafe
  private func addStretches(
    _ panel: inout halfword_narrow_panel,
    _ sums: UnsafeMutablePointer<PanelSums>
  ) {
    var left = unsafe panel.columns
    let rows = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: WideSum.self)
    while left > 0 {
      let count = min(left, 256)
      unsafe panel.columns = count
      let before = unsafe (rows[0], rows[1], rows[2], rows[3])
      unsafe kernel(&panel)
      unsafe rows[0].addLow(to: before.0)
      unsafe rows[1].addLow(to: before.1)
      unsafe rows[2].addLow(to: before.2)
      unsafe rows[3].addLow(to: before.3)
      let pairs = Int(truncatingIfNeeded: count &>> 1)
      unsafe panel.weights += pairs &* format.pairSize
      unsafe panel.inputs += Int(truncatingIfNeeded: count)
      left = left &- count
    }
  }
}

extension WideSum {
  /// Becomes an earlier sum and what its low word has since gained, with its sign.
  @inline(__always)
  fileprivate mutating func addLow(to earlier: WideSum) {
    let gained = Int32(bitPattern: low &- earlier.low)
    self = earlier
    add(gained)
  }
}

extension UnsafeRawPointer {
  /// A weight of 8 or 4 bits at a place from here on.
  @inline(__always)
  @unsafe
  func narrowWeight(at place: WeightPlace, _ format: WeightFormat) -> Int8 {
    unsafe load(fromByteOffset: place.offset, as: Int8.self).weight(of: format, place.isHighHalf)
  }
}
