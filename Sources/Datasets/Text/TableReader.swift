/// Reads a table out of delimited text, record by record.
struct TableReader {
  private(set) var table: LabeledTable

  private var text: DelimitedText
  private let format: TableFormat
  private let classes: ClassNames?
  private let header: TableHeader
  private let columns: TableColumns
  private let allowsCommas: Bool
  private var index: IndexColumn
  private var decimalMarks = DecimalMarks()

  /// Reads up to the first sample.
  init(_ bytes: [UInt8], format: TableFormat, classes: ClassNames?) throws(TextFailure) {
    let layout = try TextLayout(detectedIn: bytes, given: format.separator)
    text = DelimitedText(bytes, separator: layout.separator, lineEnd: layout.lineEnd)
    self.format = format
    self.classes = classes
    allowsCommas = layout.separator != .comma
    guard try text.nextRecord() else {
      throw TextFailure(
        text.leadingComments.isEmpty
          ? "holds no samples: it is empty" : "holds no samples: every line is a comment"
      )
    }
    header = try TableHeader(text, format: format)
    columns = try TableColumns(
      count: header.columnCount,
      names: header.names,
      format: format,
      passedOver: header.indexColumn,
      line: text.recordLine
    )
    index = IndexColumn(column: header.indexColumn)
    table = LabeledTable(columns)
    table.notes = header.notes
    table.declaredClasses = try columns.oneHotClasses(line: text.recordLine)
  }

  /// Reads every sample.
  mutating func readAll() throws(TextFailure) {
    if !header.isFirstRecord { try append() }
    while try text.nextRecord() { try append() }
    dropHeaderWithNumbers()
    guard table.count > 0 else {
      throw TextFailure(
        table.recordCount > 0
          ? "holds no samples: a value is missing in each of the \(table.recordCount)"
          : "holds no samples, only a header"
      )
    }
    if decimalMarks.hasCommas {
      table.notes.append("numbers have decimal commas")
      table.labels = table.labels.map { label in
        isDecimalCommaNumber(Array(label.utf8)) ? label.replacing(",", with: ".") : label
      }
    }
  }

  /// Takes the last record as a sample, or leaves it out.
  private mutating func append() throws(TextFailure) {
    try checkWidth()
    try index.check(text)
    table.recordCount += 1
    var isMissing = false
    for column in columns.inputs {
      guard let value = try number(in: column) else {
        isMissing = true
        break
      }
      table.inputs.append(try scaled(value, column: column))
    }
    if !isMissing { isMissing = try !appendOutcome() }
    guard isMissing else {
      table.lines.append(text.recordLine)
      table.ranks.append(table.recordCount - 1)
      return
    }
    table.inputs.removeLast(table.inputs.count - table.count * table.inputCount)
    table.targets.removeLast(table.targets.count - table.count * table.targetCount)
  }

  /// Takes the label or the targets of the last record; false where one is missing.
  private mutating func appendOutcome() throws(TextFailure) -> Bool {
    switch columns.role {
    case .none: break
    case .label(let column):
      guard let label = try label(in: column) else { return false }
      table.labels.append(label)
    case .oneHot(let hot):
      guard let label = try oneHotLabel(hot) else { return false }
      table.labels.append(label)
    case .targets(let targets):
      let areInputs = format.label == .targets(.inputs)
      for column in targets {
        guard let value = try number(in: column) else { return false }
        table.targets.append(areInputs ? try scaled(value, column: column) : value)
      }
    }
    return true
  }

  private func checkWidth() throws(TextFailure) {
    let count = text.fields.count
    if count == columns.count { return }
    let hasEnd = count == columns.count + 1 && text.fields[count - 1].range.isEmpty
    guard hasEnd && header.endsWithSeparator else {
      throw TextFailure(
        line: text.recordLine,
        "has \(count) columns, but those before it have \(columns.count)"
      )
    }
  }

  /// The number in a column; nil where it is missing and may be.
  private mutating func number(in column: Int) throws(TextFailure) -> Float? {
    let bytes = text.bytes(column: column)
    switch NumberText(bytes, allowsComma: allowsCommas) {
    case .number(let value, let hasComma):
      try decimalMarks.check(bytes, hasComma: hasComma, line: text.recordLine, column: column)
      return value
    case .missing:
      if format.missing == .skip { return nil }
      throw failure(
        column,
        (bytes.isEmpty ? "is empty" : "is \(try quoted(column))")
          + ", no finite number; if the value is missing, --missing skip leaves such lines out"
          + adviceOnHeader
      )
    case .tooLarge: throw failure(column, "is \(try quoted(column)), " + NumberText.tooLargeReason)
    case .other:
      throw failure(
        column,
        "is \(try quoted(column)), no finite number; if the column is no input, pass "
          + "--ignore-columns \(column + 1)" + adviceOnHeader
      )
    }
  }

  private var adviceOnHeader: String {
    table.recordCount == 1 && !header.isFirstRecord
      ? " (if this line names the columns, pass --header yes)" : ""
  }

  /// A value as an input: of pictures, a share of full ink.
  private func scaled(_ value: Float, column: Int) throws(TextFailure) -> Float {
    guard let fullInk = format.fullInk else { return value }
    guard value >= 0, value <= fullInk else {
      throw failure(column, "is \(value), but ink goes from 0 to --full-ink \(fullInk)")
    }
    return value / fullInk
  }

  /// The text of the label; nil where it is missing and may be.
  private func label(in column: Int) throws(TextFailure) -> String? {
    let label = try text.text(column: column)
    guard NumberText.isMissingLabel(label), label.isEmpty || classes?[label] == nil else {
      return label
    }
    if format.missing == .skip { return nil }
    throw failure(
      column,
      label.isEmpty
        ? "is empty, but should be the label; --missing skip leaves such lines out"
        : "is \"\(label)\", which says that the label is missing; --missing skip leaves such lines "
          + "out, and --classes with that name makes it a class"
    )
  }

  /// The class whose column holds 1 where all others hold 0; nil where one is missing and may be.
  private mutating func oneHotLabel(_ hotColumns: [Int]) throws(TextFailure) -> String? {
    var hot: Int?
    for (index, column) in hotColumns.enumerated() {
      guard let value = try number(in: column) else { return nil }
      switch value {
      case 0: break
      case 1 where hot == nil: hot = index
      default:
        throw failure(
          column,
          "is \(try quoted(column)); of the \(hotColumns.count) label columns one must hold 1, the "
            + "others 0; if each holds a value of its own, pass --targets \(hotColumns.count)"
        )
      }
    }
    guard let hot, let classes = table.declaredClasses else {
      throw TextFailure(line: text.recordLine, "has no 1 in its \(hotColumns.count) label columns")
    }
    return classes[hot]
  }

  /// Drops a first record that named the columns by numbers (as pandas does), which shows in its
  /// label: that is the only one that is no number.
  private mutating func dropHeaderWithNumbers() {
    guard format.header == .automatic, case .label = columns.role, !header.isFirstRecord,
      header.names == nil, table.ranks.first == 0, table.labels.count >= 2,
      finiteNumber(table.labels[0]) == nil,
      table.labels.dropFirst().allSatisfy({ finiteNumber($0) != nil })
    else { return }
    table.removeFirst()
    table.notes.append("the first line, whose label alone is no number, was taken for a header")
  }

  private func quoted(_ column: Int) throws(TextFailure) -> String {
    "\"\(try text.text(column: column))\""
  }

  private func failure(_ column: Int, _ words: String) -> TextFailure {
    TextFailure(line: text.recordLine, column: column, words)
  }
}
