import Quantization

extension ExactOracle {
  /// A table at a word: on the line through the two points around it, or through the first or the last two,
  /// rounded to nearest, halves up, and saturated.
  static func value(of table: QuantizedTable, at z: Int16) -> Int16 {
    let step = power(table.shift)
    let place = { (index: Int) in Int(table.lowest) + index * step }
    // The last point that is not behind the word, of all but the very last; the first where all are.
    let index = max(0, min(255, floorDivision(Int(z) - Int(table.lowest), by: step)))
    let rise = Int(table.points[index + 1]) - Int(table.points[index])
    let risen = 2 * rise * (Int(z) - place(index)) + step
    return saturated(Int(table.points[index]) + floorDivision(risen, by: 2 * step))
  }
}
