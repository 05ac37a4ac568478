/// The memory of a run of many samples. The parts do not overlap, and the caller keeps them for the time of the run.
@unsafe
struct BatchBuffers {
  /// The inputs of the first sample.
  let input: UnsafePointer<Int16>
  /// From a sample's inputs to the next one's, in values; at least as many as it has.
  let inputStride: Int
  /// Room for the outputs of the first sample.
  let output: UnsafeMutablePointer<Int16>
  let outputStride: Int
  /// How many samples there are.
  let count: Int
  /// Room for the class of each sample, where it is wanted.
  let classes: UnsafeMutablePointer<UInt32>?
  /// At least one workspace, aligned to a word.
  let workspace: UnsafeMutableRawBufferPointer

  /// Some of the samples.
  @inline(__always)
  @unsafe
  func samples(from first: Int, count: Int) -> BatchBuffers {
    unsafe BatchBuffers(
      input: input + first &* inputStride,
      inputStride: inputStride,
      output: output + first &* outputStride,
      outputStride: outputStride,
      count: count,
      classes: classes.map { unsafe $0 + first },
      workspace: workspace
    )
  }
}

extension ModelImage {
  /// How many samples may be worked on together: more would only leave the processor's caches.
  static var mostSamplesTogether: Int { 64 }

  /// Runs the samples one after the other, or, where there are kernels for that and the workspace has room for several,
  /// layer by layer for several together. The bits are those of `run`.
  ///
  /// - Throws: `RuntimeError.wrongCount` or `.workspaceTooSmall`, before anything is written; otherwise as `run`.
  @unsafe
  func runBatch(_ batch: BatchBuffers) throws(RuntimeError) {
    guard unsafe batch.inputStride >= inputCount, unsafe batch.outputStride >= outputCount
    else { throw .wrongCount }
    guard unsafe batch.workspace.count >= workspaceSize else { throw .workspaceTooSmall }
    #if arch(x86_64) || arch(arm64)
      let most = Self.mostSamplesTogether
      let size = workspaceOfOne
      let together = unsafe size == 0 ? most : max(1, min(most, batch.workspace.count / size))
      var first = 0
      while unsafe first < batch.count {
        let count = unsafe min(together, batch.count &- first)
        unsafe try runTogether(batch.samples(from: first, count: count))
        first = first &+ count
      }
    #else
      for sample in unsafe 0..<batch.count {
        let buffers = unsafe sampleBuffers(batch, sample, workspace: batch.workspace)
        var observer = NoObserver()
        let findsClass = unsafe batch.classes != nil
        let index = unsafe try run(buffers, observer: &observer, findsClass: findsClass)
        unsafe batch.classes?[sample] = UInt32(truncatingIfNeeded: index)
      }
    #endif
  }

  /// The memory of one sample.
  @inline(__always)
  @unsafe
  private func sampleBuffers(
    _ batch: BatchBuffers,
    _ sample: Int,
    workspace: UnsafeMutableRawBufferPointer
  ) -> RunBuffers {
    unsafe RunBuffers(
      input: UnsafeBufferPointer(
        start: batch.input + sample &* batch.inputStride,
        count: inputCount
      ),
      output: UnsafeMutableBufferPointer(
        start: batch.output + sample &* batch.outputStride,
        count: outputCount
      ),
      workspace: workspace
    )
  }

  #if arch(x86_64) || arch(arm64)
    /// From a sample's workspace to the next one's, in bytes.
    private var workspaceOfOne: Int {
      @inline(__always) get {
        (workspaceSize &+ ImageFormat.alignment &- 1) & ~(ImageFormat.alignment &- 1)
      }
    }

    /// Runs as many samples as the workspace has room for, layer by layer.
    @inline(never)
    @unsafe
    private func runTogether(_ batch: BatchBuffers) throws(RuntimeError) {
      var reader = ReaderState(self)
      while !reader.isAtEnd {
        var layer = try reader.next()
        let isLast = reader.isAtEnd
        if layer.kind == .dense, layer.isPlainDense || layer.isNarrowDense {
          guard layer.isPlainDense || kernels.runner(of: layer).isLinked else { throw .notLinked }
          unsafe try runDense(layer, isLast: isLast, reader.image, batch)
        } else {
          var after = reader
          for sample in unsafe 0..<batch.count {
            after = reader
            var range = RowRange(first: 0, end: .max)
            let buffers = unsafe buffersTogether(batch, sample)
            _ = unsafe try runOther(&layer, &after, buffers, &range, counts: false)
          }
          reader = after
        }
        unsafe try finish(layer, isLast: isLast, batch)
      }
    }

    /// The memory of one of the samples that are worked on together.
    @inline(__always)
    @unsafe
    private func buffersTogether(_ batch: BatchBuffers, _ sample: Int) -> RunBuffers {
      let size = workspaceOfOne
      let place = unsafe batch.workspace.baseAddress.map { unsafe $0 + sample &* size }
      let workspace = unsafe UnsafeMutableRawBufferPointer(start: place, count: workspaceSize)
      return unsafe sampleBuffers(batch, sample, workspace: workspace)
    }

    /// A dense layer, of whatever weights.
    @inline(__always)
    @unsafe
    private func runDense(
      _ layer: LayerDescriptor,
      isLast: Bool,
      _ image: UnsafeRawPointer,
      _ batch: BatchBuffers
    ) throws(RuntimeError) {
      let memory = unsafe try LayerMemory(of: layer, isLast: isLast, buffersTogether(batch, 0))
      let between = workspaceOfOne / WeightPanels.bytesPerValue
      let outputStride = unsafe isLast ? batch.outputStride : between
      var rows = unsafe HostRows(
        layer,
        image: image,
        inputs: memory.source,
        outputs: memory.destination
      )
      unsafe rows.takeSamples(
        batch.count,
        inputStride: layer.sourceOffset == nil ? batch.inputStride : between,
        outputStride: outputStride
      )
      rows.run()
      guard kernels[layer.activation].isLinked else { return }
      for sample in unsafe 0..<batch.count {
        let values = unsafe memory.destination + sample &* outputStride
        unsafe activate(values, from: 0, to: layer.unitCount, of: layer, image, kernels)
      }
    }

    /// What comes after a layer: the classes after the last, and softmax.
    @inline(__always)
    @unsafe
    private func finish(
      _ layer: LayerDescriptor,
      isLast: Bool,
      _ batch: BatchBuffers
    ) throws(RuntimeError) {
      let classes = unsafe isLast ? batch.classes : nil
      guard unsafe classes != nil || layer.activation == .softmax else { return }
      for sample in unsafe 0..<batch.count {
        let memory = unsafe try LayerMemory(
          of: layer,
          isLast: isLast,
          buffersTogether(batch, sample)
        )
        if let classes = unsafe classes {
          let index = unsafe indexOfLargest(memory.values.span)
          unsafe classes[sample] = UInt32(truncatingIfNeeded: index)
        }
        if layer.activation == .softmax { unsafe kernels.softmax(memory.values) }
      }
    }
  #endif
}
