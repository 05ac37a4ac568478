internal import CHalfword

/// Q8.8: 16-bit two's complement with 8 fractional bits; value = raw / 256.
///
/// The range is −128 … 127.99609375 and one ulp is 1/256.
public enum Q8_8 {
  /// The number of fractional bits.
  public static let fractionBits: UInt8 = 8

  /// The raw value of 1.0.
  public static let one: Int16 = 256

  /// The nearest raw value, halves up: floor(value · 256 + 0.5), saturated; 0 for NaN.
  public static func raw(rounding value: Float) -> Int16 {
    halfword_word_from_float(value, 0, 0)
  }

  /// raw / 256, exact.
  public static func value(_ raw: Int16) -> Float {
    halfword_float_from_word(raw, 0)
  }
}

/// What lies between the values of an input and its words: word = r − offset, saturated, with
/// r = value · 2^(8 − exponent) rounded to the nearest, halves up.
///
/// The conversions are those of `halfword_conversions.h`, so that every caller gets the same word.
public struct InputScale: Equatable, Sendable {
  /// k, from −24 to 24; one beyond is taken as the nearest of these.
  public let exponent: Int
  /// o, in the grid of the words.
  public let offset: Int32

  /// Pairs an exponent with an offset.
  public init(exponent: Int, offset: Int32) {
    self.exponent = exponent
    self.offset = offset
  }

  /// The word of a value; the end of 16 bits on its side for a value beyond, 0 for NaN.
  public func word(for value: Float) -> Int16 {
    halfword_word_from_float(value, Int32(clamping: exponent), offset)
  }

  /// The word of a whole number, such as a sensor counts, in integers only.
  public func word(forCount count: Int32) -> Int16 {
    halfword_word_from_integer(count, Int32(clamping: exponent), offset)
  }

  /// The word of a value, and whether the value was lost: beyond what 16 bits hold, or not a number.
  public func checkedWord(for value: Float) -> (word: Int16, isLost: Bool) {
    var lost: UInt32 = 0
    let word = unsafe halfword_checked_word_from_float(
      value,
      Int32(clamping: exponent),
      offset,
      &lost
    )
    return (word, lost != 0)
  }
}
