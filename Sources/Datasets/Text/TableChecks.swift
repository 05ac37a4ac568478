/// Checks that a column without a name numbers or names the rows, as was taken for granted.
struct IndexColumn {
  let column: Int?
  private var seen: Set<Int> = []

  init(column: Int?) { self.column = column }

  /// Looks at the last record.
  mutating func check(_ text: DelimitedText) throws(TextFailure) {
    guard let column, column < text.fields.count else { return }
    let found = try text.text(column: column)
    guard let value = finiteNumber(found) else { return }
    guard let number = Int(exactly: value), seen.insert(number).inserted else {
      throw TextFailure(
        line: text.recordLine,
        column: column,
        "is \"\(found)\" in a column without a name, which does not number the rows; pass "
          + "--ignore-columns \(column + 1) to leave it out, or name it in --input-columns"
      )
    }
  }
}

/// Checks that all numbers of a table write their decimals alike.
struct DecimalMarks {
  /// Where the first decimal comma stands.
  private var comma: (line: Int, column: Int)?
  /// Where the first decimal point stands.
  private var point: (line: Int, column: Int)?

  /// Whether there are decimal commas.
  var hasCommas: Bool { comma != nil }

  /// Looks at a number.
  mutating func check(
    _ bytes: ArraySlice<UInt8>,
    hasComma: Bool,
    line: Int,
    column: Int
  ) throws(TextFailure) {
    if hasComma {
      comma = comma ?? (line, column)
    } else if point == nil, bytes.contains(UInt8(ascii: ".")) {
      point = (line, column)
    }
    if let comma, let point {
      throw TextFailure(
        line: line,
        column: column,
        "has a decimal \(hasComma ? "comma" : "point"), but line "
          + "\(hasComma ? point.line : comma.line), column "
          + "\((hasComma ? point.column : comma.column) + 1) a decimal "
          + "\(hasComma ? "point" : "comma"); write all numbers alike, without separators of thousands"
      )
    }
  }
}
