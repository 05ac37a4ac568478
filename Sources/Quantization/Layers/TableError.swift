import FloatNetwork

extension QuantizedTable {
  /// The same table with its error: how far it, before its last rounding, can be from its function between any two
  /// words that a run with a bound can be about.
  ///
  /// Between neighbouring words the table is straight. What the function's difference from it is there is at most
  /// what it is at one of them, and what the slopes of both can differ over one word.
  func withError(of function: ScalarFunction, outputExponent: Int) -> QuantizedTable {
    let scale = power(8 - outputExponent)
    let step = power(inputExponent - 8)
    var largest = 0.0
    // An error word of a pre-activation is less than 2¹⁵ sixteenths.
    let reach = 2_048
    for word in Int(Int16.min) - reach..<Int(Int16.max) + reach {
      let here = Double(word) * step
      let value = function.enclosure(on: Interval(here)).value.scaled(scale)
      let slope = function.enclosure(on: Interval(here, here + step)).slope.scaled(scale * step)
      let (height, rise) = line(at: word)
      let difference = (value - Interval(height)).magnitude.upper
      let change = (slope - Interval(rise)).magnitude.upper
      largest = max(largest, difference + change)
      guard largest < Self.largestError else { return self }
    }
    let sixteenths = (largest * 16 * (1 + 0x1p-40)).rounded(.up)
    return QuantizedTable(
      inputExponent: inputExponent,
      lowest: lowest,
      shift: shift,
      points: points,
      error: UInt16(sixteenths)
    )
  }

  /// The table at a word before rounding and saturation, exact, and its rise to the next word.
  private func line(at word: Int) -> (height: Double, rise: Double) {
    let distance = word - Int(lowest)
    let index = min(max(distance >> shift, 0), Self.pointCount - 2)
    let rise = Double(Int(points[index + 1]) - Int(points[index])) * power(-shift)
    return (Double(points[index]) + rise * Double(distance - index << shift), rise)
  }

  /// In ulps, that an error can be and still be stated.
  private static let largestError = 4_095.0
}
