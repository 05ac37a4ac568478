/// Max-norm (Srebro & Shraibman 2005; Srivastava et al., *Dropout*, JMLR 2014, section 5.1): a row
/// of weights, what one unit or one maxout piece reads with, that has become longer than c is scaled
/// back to the length c.
enum MaxNorm {
  /// Scales back the rows that are too long.
  ///
  /// - Parameters:
  ///   - rows: row after row, each of `length` values.
  ///   - limit: c, above 0.
  static func apply(_ limit: Float, to rows: Floats, ofLength length: Int) {
    precondition(rows.count.isMultiple(of: length))
    let squaredLimit = limit * limit
    for start in stride(from: 0, to: rows.count, by: length) {
      let row = rows[start..<start + length]
      let square = Elementwise.sumOfSquares(row)
      guard square > squaredLimit else { continue }
      let scale = limit / square.squareRoot()
      Elementwise.map(row, into: row) { $0 * scale }
    }
  }
}
