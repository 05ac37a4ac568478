import CConformance
import CHalfword

extension LibraryUnderTest {
  /// Opens an image and runs it.
  ///
  /// - Returns: the outputs in Q8.8.
  /// - Throws: `LibraryError` with the status of the function that refuses.
  public func run(image: [UInt8], _ input: [Int16]) throws(LibraryError) -> [Int16] {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: image.count,
      alignment: Int(HALFWORD_IMAGE_ALIGNMENT)
    )
    defer { unsafe memory.deallocate() }
    unsafe memory.copyBytes(from: image)
    let call = unsafe functions.pointee
    var model = unsafe halfword_model()
    var status = unsafe call.open(&model, memory.baseAddress, UInt32(image.count))
    guard status == HALFWORD_OK else { throw refusal("halfword_open", status) }
    let size = unsafe call.workspace_size(&model)
    var output = unsafe [Int16](repeating: 0, count: Int(call.output_count(&model)))
    var workspace = [UInt32](repeating: 0, count: Int(size) / MemoryLayout<UInt32>.size + 1)
    status = unsafe call.run(
      &model,
      input,
      UInt32(input.count),
      &output,
      UInt32(output.count),
      &workspace,
      size
    )
    guard status == HALFWORD_OK else { throw refusal("halfword_run", status) }
    return output
  }

  private func refusal(_ function: String, _ status: Int32) -> LibraryError {
    let name = unsafe String(cString: halfword_status_name(status))
    return LibraryError(library: self.name, reason: "\(function) refuses the model (\(name))")
  }
}
