/// Running a model from Swift: spans in and out, nothing allocated, nothing copied.
///
/// ```swift
/// let model = try ModelImage(opening: bytes)
/// let digit = try model.run(input.span, into: &output, workspace: &workspace)
/// ```
extension ModelImage {
  /// Runs the model.
  ///
  /// - Parameters:
  ///   - input: `inputCount` values in Q8.8; every value is allowed.
  ///   - output: room for `outputCount` values in Q8.8.
  ///   - workspace: at least `workspaceSize` bytes, aligned to 4. What it held before does not
  ///     matter, and afterwards it has no meaning.
  /// - Returns: the class: the index of the largest output, before a softmax, the lowest on ties.
  /// - Throws: `RuntimeError.wrongCount`, `.misaligned` or `.workspaceTooSmall`, before anything is
  ///   written.
  @discardableResult
  public func run(
    _ input: Span<Int16>,
    into output: inout MutableSpan<Int16>,
    workspace: inout MutableRawSpan
  ) throws(RuntimeError) -> Int {
    unsafe try withBuffers(input, &output, &workspace) { (buffers) throws(RuntimeError) in
      var observer = NoObserver()
      return unsafe try run(buffers, observer: &observer, findsClass: true)
    }
  }

  /// Runs the model and counts, for each layer, the units whose pre-activation was saturated.
  ///
  /// - Parameters:
  ///   - input: `inputCount` values in Q8.8; every value is allowed.
  ///   - output: room for `outputCount` values in Q8.8.
  ///   - workspace: at least `workspaceSize` bytes, aligned to 4.
  ///   - saturations: one counter a layer; the counts are added, at most to `UInt32.max`.
  /// - Returns: the class, as `run(_:into:workspace:)`; otherwise it is as that.
  @discardableResult
  public func run(
    _ input: Span<Int16>,
    into output: inout MutableSpan<Int16>,
    workspace: inout MutableRawSpan,
    addingSaturationsTo saturations: inout MutableSpan<UInt32>
  ) throws(RuntimeError) -> Int {
    guard saturations.count == layerCount else { throw .wrongCount }
    return unsafe try withBuffers(input, &output, &workspace) { (buffers) throws(RuntimeError) in
      unsafe try saturations.withUnsafeMutableBufferPointer { (counters) throws(RuntimeError) in
        var observer = unsafe CountingObserver(counters: counters)
        return unsafe try run(buffers, observer: &observer, findsClass: true)
      }
    }
  }

  /// Runs the model on many samples, with the bits of `run(_:into:workspace:)` for each of them.
  ///
  /// On machines with vector units several samples go through a layer together, as many as the workspace has room for:
  /// 64 times `workspaceSize` serve best.
  ///
  /// - Parameters:
  ///   - inputs: the values of each sample in Q8.8, `inputStride` from one sample's first to the next one's; nothing
  ///     has to follow the last one's last.
  ///   - inputStride: at least `inputCount`.
  ///   - count: how many samples there are; 0 does nothing.
  ///   - outputs: likewise room for the values of each sample.
  ///   - outputStride: at least `outputCount`. What lies between samples is not touched.
  ///   - classes: room for the class of each sample; empty where they are not wanted.
  ///   - workspace: at least `workspaceSize` bytes, aligned to 4.
  /// - Throws: `RuntimeError.wrongCount`, `.misaligned` or `.workspaceTooSmall`, before anything is written.
  public func runBatch(
    _ inputs: Span<Int16>,
    inputStride: Int,
    count: Int,
    into outputs: inout MutableSpan<Int16>,
    outputStride: Int,
    classes: inout MutableSpan<UInt32>,
    workspace: inout MutableRawSpan
  ) throws(RuntimeError) {
    guard classes.isEmpty || classes.count == count, count >= 0,
      holds(inputs.count, count, of: inputCount, inputStride),
      holds(outputs.count, count, of: outputCount, outputStride)
    else { throw .wrongCount }
    guard count > 0 else { return }
    unsafe try withBuffers(inputs, &outputs, &workspace) { (buffers) throws(RuntimeError) in
      unsafe try classes.withUnsafeMutableBufferPointer { (classes) throws(RuntimeError) in
        guard let input = unsafe buffers.input.baseAddress,
          let output = unsafe buffers.output.baseAddress
        else { throw .wrongCount }
        unsafe try runBatch(
          BatchBuffers(
            input: input,
            inputStride: inputStride,
            output: output,
            outputStride: outputStride,
            count: count,
            classes: classes.isEmpty ? nil : classes.baseAddress,
            workspace: buffers.workspace
          )
        )
      }
    }
  }

