public import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_batch_workspace_size(
  _ model: UnsafePointer<halfword_model>!,
  _ sample_count: UInt32
) -> UInt32 {
  let size = unsafe (halfword_workspace_size(model) &+ 3) & ~3
  let most = UInt32(truncatingIfNeeded: ModelImage.mostSamplesTogether)
  let (product, overflow) = size.multipliedReportingOverflow(by: max(1, min(sample_count, most)))
  return overflow || product > UInt32(Int32.max) ? size : product
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_run_batch(
  _ model: UnsafePointer<halfword_model>!,
  _ input: UnsafePointer<Int16>!,
  _ input_stride: UInt32,
  _ output: UnsafeMutablePointer<Int16>!,
  _ output_stride: UInt32,
  _ sample_count: UInt32,
  _ workspace: UnsafeMutableRawPointer!,
  _ workspace_size: UInt32,
  _ classes: UnsafeMutablePointer<UInt32>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let input = unsafe input, let output = unsafe output else { throw .nullPointer }
    guard unsafe workspace != nil || workspace_size == 0 else { throw .nullPointer }
    guard unsafe isAligned(input, to: 2), unsafe isAligned(output, to: 2),
      unsafe isAlignedOrNull(workspace, to: ImageFormat.alignment),
      unsafe isAlignedOrNull(classes, to: 4)
    else { throw .misaligned }
    let opened = unsafe try openedModel(model)
    let image = unsafe try ModelImage(opened)
    let inputs = try stretch(of: sample_count, input_stride, holding: image.inputCount)
    let outputs = try stretch(of: sample_count, output_stride, holding: image.outputCount)
    let batch = unsafe BatchBuffers(
      input: input,
      inputStride: byteCount(input_stride),
      output: output,
      outputStride: byteCount(output_stride),
      count: byteCount(sample_count),
      classes: classes,
      workspace: UnsafeMutableRawBufferPointer(start: workspace, count: byteCount(workspace_size))
    )
    unsafe try checkDisjoint(batch, inputBytes: inputs, outputBytes: outputs)
    unsafe try image.runBatch(batch)
  }
}

/// The bytes from the first sample's first value to the last one's last.
///
/// - Throws: `RuntimeError.wrongCount` where a sample reaches into the next, or the stretch does not fit the memory of
///   the machine.
private func stretch(
  of samples: UInt32,
  _ stride: UInt32,
  holding count: Int
) throws(RuntimeError) -> Int {
  let stride = byteCount(stride)
  guard stride >= count, samples <= UInt32(Int32.max) else { throw .wrongCount }
  guard samples > 0 else { return 0 }
  let (before, overflow) = (byteCount(samples) &- 1).multipliedReportingOverflow(by: stride)
  guard !overflow, before <= Int.max / 2 &- count else { throw .wrongCount }
  return 2 &* (before &+ count)
}

/// - Throws: `RuntimeError.overlap` where the parts share a byte.
@unsafe
private func checkDisjoint(
  _ batch: BatchBuffers,
  inputBytes: Int,
  outputBytes: Int
) throws(RuntimeError) {
  let input = unsafe UnsafeRawBufferPointer(start: batch.input, count: inputBytes)
  let output = unsafe UnsafeRawBufferPointer(start: batch.output, count: outputBytes)
  let workspace = unsafe UnsafeRawBufferPointer(batch.workspace)
  let classes = unsafe UnsafeRawBufferPointer(start: batch.classes, count: 4 &* batch.count)
  guard unsafe !overlaps(input, output), unsafe !overlaps(input, workspace),
    unsafe !overlaps(output, workspace), unsafe !overlaps(classes, input),
    unsafe !overlaps(classes, output), unsafe !overlaps(classes, workspace)
  else { throw .overlap }
}

@unsafe
private func isAlignedOrNull(_ pointer: UnsafeRawPointer?, to alignment: Int) -> Bool {
  guard let pointer = unsafe pointer else { return true }
  return unsafe isAligned(pointer, to: alignment)
}
