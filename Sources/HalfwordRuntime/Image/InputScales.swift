/// What lies between the values of an application and the words of the model: word i is
/// value · 2^(8−kᵢ) − oᵢ, rounded, and an output's value is word · 2^(m−8). All words of a channel have the same k
/// and o; of a vector each is a channel.
///
/// A run does not need them; an application that loads images it does not know does.
extension ModelImage {
  /// m, from −24 to 24; 0 where outputs are in Q8.8.
  public var outputExponent: Int {
    Int(bytes.value(at: ImageFormat.HeaderField.outputExponent))
  }

  /// kᵢ, from −24 to 24 in an image that passes `verify()`; 0 where inputs are in Q8.8, and for an index
  /// that is none.
  ///
  /// - Parameter index: from 0 to `inputCount` − 1.
  public func inputExponent(at index: Int) -> Int {
    guard index >= 0, index < inputCount, inputScalesSize > 0 else { return 0 }
    let offset = inputScalesOffset &+ inputScaleCount &* 4 &+ scale(ofInput: index)
    // An image that changed after it was opened may claim any number of known answers.
    guard offset >= 0, offset < bytes.byteCount else { return 0 }
    return Int(Int8(bitPattern: bytes.byte(at: offset)))
  }

  /// oᵢ; 0 where inputs have none, and for an index that is none.
  ///
  /// - Parameter index: from 0 to `inputCount` − 1.
  public func inputOffset(at index: Int) -> Int32 {
    guard index >= 0, index < inputCount, inputScalesSize > 0 else { return 0 }
    let offset = inputScalesOffset &+ scale(ofInput: index) &* 4
    guard offset >= 0, offset & 3 == 0, offset <= bytes.byteCount &- 4 else { return 0 }
    return Int32(bitPattern: bytes.word(at: offset))
  }

  /// How a value of the input at `index` becomes its word.
  public func inputScale(at index: Int) -> InputScale {
    InputScale(exponent: inputExponent(at: index), offset: inputOffset(at: index))
  }

  /// How many scales there are: as many as channels of the input, or one for all of them.
  @inline(__always)
  private var inputScaleCount: Int {
    bytes.count16(at: ImageFormat.HeaderField.hasInputScales) > 1
      ? 1 : bytes.count16(at: ImageFormat.headerSize &+ ImageFormat.LayerField.inputCount)
  }

  /// Which of the scales is that of a value of the input.
  private func scale(ofInput index: Int) -> Int {
    // At least 1, should the image have changed.
    index % max(1, inputScaleCount)
  }

  /// The bytes of the part with the inputs' scales: an offset of 4 bytes and an exponent of one each, in whole
  /// words; or 0.
  var inputScalesSize: Int {
    bytes.count16(at: ImageFormat.HeaderField.hasInputScales) == 0
      ? 0 : inputScaleCount &* 4 &+ ImageFormat.wholeWords(inputScaleCount)
  }

  /// The bytes of the record.
  var recordSize: Int {
    Int(truncatingIfNeeded: bytes.word(at: ImageFormat.HeaderField.recordSize) & 0x7FFF_FFFF)
  }

  /// Where the record lies: text that says what the export did, in UTF-8, completed with zero bytes. Empty
  /// where an image that was changed makes no sense.
  public var recordRange: Range<Int> {
    let end = offset(ofKnownAnswerAt: 0)
    let start = end &- recordSize
    guard start >= ImageFormat.headerSize, start <= end, end <= bytes.byteCount else {
      return 0..<0
    }
    return unsafe Range(uncheckedBounds: (start, end))
  }

  /// Where the scales begin: they end where the record begins, and that where the known answers begin.
  private var inputScalesOffset: Int {
    offset(ofKnownAnswerAt: 0) &- recordSize &- inputScalesSize
  }

  /// Checks what opening leaves out: each exponent's range, and the padding.
  ///
  /// - Throws: `RuntimeError.badHeader` or `.badPadding`.
  func verifyInputScales() throws(RuntimeError) {
    guard inputScalesSize > 0 else { return }
    for index in 0..<inputScaleCount {
      guard inputExponent(at: index).magnitude <= ImageFormat.largestExponent.magnitude else {
        throw .badHeader
      }
    }
    // An image that changed after it was opened may claim a record of any size.
    let start = inputScalesOffset
    let end = start &+ inputScalesSize
    guard start >= ImageFormat.headerSize, end <= bytes.byteCount,
      bytes.isZero(from: start &+ inputScaleCount &* 5, to: end)
    else { throw .badPadding }
  }
}
