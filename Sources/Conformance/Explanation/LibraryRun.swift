import CConformance
import CHalfword

extension LibraryUnderTest {
  /// Opens an image and runs it.
  ///
  /// - Returns: the outputs, in ulps of Q8.8.
  /// - Throws: `RefusedRun` with the library's status.
  public func run(image: [UInt8], _ input: [Int16]) throws(RefusedRun) -> [Int16] {
    let functions = unsafe functions.pointee
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: image.count,
      alignment: Int(HALFWORD_IMAGE_ALIGNMENT)
    )
    defer { unsafe memory.deallocate() }
    unsafe memory.copyBytes(from: image)
    var model = unsafe halfword_model()
    var status = unsafe functions.open(&model, memory.baseAddress, UInt32(image.count))
    guard status == HALFWORD_OK else {
      throw RefusedRun(function: "halfword_open", status: status)
    }
    let size = unsafe functions.workspace_size(&model)
    var output = unsafe [Int16](repeating: 0, count: Int(functions.output_count(&model)))
    var workspace = [UInt32](repeating: 0, count: Int(size) / 4 + 1)
    status = unsafe functions.run(
      &model,
      input,
      UInt32(input.count),
      &output,
      UInt32(output.count),
      &workspace,
      size
    )
    guard status == HALFWORD_OK else {
      throw RefusedRun(function: "halfword_run", status: status)
    }
    return output
  }
}

/// A library gave a status other than HALFWORD_OK.
public struct RefusedRun: Error, Equatable, CustomStringConvertible {
  /// Which function did.
  public let function: String
  /// Its status.
  public let status: Int32

  /// Says which function gave which status.
  public init(function: String, status: Int32) {
    self.function = function
    self.status = status
  }

  /// One line for a person.
  public var description: String {
    "the library's \(function) refuses the model "
      + "(\(unsafe String(cString: halfword_status_name(status))))"
  }
}