  /// Whether so many values hold samples a stride apart.
  private func holds(_ values: Int, _ samples: Int, of count: Int, _ stride: Int) -> Bool {
    guard stride >= count else { return false }
    guard samples > 0 else { return true }
    let (before, overflow) = (samples &- 1).multipliedReportingOverflow(by: stride)
    return !overflow && values >= count && before <= values &- count
  }

  /// Runs the model, and proves of this run how far the float network can be from its outputs and whether it
  /// gives the same answer.
  ///
  /// - Parameters:
  ///   - input: `inputCount` words; every word is allowed.
  ///   - inputError: by how much each input may differ from its word, in sixteenths of the word's step: 0, or
  ///     8 for values that were rounded.
  ///   - output: room for `outputCount` words.
  ///   - errors: room for `outputCount` error words: how far the float network's output can be, in
  ///     sixteenths of an ulp; `UInt32.max` in all of them where nothing is proved.
  ///   - workspace: at least twice `workspaceSize` bytes, aligned to 4.
  /// - Returns: the answer, as `AnswerCode` says how it is read, and whether the float network provably gives
  ///   the same.
  /// - Throws: as `run(_:into:workspace:)`.
  @discardableResult
  public func runBounded(
    _ input: Span<Int16>,
    inputError: UInt32 = 0,
    into output: inout MutableSpan<Int16>,
    errors: inout MutableSpan<UInt32>,
    workspace: inout MutableRawSpan
  ) throws(RuntimeError) -> Certificate {
    guard errors.count == outputCount else { throw .wrongCount }
    return unsafe try withBuffers(input, &output, &workspace) { (buffers) throws(RuntimeError) in
      unsafe try errors.withUnsafeMutableBufferPointer { (errors) throws(RuntimeError) in
        guard let base = errors.baseAddress else { throw .wrongCount }
        return unsafe try runBounded(buffers, inputError: inputError, errors: base)
      }
    }
  }

  /// Goes on with a run by at most `maximumRows` rows of weights.
  ///
  /// The bits are those of `run(_:into:workspace:)`. A softmax takes a step of its own.
  ///
  /// - Parameters:
  ///   - input: the same in each step.
  ///   - output: the same in each step; complete after the last.
  ///   - workspace: the same in each step; nothing else may write to it between them.
  ///   - progress: a new one for the first step; after the last it stands at the beginning again.
  ///   - maximumRows: at least 1.
  /// - Returns: after the last step the class; before, nil.
  /// - Throws: as `run(_:into:workspace:)`; `RuntimeError.badProgress` where no step of this model
  ///   can have left `progress`.
  public func step(
    _ progress: inout RunProgress,
    _ input: Span<Int16>,
    into output: inout MutableSpan<Int16>,
    workspace: inout MutableRawSpan,
    maximumRows: Int
  ) throws(RuntimeError) -> Int? {
    unsafe try withBuffers(input, &output, &workspace) { (buffers) throws(RuntimeError) in
      unsafe try step(buffers, &progress, maximumRows: maximumRows)
    }
  }

  /// Tests each layer's checksum, then runs the known answers of the image.
  ///
  /// - Parameters:
  ///   - output: room for `outputCount` values; of no meaning afterwards.
  ///   - workspace: as for a run.
  /// - Throws: as `run(_:into:workspace:)`.
  public func selfTest(
    output: inout MutableSpan<Int16>,
    workspace: inout MutableRawSpan
  ) throws(RuntimeError) -> SelfTestResult {
    let none = Span<Int16>()
    return unsafe try withBuffers(none, &output, &workspace) { (buffers) throws(RuntimeError) in
      unsafe try selfTest(output: buffers.output, workspace: buffers.workspace)
    }
  }

  @inline(__always)
  private func withBuffers<Result>(
    _ input: Span<Int16>,
    _ output: inout MutableSpan<Int16>,
    _ workspace: inout MutableRawSpan,
    _ body: (RunBuffers) throws(RuntimeError) -> Result
  ) throws(RuntimeError) -> Result {
    unsafe try input.withUnsafeBufferPointer { (input) throws(RuntimeError) in
      unsafe try output.withUnsafeMutableBufferPointer { (output) throws(RuntimeError) in
        unsafe try workspace.withUnsafeMutableBytes { (workspace) throws(RuntimeError) in
          if let base = workspace.baseAddress {
            guard unsafe isAligned(base, to: ImageFormat.alignment) else { throw .misaligned }
          }
          return unsafe try body(
            RunBuffers(input: input, output: output, workspace: workspace)
          )
        }
      }
    }
  }
}
