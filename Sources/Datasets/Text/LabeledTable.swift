/// The samples of a table: numbers, and labels still by name.
struct LabeledTable {
  /// Values in a sample.
  let inputCount: Int
  /// Sample by sample.
  private(set) var inputs: [Float] = []
  /// The label of each sample.
  private(set) var labels: [String] = []
  /// The line of each sample, from 1.
  private(set) var lines: [Int] = []
  /// The classes where one-hot columns say them, in their order.
  let declaredClasses: [String]?

  private let columns: TableColumns
  private let inputColumns: [Int]
  private let fullInk: Float?

  /// Reads delimited text.
  init(_ bytes: [UInt8], format: TableFormat) throws(TextFailure) {
    var text = DelimitedText(
      bytes,
      separator: format.separator ?? Separator(detectedIn: bytes)
    )
    guard try text.nextRecord() else { throw TextFailure("holds no samples: it is empty") }
    var first: [String] = []
    for column in text.fields.indices { first.append(try text.text(column: column)) }
    var columns = try TableColumns(format.label, firstRecord: first, line: text.recordLine)
    let hasHeader = columns.areHeader(first, format: format)
    if hasHeader { columns.names = first }
    self.columns = columns
    inputCount = columns.inputCount
    inputColumns = columns.inputs
    fullInk = format.fullInk
    if columns.label.isEmpty {
      declaredClasses = [Self.unlabelled]
    } else {
      declaredClasses = columns.isOneHot ? try columns.oneHotClasses(line: text.recordLine) : nil
    }
    if !hasHeader { try append(text) }
    while try text.nextRecord() { try append(text) }
    if format.header == .automatic, declaredClasses == nil { dropHeaderWithNumbers() }
    guard !labels.isEmpty else { throw TextFailure("holds no samples, only a header") }
  }

  /// Whether the table has no column for labels.
  var isUnlabelled: Bool { columns.label.isEmpty }
  /// The label of every sample where there is none.
  private static let unlabelled = "unlabelled"

  /// Takes the last record as a sample.
  private mutating func append(_ text: DelimitedText) throws(TextFailure) {
    let line = text.recordLine
    guard text.fields.count == columns.count else {
      throw TextFailure(
        line: line,
        "has \(text.fields.count) columns, but those before it have \(columns.count)"
      )
    }
    for column in inputColumns { inputs.append(try number(in: column, of: text)) }
    labels.append(try columns.isOneHot ? oneHotLabel(of: text) : label(of: text))
    lines.append(line)
  }

  private func number(in column: Int, of text: DelimitedText) throws(TextFailure) -> Float {
    guard let value = decimalNumber(text.bytes(column: column)) else {
      let found = try text.text(column: column)
      let advice =
        labels.isEmpty && columns.names == nil
        ? " (if this line names the columns, pass --header yes)" : ""
      throw TextFailure(
        line: text.recordLine,
        column: column,
        (found.isEmpty ? "is empty" : "is \"\(found)\"") + ", no finite number" + advice
      )
    }
    guard let fullInk else { return value }
    guard value >= 0, value <= fullInk else {
      throw TextFailure(
        line: text.recordLine,
        column: column,
        "is \(value), but ink goes from 0 to --full-ink \(fullInk)"
      )
    }
    return value / fullInk
  }

  private func label(of text: DelimitedText) throws(TextFailure) -> String {
    guard let column = columns.label.first else { return Self.unlabelled }
    let label = try text.text(column: column)
    guard !label.isEmpty else {
      throw TextFailure(line: text.recordLine, column: column, "is empty, but should be the label")
    }
    return label
  }

  /// The class whose column holds 1 where all others hold 0.
  private func oneHotLabel(of text: DelimitedText) throws(TextFailure) -> String {
    var hot: Int?
    for column in columns.label {
      switch decimalNumber(text.bytes(column: column)) {
      case 0: break
      case 1 where hot == nil: hot = column
      default:
        throw TextFailure(
          line: text.recordLine,
          column: column,
          "is \"\(try text.text(column: column))\"; of the \(columns.label.count) label columns one "
            + "must hold 1, the others 0"
        )
      }
    }
    guard let hot, let declaredClasses else {
      throw TextFailure(
        line: text.recordLine,
        "has no 1 in its \(columns.label.count) label columns"
      )
    }
    return declaredClasses[hot - columns.label.lowerBound]
  }

  /// Drops a first record that named the columns by numbers (as pandas does), which shows in its
  /// label: that is the only one that is no number.
  private mutating func dropHeaderWithNumbers() {
    guard columns.names == nil, labels.count >= 2, finiteNumber(labels[0]) == nil,
      labels.dropFirst().allSatisfy({ finiteNumber($0) != nil })
    else { return }
    labels.removeFirst()
    lines.removeFirst()
    inputs.removeFirst(inputCount)
  }
}

/// The value of a finite decimal number, or nil.
///
/// Integers of few digits, which are most of what data files hold, take a short way.
private func decimalNumber(_ bytes: ArraySlice<UInt8>) -> Float? {
  // Exact in Float.
  let exactDigits = 7
  if bytes.count <= exactDigits, !bytes.isEmpty {
    var value: Int32 = 0
    var isInteger = true
    for byte in bytes {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else {
        isInteger = false
        break
      }
      value = value * 10 + Int32(byte - UInt8(ascii: "0"))
    }
    if isInteger { return Float(value) }
  }
  guard bytes.allSatisfy(isDecimalCharacter),
    let value = Float(String(decoding: bytes, as: UTF8.self)), value.isFinite
  else { return nil }
  return value
}
