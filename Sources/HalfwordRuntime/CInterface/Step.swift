public import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_step(
  _ model: UnsafePointer<halfword_model>!,
  _ progress: UnsafeMutablePointer<halfword_progress>!,
  _ max_rows: UInt32,
  _ input: UnsafePointer<Int16>!,
  _ input_count: UInt32,
  _ output: UnsafeMutablePointer<Int16>!,
  _ output_count: UInt32,
  _ workspace: UnsafeMutableRawPointer!,
  _ workspace_size: UInt32,
  _ class_index: UnsafeMutablePointer<UInt32>!
) -> halfword_status {
  var isComplete = false
  let result = status { () throws(RuntimeError) in
    guard let progress = unsafe progress else { throw .nullPointer }
    let buffers = unsafe try checkedBuffers(
      input,
      input_count,
      output,
      output_count,
      workspace,
      workspace_size
    )
    unsafe try checkDisjoint(
      UnsafeRawBufferPointer(start: progress, count: MemoryLayout<halfword_progress>.size),
      buffers
    )
    let model = unsafe try openedModel(model)
    var position = unsafe RunProgress(progress.pointee)
    let classIndex = unsafe try ModelImage(model).step(
      buffers,
      &position,
      maximumRows: Int(truncatingIfNeeded: min(max_rows, UInt32(Int32.max)))
    )
    unsafe progress.pointee = halfword_progress(position)
    guard let classIndex else { return }
    isComplete = true
    unsafe class_index?.pointee = UInt32(truncatingIfNeeded: classIndex)
  }
  return result == HALFWORD_OK && !isComplete ? HALFWORD_IN_PROGRESS : result
}

extension RunProgress {
  fileprivate init(_ progress: halfword_progress) {
    layer = progress.layer
    row = progress.row
    largest = progress.partial.0
  }
}

extension halfword_progress {
  fileprivate init(_ progress: RunProgress) {
    self.init(layer: progress.layer, row: progress.row, partial: (progress.largest, 0))
  }
}
