public import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_run_bounded(
  _ model: UnsafePointer<halfword_model>!,
  _ input: UnsafePointer<Int16>!,
  _ input_count: UInt32,
  _ input_error: UInt32,
  _ output: UnsafeMutablePointer<Int16>!,
  _ errors: UnsafeMutablePointer<UInt32>!,
  _ output_count: UInt32,
  _ workspace: UnsafeMutableRawPointer!,
  _ workspace_size: UInt32
) -> halfword_status {
  var (answer, certified) = (UInt32(0), UInt32(0))
  return unsafe halfword_classify_certified(
    model,
    input,
    input_count,
    input_error,
    output,
    errors,
    output_count,
    workspace,
    workspace_size,
    &answer,
    &certified
  )
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_classify_certified(
  _ model: UnsafePointer<halfword_model>!,
  _ input: UnsafePointer<Int16>!,
  _ input_count: UInt32,
  _ input_error: UInt32,
  _ output: UnsafeMutablePointer<Int16>!,
  _ errors: UnsafeMutablePointer<UInt32>!,
  _ output_count: UInt32,
  _ workspace: UnsafeMutableRawPointer!,
  _ workspace_size: UInt32,
  _ answer: UnsafeMutablePointer<UInt32>!,
  _ certified: UnsafeMutablePointer<UInt32>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let errors = unsafe errors, let answer = unsafe answer,
      let certified = unsafe certified
    else { throw .nullPointer }
    let buffers = unsafe try checkedBuffers(
      input,
      input_count,
      output,
      output_count,
      workspace,
      workspace_size
    )
    let errorWords = unsafe UnsafeBufferPointer(start: errors, count: Int(output_count))
    unsafe try checkDisjoint(UnsafeRawBufferPointer(errorWords), buffers)
    let model = unsafe try openedModel(model)
    let certificate = unsafe try ModelImage(model)
      .runBounded(
        buffers,
        inputError: input_error,
        errors: errors
      )
    unsafe answer.pointee = UInt32(truncatingIfNeeded: certificate.answer)
    unsafe certified.pointee = certificate.isCertified ? 1 : 0
  }
}
