public import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_run(
  _ model: UnsafePointer<halfword_model>!,
  _ input: UnsafePointer<Int16>!,
  _ input_count: UInt32,
  _ output: UnsafeMutablePointer<Int16>!,
  _ output_count: UInt32,
  _ workspace: UnsafeMutableRawPointer!,
  _ workspace_size: UInt32
) -> halfword_status {
  status { () throws(RuntimeError) in
    let buffers = unsafe try checkedBuffers(
      input,
      input_count,
      output,
      output_count,
      workspace,
      workspace_size
    )
    var observer = NoObserver()
    _ = unsafe try run(model, buffers, &observer, findsClass: false)
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_classify(
  _ model: UnsafePointer<halfword_model>!,
  _ input: UnsafePointer<Int16>!,
  _ input_count: UInt32,
  _ output: UnsafeMutablePointer<Int16>!,
  _ output_count: UInt32,
  _ workspace: UnsafeMutableRawPointer!,
  _ workspace_size: UInt32,
  _ class_index: UnsafeMutablePointer<UInt32>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let class_index = unsafe class_index else { throw .nullPointer }
    let buffers = unsafe try checkedBuffers(
      input,
      input_count,
      output,
      output_count,
      workspace,
      workspace_size
    )
    var observer = NoObserver()
    let index = unsafe try run(model, buffers, &observer, findsClass: true)
    unsafe class_index.pointee = UInt32(truncatingIfNeeded: index)
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_run_counting(
  _ model: UnsafePointer<halfword_model>!,
  _ input: UnsafePointer<Int16>!,
  _ input_count: UInt32,
  _ output: UnsafeMutablePointer<Int16>!,
  _ output_count: UInt32,
  _ workspace: UnsafeMutableRawPointer!,
  _ workspace_size: UInt32,
  _ saturations: UnsafeMutablePointer<UInt32>!,
  _ layer_count: UInt32
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let saturations = unsafe saturations else { throw .nullPointer }
    let buffers = unsafe try checkedBuffers(
      input,
      input_count,
      output,
      output_count,
      workspace,
      workspace_size
    )
    guard unsafe halfword_layer_count(model) == layer_count else {
      // A handle that is not open counts 0 layers; say that rather than a wrong count.
      _ = unsafe try openedModel(model)
      throw .wrongCount
    }
    let counters = unsafe UnsafeMutableBufferPointer(start: saturations, count: Int(layer_count))
    try unsafe checkDisjoint(UnsafeRawBufferPointer(counters), buffers)
    var observer = unsafe CountingObserver(counters: counters)
    _ = unsafe try run(model, buffers, &observer, findsClass: false)
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_argmax(
  _ values: UnsafePointer<Int16>!,
  _ count: UInt32,
  _ index: UnsafeMutablePointer<UInt32>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let values = unsafe values, let index = unsafe index else { throw .nullPointer }
    guard unsafe isAligned(values, to: 2) else { throw .misaligned }
    guard count > 0, count <= UInt32(Int32.max) / 2 else { throw .wrongCount }
    let buffer = unsafe UnsafeBufferPointer(start: values, count: Int(count))
    unsafe index.pointee = UInt32(truncatingIfNeeded: indexOfLargest(buffer.span))
  }
}
