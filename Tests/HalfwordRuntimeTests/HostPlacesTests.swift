#if arch(x86_64) || arch(arm64)
  import CEmulatedKernels
  import CHalfword
  import HalfwordRuntime
  import Testing
  import _TestSupport

  /// The host's kernels for depthwise convolutions, each set of them, beside exact sums; what they read ends where no page
  /// follows.
  @Suite struct HostPlacesTests {
    @Test(arguments: [WeightFormat.bits16, .bits8, .bits4])
    func placesEqualExactSums(_ format: WeightFormat) {
      var random = TestRandom(seed: 61 &+ UInt64(format.rawValue))
      for rows in 1...40 {
        for form in [SumForm.bits32, .blocks16, .blocks32, .bits64] {
          for (height, width) in [(0, 0), (1, 1), (3, 3), (2, 9), (5, 8)] {
            let task = PlacesTask(rows, height, width, form, format, using: &random)
            var index: UInt32 = 0
            while let set = halfword_host_set(index) {
              #expect(task.run(set) == task.expected, "\(rows) rows, \(form), set \(index)")
              index += 1
            }
            if let emulated = halfword_emulated_avx512() {
              #expect(task.run(emulated) == task.expected)
            }
          }
        }
      }
    }
  }

  /// A depthwise convolution at one position, and what exact sums make of it.
  private struct PlacesTask {
    private var places = halfword_host_places()
    private let rows: Int
    private let memory: [GuardedMemory]
    private(set) var expected: [Int32] = []

    init(
      _ rows: Int,
      _ height: Int,
      _ width: Int,
      _ form: SumForm,
      _ format: WeightFormat,
      using random: inout TestRandom
    ) {
      self.rows = rows
      let layout = DepthwiseWeights(rows: rows, places: max(1, height * width), format: format)
      let terms = form == .bits32 ? max(1, height * width) : form == .blocks16 ? 16 : 32
      let limit =
        form == .bits64 || format != .bits16
        ? format.range : Int16(-65_000 / terms / 2)...Int16(65_000 / terms / 2)
      let weights = GuardedMemory(count: layout.places * layout.placeSize)
      let values = (0..<layout.places).map { _ in random.values(rows, in: limit) }
      for (place, row) in values.enumerated() {
        for (index, value) in row.enumerated() {
          weights.put(value, at: layout.place(row: index, place: place), format)
        }
      }
      let (right, down) = (rows + 1, (rows + 1) * (width + 2))
      let inputs = random.values(
        max(0, height - 1) * down + max(0, width - 1) * right + rows,
        in: .min ... .max
      )
      let starts = (0..<rows).map { _ in
        Int32.random(in: form == .bits32 ? -9_999...9_999 : .min ... .max, using: &random)
      }
      let bits = (0..<rows).map { _ in UInt8.random(in: 0...22, using: &random) }
      let rectifies = Bool.random(using: &random)
      var saturations: Int32 = 0
      for row in 0..<rows {
        var sum = Int64(starts[row])
        for y in 0..<height {
          for x in 0..<width {
            sum +=
              Int64(values[y * width + x][row]) * Int64(inputs[y * down + x * right + row])
          }
        }
        let value = sum >> Int64(bits[row])
        if value > 32_767 || (value < -32_768 && !rectifies) { saturations += 1 }
        expected.append(Int32(Int16(clamping: rectifies ? max(value, 0) : value)))
      }
      expected.append(saturations)
      memory = [weights, GuardedMemory(inputs), GuardedMemory(starts), GuardedMemory(bits)]
      places.weights = UnsafeRawPointer(weights.bytes.baseAddress!)
      places.inputs = UnsafePointer(memory[1].pointer(to: Int16.self))
      places.starts = UnsafePointer(memory[2].pointer(to: Int32.self))
      places.fractions = UnsafePointer(memory[3].pointer(to: UInt8.self))
      (places.right, places.down) = (right, down)
      (places.place_size, places.row_size) = (layout.placeSize, layout.placeSize * width)
      (places.width, places.height) = (UInt32(width), UInt32(height))
      places.rows = UInt32(rows)
      places.sums =
        switch form {
        case .bits32: HALFWORD_SUMS_32
        case .blocks16: HALFWORD_SUMS_BLOCKS_16
        case .blocks32: HALFWORD_SUMS_BLOCKS_32
        case .bits64: HALFWORD_SUMS_64
        }
      places.bits = UInt32(format.bits)
      places.least = rectifies ? 0 : -32_768
    }

    /// The values that a set of kernels gives, and after them the saturations.
    func run(_ set: UnsafePointer<halfword_host_kernels>) -> [Int32] {
      let outputs = GuardedMemory([Int16](repeating: 0, count: rows))
      var places = places
      places.outputs = outputs.pointer(to: Int16.self)
      let saturations = set.pointee.run_places(&places)
      let values = UnsafeBufferPointer(start: outputs.pointer(to: Int16.self), count: rows)
      return values.map(Int32.init) + [Int32(saturations)]
    }
  }
#endif
