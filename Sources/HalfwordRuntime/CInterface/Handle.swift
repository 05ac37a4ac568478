public import CHalfword

/// What a handle's state holds once it is open: "open" in ASCII.
private let openState: UInt32 = 0x6E65_706F

/// Documented in `halfword.h`.
@c @implementation
public func halfword_open(
  _ model: UnsafeMutablePointer<halfword_model>!,
  _ image: UnsafeRawPointer!,
  _ size: UInt32
) -> halfword_status {
  unsafe halfword_open_linked(model, image, size, halfword_every_kernel())
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_open_linked(
  _ model: UnsafeMutablePointer<halfword_model>!,
  _ image: UnsafeRawPointer!,
  _ size: UInt32,
  _ kernels: UnsafePointer<halfword_kernel_table>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let model = unsafe model else { throw .nullPointer }
    unsafe model.pointee = halfword_model()
    guard let image = unsafe image, let kernels = unsafe kernels else { throw .nullPointer }
    let buffer = unsafe UnsafeRawBufferPointer(start: image, count: byteCount(size))
    let opened = unsafe try ModelImage(opening: buffer.bytes, kernels: KernelTable(kernels))
    unsafe model.pointee.image = image
    unsafe model.pointee.kernels = kernels
    unsafe model.pointee.size = UInt32(truncatingIfNeeded: opened.bytes.byteCount)
    unsafe model.pointee.state = openState
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_verify(_ model: UnsafePointer<halfword_model>!) -> halfword_status {
  status { () throws(RuntimeError) in
    let model = unsafe try openedModel(model)
    unsafe try ModelImage(opening: model.bytes.bytes, kernels: model.kernels).verify()
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_input_count(_ model: UnsafePointer<halfword_model>!) -> UInt32 {
  unsafe headerWord(ImageFormat.HeaderField.inputCount, model)
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_output_count(_ model: UnsafePointer<halfword_model>!) -> UInt32 {
  unsafe headerWord(ImageFormat.HeaderField.outputCount, model)
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_layer_count(_ model: UnsafePointer<halfword_model>!) -> UInt32 {
  unsafe headerWord(ImageFormat.HeaderField.layerCount, model)
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_output_exponent(_ model: UnsafePointer<halfword_model>!) -> Int32 {
  let word = unsafe headerWord(ImageFormat.HeaderField.outputExponent, model)
  return Int32(Int16(truncatingIfNeeded: word))
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_input_exponent(
  _ model: UnsafePointer<halfword_model>!,
  _ index: UInt32
) -> Int32 {
  unsafe Int32(truncatingIfNeeded: inputScale(model, index).exponent)
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_input_offset(
  _ model: UnsafePointer<halfword_model>!,
  _ index: UInt32
) -> Int32 {
  unsafe inputScale(model, index).offset
}

/// What lies between the values of an input and its words; nothing where no model is open or no input has the
/// index.
private func inputScale(_ model: UnsafePointer<halfword_model>!, _ index: UInt32) -> InputScale {
  guard let model = unsafe try? openedModel(model),
    let image = unsafe try? ModelImage(model)
  else { return InputScale(exponent: 0, offset: 0) }
  return image.inputScale(at: byteCount(index))
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_workspace_size(_ model: UnsafePointer<halfword_model>!) -> UInt32 {
  unsafe headerWord(ImageFormat.HeaderField.workspaceSize, model)
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_bounded_workspace_size(
  _ model: UnsafePointer<halfword_model>!
) -> UInt32 {
  unsafe halfword_workspace_size(model) &* 2
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_image_size(_ model: UnsafePointer<halfword_model>!) -> UInt32 {
  unsafe headerWord(ImageFormat.HeaderField.size, model)
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_identity(_ model: UnsafePointer<halfword_model>!) -> UInt64 {
  let low = unsafe headerWord(ImageFormat.HeaderField.identity, model)
  let high = unsafe headerWord(ImageFormat.HeaderField.identity + 4, model)
  return unsafe unsafeBitCast((low, high), to: UInt64.self)
}

/// What stands behind a handle.
@unsafe
struct OpenedModel {
  /// The image.
  let bytes: UnsafeRawBufferPointer
  /// The parts of the library that run it.
  let kernels: KernelTable
}

extension ModelImage {
  /// The image behind a handle, whose layers are not checked once more.
  @inline(__always)
  @unsafe
  @_lifetime(borrow model)
  init(_ model: borrowing OpenedModel) throws(RuntimeError) {
    unsafe try self.init(opened: model.bytes.bytes, kernels: model.kernels)
  }
}

/// What stands behind a handle.
///
/// - Throws: `RuntimeError.nullPointer`, or `.notOpen` where the handle was not filled by `halfword_open`.
@unsafe
func openedModel(_ model: UnsafePointer<halfword_model>?) throws(RuntimeError) -> OpenedModel {
  guard let model = unsafe model?.pointee else { throw .nullPointer }
  guard unsafe model.state == openState, let image = unsafe model.image,
    let kernels = unsafe model.kernels
  else { throw .notOpen }
  return unsafe OpenedModel(
    bytes: UnsafeRawBufferPointer(start: image, count: byteCount(model.size)),
    kernels: KernelTable(kernels)
  )
}

@unsafe
private func headerWord(_ offset: Int, _ model: UnsafePointer<halfword_model>?) -> UInt32 {
  guard let model = unsafe try? openedModel(model) else { return 0 }
  return unsafe model.bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
}

/// A 32-bit count of bytes as an `Int`, which on a 32-bit machine can be no larger than 2³¹ − 1.
func byteCount(_ count: UInt32) -> Int {
  Int(truncatingIfNeeded: min(count, UInt32(Int32.max)))
}

@unsafe
func isAligned(_ pointer: UnsafeRawPointer, to alignment: Int) -> Bool {
  Int(bitPattern: pointer) & (alignment - 1) == 0
}
