public import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_input_range(
  _ model: UnsafePointer<halfword_model>!,
  _ smallest: UnsafeMutablePointer<Int16>!,
  _ largest: UnsafeMutablePointer<Int16>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let smallest = unsafe smallest, let largest = unsafe largest else { throw .nullPointer }
    let model = unsafe try openedModel(model)
    let range = unsafe try ModelImage(model).inputRange
    unsafe smallest.pointee = range.lowerBound
    unsafe largest.pointee = range.upperBound
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_check_input(
  _ model: UnsafePointer<halfword_model>!,
  _ input: UnsafePointer<Int16>!,
  _ input_count: UInt32,
  _ outside: UnsafeMutablePointer<UInt32>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let input = unsafe input else { throw .nullPointer }
    guard unsafe isAligned(input, to: 2) else { throw .misaligned }
    guard input_count <= largestCount else { throw .wrongCount }
    let model = unsafe try openedModel(model)
    let values = unsafe UnsafeBufferPointer(start: input, count: Int(input_count))
    let count = unsafe try ModelImage(model)
      .outOfRangeCount(values.span)
    if let outside = unsafe outside {
      unsafe outside.pointee = UInt32(truncatingIfNeeded: count)
    }
    guard count == 0 else { throw .inputOutOfRange }
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_check_layer(
  _ model: UnsafePointer<halfword_model>!,
  _ layer: UInt32
) -> halfword_status {
  status { () throws(RuntimeError) in
    let model = unsafe try openedModel(model)
    let index = Int(truncatingIfNeeded: min(layer, UInt32(Int32.max)))
    guard
      unsafe try ModelImage(model).isLayerIntact(
        at: index
      )
    else {
      throw .badChecksum
    }
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_self_test(
  _ model: UnsafePointer<halfword_model>!,
  _ output: UnsafeMutablePointer<Int16>!,
  _ output_count: UInt32,
  _ workspace: UnsafeMutableRawPointer!,
  _ workspace_size: UInt32,
  _ failed: UnsafeMutablePointer<UInt32>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    // There is no input; the output stands in for it, with no values to overlap.
    let buffers = unsafe try checkedBuffers(
      output,
      0,
      output,
      output_count,
      workspace,
      workspace_size
    )
    let model = unsafe try openedModel(model)
    // Checked again, as where the known answers lie follows from all layers.
    let image = unsafe try ModelImage(opening: model.bytes.bytes, kernels: model.kernels)
    guard unsafe buffers.output.count == image.outputCount else { throw .wrongCount }
    guard unsafe buffers.workspace.count >= image.workspaceSize else { throw .workspaceTooSmall }
    switch unsafe try image.selfTest(output: buffers.output, workspace: buffers.workspace) {
    case .passed: return
    case .damagedLayer(let index):
      unsafe failed?.pointee = UInt32(truncatingIfNeeded: index)
      throw .badChecksum
    case .wrongAnswer(let index):
      unsafe failed?.pointee = UInt32(truncatingIfNeeded: index)
      throw .wrongAnswer
    }
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_identity_text(
  _ model: UnsafePointer<halfword_model>!,
  _ text: UnsafeMutablePointer<CChar>!
) -> halfword_status {
  status { () throws(RuntimeError) in
    guard let text = unsafe text else { throw .nullPointer }
    let model = unsafe try openedModel(model)
    let words = unsafe try ModelImage(model)
      .identityWords
    unsafe writeHexadecimal(words.high, to: text)
    unsafe writeHexadecimal(words.low, to: text + digitsPerWord)
    unsafe text[2 * digitsPerWord] = 0
  }
}

private let digitsPerWord = 8

@unsafe
private func writeHexadecimal(_ word: UInt32, to text: UnsafeMutablePointer<CChar>) {
  for index in 0..<digitsPerWord {
    let digit = UInt8(truncatingIfNeeded: word &>> UInt32(4 * (digitsPerWord - 1 - index))) & 15
    let first = digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") &- 10
    unsafe text[index] = CChar(bitPattern: first &+ digit)
  }
}
