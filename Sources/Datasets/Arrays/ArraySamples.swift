import Files

extension LabeledTable {
  /// Takes the samples of an array.
  ///
  /// - Parameter hasOutcomes: whether labels or targets stand elsewhere.
  init(_ array: NPYArray, format: TableFormat, hasOutcomes: Bool) throws(TextFailure) {
    guard array.shape.count >= 1, array.rowCount >= 1, array.columnCount >= 1 else {
      throw TextFailure("holds no samples: its shape is (\(array.shapeText))")
    }
    guard !array.isText else {
      throw TextFailure(
        "holds texts where numbers should be; save the inputs as an array of numbers"
      )
    }
    var format = format
    if hasOutcomes { format.label = .none }
    if array.shape.count > 2, format.label == .last {
      throw TextFailure(
        "has samples of shape \(array.shape.dropFirst().map(String.init).joined(separator: " x ")), "
          + "of which no column is a label; pass the labels with --labels, or --label none"
      )
    }
    let columns = try TableColumns(count: array.columnCount, names: nil, format: format, line: 1)
    self.init(columns)
    if array.shape.count > 2, columns.inputs == Array(0..<array.columnCount) {
      axes = Array(array.shape.dropFirst())
    }
    declaredClasses = try columns.oneHotClasses(line: 1)
    var reader = ArrayReader(array: array, format: format, columns: columns)
    for row in 0..<array.rowCount { try reader.append(row, to: &self) }
  }
}

/// Reads the samples of an array into a table.
private struct ArrayReader {
  let array: NPYArray
  let format: TableFormat
  let columns: TableColumns

  mutating func append(_ row: Int, to table: inout LabeledTable) throws(TextFailure) {
    table.recordCount += 1
    var values: [Float] = []
    values.reserveCapacity(columns.inputs.count)
    for column in columns.inputs {
      guard let value = try number(row, column) else { return }
      values.append(try scaled(value, row, column))
    }
    switch columns.role {
    case .none: break
    case .label(let column):
      guard try number(row, column) != nil, let label = array.text(row: row, column: column) else {
        return
      }
      table.labels.append(label)
    case .oneHot(let hot):
      guard let label = try oneHotLabel(row, hot, table.declaredClasses ?? []) else { return }
      table.labels.append(label)
    case .targets(let targets):
      var found: [Float] = []
      for column in targets {
        guard let value = try number(row, column) else { return }
        found.append(format.label == .targets(.inputs) ? try scaled(value, row, column) : value)
      }
      table.targets += found
    }
    table.inputs += values
    table.lines.append(row + 1)
    table.ranks.append(row)
  }

  /// A value; nil where it is missing and may be.
  private func number(_ row: Int, _ column: Int) throws(TextFailure) -> Float? {
    let value = array.number(row: row, column: column)
    if value.isNaN {
      if format.missing == .skip { return nil }
      throw failure(
        row,
        column,
        "is NaN: if the value is missing, --missing skip leaves such rows out"
      )
    }
    guard value.isFinite else { throw failure(row, column, "is \(value), no finite number") }
    let narrow = Float(value)
    guard narrow.isFinite else {
      throw failure(row, column, "is \(value), " + NumberText.tooLargeReason)
    }
    return narrow
  }

  private func scaled(_ value: Float, _ row: Int, _ column: Int) throws(TextFailure) -> Float {
    guard let fullInk = format.fullInk else { return value }
    guard value >= 0, value <= fullInk else {
      throw failure(row, column, "is \(value), but ink goes from 0 to --full-ink \(fullInk)")
    }
    return value / fullInk
  }

  private func oneHotLabel(
    _ row: Int,
    _ hotColumns: [Int],
    _ classes: [String]
  ) throws(TextFailure) -> String? {
    var hot: [Int] = []
    for (index, column) in hotColumns.enumerated() {
      guard let value = try number(row, column) else { return nil }
      guard value == 0 || value == 1 else {
        throw failure(row, column, "is \(value); one label column must hold 1, the others 0")
      }
      if value == 1 { hot.append(index) }
    }
    guard hot.count == 1 else {
      throw TextFailure(
        "row \(row + 1) has \(hot.count) of its \(hotColumns.count) label columns at 1"
      )
    }
    return classes[hot[0]]
  }

  private func failure(_ row: Int, _ column: Int, _ words: String) -> TextFailure {
    TextFailure("row \(row + 1), column \(column + 1) \(words)")
  }
}

extension OutcomeFile {
  /// Takes labels, or where `format` asks for it targets, from an array.
  ///
  /// - Throws: `FileError`, which names the file.
  init(_ array: NPYArray, format: TableFormat, file: String) throws(FileError) {
    self.file = file
    do throws(TextFailure) {
      if case .targets(let columns) = format.label {
        content = .targets(
          try LabeledTable(
            array,
            format: try Self.targetFormat(format, columns),
            hasOutcomes: true
          )
        )
      } else {
        content = .labels(try Self.labels(array), lines: Array(1...max(1, array.rowCount)))
      }
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
  }

  private static func labels(_ array: NPYArray) throws(TextFailure) -> [String] {
    guard array.shape.count >= 1, array.rowCount >= 1, array.columnCount == 1 else {
      throw TextFailure(
        "has the shape (\(array.shapeText)), but labels are one a sample; for targets pass --targets "
          + "with their number, and one-hot labels become one a sample by y.argmax(axis=1)"
      )
    }
    var labels: [String] = []
    for row in 0..<array.rowCount {
      guard let label = array.text(row: row, column: 0) else {
        throw TextFailure("row \(row + 1) is no text")
      }
      labels.append(label)
    }
    return labels
  }
}

extension TableFormat.LabelColumn {
  /// Whether labels or targets may stand in an array of their own: no column of the inputs is named.
  fileprivate var fitsOwnArray: Bool {
    switch self {
    case .last, .targets(.last), .targets(.named): true
    case .number, .name, .oneHot, .none, .targets(.inputs): false
    }
  }
}

extension LabeledSamples {
  /// Reads samples of NumPy's arrays, and says whether they are a part of all by themselves.
  ///
  /// - Throws: `FileError`, which names the file.
  static func arrays(
    _ bytes: [UInt8],
    split: Split,
    _ context: TableContext,
    file: String
  ) throws(FileError) -> (samples: LabeledSamples, isPart: Bool) {
    var context = context
    var table: LabeledTable
    let arrays: ArrayFile
    do throws(TextFailure) {
      arrays = try ArrayFile(bytes, split: split)
      let hasOutcomes =
        context.outcomes != nil || arrays.outcomes != nil && context.format.label.fitsOwnArray
      table = try LabeledTable(arrays.inputs, format: context.format, hasOutcomes: hasOutcomes)
      table.notes += arrays.notes
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
    if context.outcomes == nil, context.format.label.fitsOwnArray, let outcomes = arrays.outcomes {
      context.outcomes = try OutcomeFile(outcomes, format: context.format, file: file)
    }
    let samples = try LabeledSamples(table, context, file: file, placeWord: "row")
    return (samples, arrays.hasParts)
  }
}
