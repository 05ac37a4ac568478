/// Q8.8: 16-bit two's complement with 8 fractional bits; value = raw / 256.
///
/// The range is −128 … 127.99609375 and one ulp is 1/256.
public enum Q8_8 {
  /// The number of fractional bits.
  public static let fractionBits: UInt8 = 8

  /// The raw value of 1.0.
  public static let one: Int16 = 256

  /// The nearest raw value, halves up: floor(value · 256 + 0.5), saturated; 0 for NaN.
  ///
  /// Exact for every `Float`: scaling by 256 only changes the exponent, and for magnitudes below
  /// 2²³ the fraction is compared with a half without being rounded first.
  public static func raw(rounding value: Float) -> Int16 {
    guard value > -128 else { return value.isNaN ? 0 : .min }
    guard value < 128 else { return .max }
    let scaled = value * 256
    // Toward zero; |scaled| < 32768 fits.
    let whole = Int(scaled)
    let fraction = scaled - Float(whole)
    var rounded = whole
    if fraction >= 0.5 { rounded &+= 1 }
    if fraction < -0.5 { rounded &-= 1 }
    return Int16(saturating: Int32(truncatingIfNeeded: rounded))
  }

  /// raw / 256, exact.
  public static func value(_ raw: Int16) -> Float {
    // By way of `Int`: from other integers the conversion is generic in Embedded Swift, and would
    // allocate.
    Float(Int(raw)) * 0.00390625
  }
}
