#if arch(x86_64) || arch(arm64)
  import CHalfword
  import HalfwordRuntime
  import _TestSupport

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Memory that ends where no page follows: who reads beyond it ends the program.
  final class GuardedMemory {
    private let base: UnsafeMutableRawPointer
    private let capacity: Int
    let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) {
      let page = Int(sysconf(Int32(_SC_PAGESIZE)))
      capacity = (count + page - 1) / page * page + page
      #if canImport(Darwin)
        let flags = MAP_PRIVATE | MAP_ANON
      #else
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
      #endif
      base = mmap(nil, capacity, PROT_READ | PROT_WRITE, flags, -1, 0)!
      precondition(mprotect(base + (capacity - page), page, PROT_NONE) == 0)
      bytes = UnsafeMutableRawBufferPointer(start: base + (capacity - page - count), count: count)
    }

    convenience init<Value>(_ values: [Value]) {
      self.init(count: values.count * MemoryLayout<Value>.stride)
      values.withUnsafeBytes { bytes.copyMemory(from: $0) }
    }

    deinit { munmap(base, capacity) }

    func pointer<Value>(to type: Value.Type) -> UnsafeMutablePointer<Value> {
      bytes.baseAddress!.assumingMemoryBound(to: type)
    }
  }

  /// Rows, samples, and what exact sums make of them.
  struct HostTask: CustomStringConvertible {
    enum Values: CaseIterable {
      /// −32768 everywhere; or as far as the form of the sums allows.
      case smallest
      /// Extremes of both signs.
      case extreme
      /// Of any size.
      case random
      /// Sums whose rounding is a tie: start words with a half, and inputs that are multiples of large powers of two.
      case ties
    }

    let columns: Int
    let form: SumForm
    let format: WeightFormat
    let kind: Values
    let units: Int
    let pieces: Int
    let samples: Int
    let inputStride: Int
    let outputStride: Int
    let rectifies: Bool
    private let weights: GuardedMemory
    private let starts: GuardedMemory
    private let fractions: GuardedMemory
    private let inputs: GuardedMemory
    private(set) var expected: (outputs: [Int16], saturations: UInt32)

    var description: String {
      "\(rows) rows of \(columns) columns, \(format), \(form), \(kind), \(samples) samples"
    }

    private var rows: Int { units * pieces }

    init(
      columns: Int,
      _ form: SumForm,
      _ format: WeightFormat,
      _ kind: Values,
      using random: inout TestRandom
    ) {
      (self.columns, self.form, self.format, self.kind) = (columns, form, format, kind)
      units = .random(in: 1...(columns > 500 ? 5 : 21), using: &random)
      let pieces = [1, 1, 2, 3].randomElement(using: &random)!
      self.pieces = pieces
      samples = .random(in: 1...(columns > 500 ? 3 : 6), using: &random)
      inputStride = columns + .random(in: 0...2, using: &random)
      outputStride = units + .random(in: 0...2, using: &random)
      rectifies = Bool.random(using: &random)
      let rows = units * pieces
      // As large as 32 bits hold with any inputs; without a limit in 64.
      let terms = form == .bits32 ? columns : form == .blocks16 ? 16 : 32
      let limit =
        form == .bits64 || format != .bits16
        ? format.range : Int16(-65_000 / terms / 2)...Int16(65_000 / terms / 2)
      let values = (0..<rows).map { _ in
        (0..<columns).map { _ in Self.value(kind, limit, using: &random) }
      }
      let panels = WeightPanels(rows: rows, columns: columns, format: format)
      weights = GuardedMemory(count: panels.panelCount * panels.panelSize)
      for row in 0..<rows {
        for column in 0..<columns {
          weights.put(values[row][column], at: panels.place(row: row, column: column), format)
        }
      }
      let startLimit: Int32 = form == .bits32 ? 1 << 20 : .max
      let startWords = (0..<panels.panelCount * 4).map { row -> Int32 in
        guard row < rows else { return 0 }
        return kind == .ties ? 1 << 7 : .random(in: -startLimit...startLimit, using: &random)
      }
      let bits = (0..<panels.panelCount * 4).map { row -> UInt8 in
        row >= rows ? 0 : kind == .ties ? 8 : UInt8((row / pieces * 7 + columns) % 23)
      }
      let words = (0..<(samples - 1) * inputStride + columns).map { _ in
        kind == .ties
          ? Int16.random(in: -256...255, using: &random) << 7
          : Self.value(kind, .min ... .max, using: &random)
      }
      starts = GuardedMemory(startWords)
      fractions = GuardedMemory(bits)
      inputs = GuardedMemory(words)
      expected = ([Int16](repeating: 0x55, count: (samples - 1) * outputStride + units), 0)
      for sample in 0..<samples {
        for unit in 0..<units {
          var largest = Int64.min
          for row in unit * pieces..<(unit + 1) * pieces {
            var sum = Int64(startWords[row])
            for column in 0..<columns {
              sum += Int64(values[row][column]) * Int64(words[sample * inputStride + column])
            }
            // Of sums in 32 bits that do not fit, what is beyond is lost.
            if form == .bits32 { sum = Int64(Int32(truncatingIfNeeded: sum)) }
            let value = sum >> Int64(bits[row])
            if value > 32_767 || (value < -32_768 && !rectifies) { expected.saturations += 1 }
            largest = max(largest, value)
          }
          let kept = rectifies ? max(largest, 0) : largest
          expected.outputs[sample * outputStride + unit] = Int16(clamping: kept)
        }
      }
    }

    private static func value(
      _ kind: Values,
      _ range: ClosedRange<Int16>,
      using random: inout TestRandom
    ) -> Int16 {
      switch kind {
      case .smallest: range.lowerBound
      case .extreme: Bool.random(using: &random) ? range.lowerBound : range.upperBound
      case .random, .ties: .random(in: range, using: &random)
      }
    }

    /// What a set of kernels gives, and the saturations that it counts.
    func run(_ set: UnsafePointer<halfword_host_kernels>) -> ([Int16], UInt32) {
      let outputs = GuardedMemory([Int16](repeating: 0x55, count: expected.outputs.count))
      var rows = halfword_host_rows()
      rows.weights = UnsafeRawPointer(weights.bytes.baseAddress!)
      rows.starts = UnsafePointer(starts.pointer(to: Int32.self))
      rows.fractions = UnsafePointer(fractions.pointer(to: UInt8.self))
      rows.inputs = UnsafePointer(inputs.pointer(to: Int16.self))
      rows.outputs = outputs.pointer(to: Int16.self)
      rows.input_stride = inputStride
      rows.output_stride = outputStride
      rows.rows = UInt32(self.rows)
      rows.columns = UInt32(columns)
      rows.samples = UInt32(samples)
      rows.pieces = UInt32(pieces)
      rows.sums =
        switch form {
        case .bits32: HALFWORD_SUMS_32
        case .blocks16: HALFWORD_SUMS_BLOCKS_16
        case .blocks32: HALFWORD_SUMS_BLOCKS_32
        case .bits64: HALFWORD_SUMS_64
        }
      rows.bits = UInt32(format.bits)
      rows.least = rectifies ? 0 : -32_768
      let saturations = set.pointee.run_rows(&rows)
      let values = UnsafeBufferPointer(
        start: outputs.pointer(to: Int16.self),
        count: expected.outputs.count
      )
      return (Array(values), saturations)
    }

    /// The sums of the first panel and sample; in 32 bits without the words that mean nothing.
    func panelSums(
      _ kernel: (
        UnsafeMutablePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Int16>,
        UnsafePointer<Int16>, UInt32
      ) -> Void
    ) -> [Int32] {
      var sums = [Int32](repeating: 0, count: 8)
      kernel(
        &sums,
        starts.pointer(to: Int32.self),
        weights.pointer(to: Int16.self),
        inputs.pointer(to: Int16.self),
        UInt32(columns)
      )
      return form == .bits32 ? [sums[0], sums[2], sums[4], sums[6]] : sums
    }

    /// The sums of the first panel's magnitudes with the first sample's, from sums that carry soon.
    func errorSums(
      _ kernel: (
        UnsafeMutablePointer<Int32>, UnsafePointer<Int16>, UnsafePointer<Int16>, UInt32
      ) -> Void
    ) -> [Int32] {
      let words = (0..<columns).map { inputs.pointer(to: Int16.self)[$0] & .max }
      let errors = GuardedMemory(words)
      var sums: [Int32] = [-1, 0, 5, 7, .min, 1, .max, 2]
      kernel(
        &sums,
        weights.pointer(to: Int16.self),
        errors.pointer(to: Int16.self),
        UInt32(columns)
      )
      return sums
    }

    /// The sums of the first panel of narrow weights, and the words that stay.
    func narrowSums(_ kernel: (UnsafeMutablePointer<halfword_narrow_panel>) -> Void) -> [Int32] {
      var sums: [Int32] = [1, 2, -3, 4, .max, 6, .min, 8]
      sums.withUnsafeMutableBufferPointer { sums in
        var panel = halfword_narrow_panel(
          sums: sums.baseAddress,
          weights: UnsafeRawPointer(weights.bytes.baseAddress!),
          inputs: UnsafePointer(inputs.pointer(to: Int16.self)),
          columns: UInt32(columns)
        )
        kernel(&panel)
      }
      return sums
    }
  }

  extension GuardedMemory {
    /// Puts a weight where it stands.
    func put(_ weight: Int16, at place: WeightPlace, _ format: WeightFormat) {
      let address = bytes.baseAddress! + place.offset
      switch format {
      case .bits16: address.storeBytes(of: weight, as: Int16.self)
      case .bits8: address.storeBytes(of: Int8(weight), as: Int8.self)
      case .bits4:
        let byte = address.load(as: UInt8.self)
        let half = UInt8(truncatingIfNeeded: weight) & 15
        let both = place.isHighHalf ? byte & 15 | half << 4 : byte & 0xF0 | half
        address.storeBytes(of: both, as: UInt8.self)
      }
    }
  }
#endif
