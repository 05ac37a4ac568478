#if arch(x86_64) || arch(arm64)
  internal import CHalfword

  /// Rows of a dense layer by the kernels of `halfword_host.h`, those of the vector unit that the machine has.
  ///
  /// The bits are those of `PortableKernels.swift`.
  @safe
  struct HostRows {
    /// As the kernels take it.
    private(set) var work: halfword_host_rows

    /// All rows of a layer, for one sample.
    ///
    /// - Parameters:
    ///   - layer: dense, or a convolution, in the image wholly.
    ///   - columns: of a row; nil for those of a dense layer.
    ///   - image: where that begins.
    ///   - inputs: one for each column.
    ///   - outputs: room for a value a unit.
    @inline(__always)
    @unsafe
    init(
      _ layer: LayerDescriptor,
      columns: Int? = nil,
      image: UnsafeRawPointer,
      inputs: UnsafePointer<Int16>,
      outputs: UnsafeMutablePointer<Int16>
    ) {
      let words = unsafe RowWords(layer, row: 0, image: image)
      unsafe work = halfword_host_rows(
        weights: image + layer.weightsOffset,
        starts: words.starts,
        fractions: words.fractions,
        inputs: inputs,
        outputs: outputs,
        input_stride: 0,
        output_stride: 0,
        rows: UInt32(truncatingIfNeeded: layer.rowCount),
        columns: UInt32(truncatingIfNeeded: columns ?? layer.inputCount),
        samples: 1,
        pieces: UInt32(truncatingIfNeeded: layer.pieces),
        sums: layer.sums.hostForm,
        bits: UInt32(truncatingIfNeeded: layer.weightFormat.bits),
        least: layer.activation.rectifies ? 0 : -32_768
      )
    }

    /// Takes several samples.
    ///
    /// - Parameters:
    ///   - inputStride: from a sample's inputs to the next one's, in values.
    ///   - outputStride: the same of outputs.
    @inline(__always)
    mutating func takeSamples(_ count: Int, inputStride: Int, outputStride: Int) {
      unsafe work.samples = UInt32(truncatingIfNeeded: count)
      unsafe work.input_stride = inputStride
      unsafe work.output_stride = outputStride
    }

    /// Gives the value of each unit but for what its activation does beyond ReLU and maxout.
    ///
    /// - Returns: how many rows were saturated; of a layer with a row a unit these are its units.
    @inline(__always)
    @discardableResult
    func run() -> UInt32 {
      unsafe withUnsafePointer(to: work) { unsafe halfword_host().pointee.run_rows($0) }
    }
  }

  extension NarrowDense {
    /// Runs all of a layer with a row a unit at once, where all of it is asked for.
    ///
    /// - Returns: whether it was run.
    @inline(__always)
    func runAll(
      _ range: inout RowRange,
      _ observers: inout LastStepObservers<SaturationCounter>
    ) -> Bool {
      guard range.first == 0, range.end >= layer.rowCount, layer.pieces == 1 else { return false }
      let rows = unsafe HostRows(layer, image: image, inputs: source, outputs: destination)
      observers.layer.tookUnits(saturations: rows.run())
      range.end = layer.rowCount
      unsafe activate(destination, from: 0, to: layer.unitCount, of: layer, image, kernels)
      return true
    }
  }

  /// Gives the sums of the four rows of a panel with weights of 16 bits, as `callKernel`.
  @inline(__always)
  @unsafe
  func callHostKernel(
    _ sums: UnsafeMutablePointer<Int32>,
    _ starts: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ columns: UInt32,
    _ form: SumForm
  ) {
    unsafe halfword_host().pointee.sum_panel(sums, starts, weights, inputs, columns, form.hostForm)
  }

  extension SumForm {
    /// As `halfword_host.h` has it.
    @inline(__always)
    var hostForm: UInt32 {
      switch self {
      case .bits32: HALFWORD_SUMS_32
      case .blocks16: HALFWORD_SUMS_BLOCKS_16
      case .blocks32: HALFWORD_SUMS_BLOCKS_32
      case .bits64: HALFWORD_SUMS_64
      }
    }
  }
#endif
