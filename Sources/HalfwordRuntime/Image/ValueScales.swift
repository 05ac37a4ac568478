/// The powers of two between the values of an application and the model's, which are in Q8.8: the
/// model takes value · 2^−kᵢ for input i, and an output's value is 2^m times the model's.
///
/// A run does not need them; an application that loads images it does not know does.
extension ModelImage {
  /// m, from −24 to 24; 0 where outputs are as they are.
  public var outputExponent: Int {
    Int(bytes.value(at: ImageFormat.HeaderField.outputExponent))
  }

  /// kᵢ, from −24 to 24 in an image that passes `verify()`; 0 where the input is as it is, and for an
  /// index that is none.
  ///
  /// - Parameter index: from 0 to `inputCount` − 1.
  public func inputExponent(at index: Int) -> Int {
    guard index >= 0, index < inputCount, inputExponentsSize > 0 else { return 0 }
    let offset = inputExponentsOffset &+ index
    // An image that changed after it was opened may claim any number of known answers.
    guard offset >= 0, offset < bytes.byteCount else { return 0 }
    return Int(Int8(bitPattern: bytes.byte(at: offset)))
  }

  /// The bytes of the part with the inputs' exponents: one an input, in whole words; or 0.
  var inputExponentsSize: Int {
    bytes.count16(at: ImageFormat.HeaderField.hasInputExponents) == 0
      ? 0 : (inputCount &+ 3) & ~3
  }

  /// Where that part begins: it ends where the known answers begin.
  private var inputExponentsOffset: Int {
    offset(ofKnownAnswerAt: 0) &- inputExponentsSize
  }

  /// Checks what opening leaves out: each exponent's range, and the padding.
  ///
  /// - Throws: `RuntimeError.badHeader` or `.badPadding`.
  func verifyInputExponents() throws(RuntimeError) {
    let size = inputExponentsSize
    guard size > 0 else { return }
    for index in 0..<inputCount {
      guard inputExponent(at: index).magnitude <= ImageFormat.largestExponent.magnitude else {
        throw .badHeader
      }
    }
    let start = inputExponentsOffset
    guard bytes.isZero(from: start &+ inputCount, to: start &+ size) else { throw .badPadding }
  }
}
