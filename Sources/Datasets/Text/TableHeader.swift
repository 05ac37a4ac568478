/// What the beginning of a table says of its columns.
struct TableHeader {
  /// What the columns are called; nil where nothing says it.
  private(set) var names: [String]?
  /// Whether the first record is no sample.
  private(set) var isFirstRecord = false
  /// How many columns a sample has, without one behind a separator at its line's end.
  private(set) var columnCount: Int
  /// The first column, where it only numbers or names the rows.
  private(set) var indexColumn: Int?
  /// Whether a separator ends each line.
  let endsWithSeparator: Bool
  /// What was taken for what.
  private(set) var notes: [String] = []

  /// Looks at the first two records.
  ///
  /// - Parameter text: has the first record as its last.
  init(_ text: DelimitedText, format: TableFormat) throws(TextFailure) {
    var first = try text.texts()
    var next = text
    let hasSecond = (try? next.nextRecord()) ?? false
    var second = hasSecond ? (try? next.texts()) ?? [] : []
    endsWithSeparator =
      second.count > 1 && second.last == ""
      && (first.count == second.count && first.last == "" || first.count == second.count - 1)
    if endsWithSeparator {
      if first.count == second.count { first.removeLast() }
      second.removeLast()
    }
    columnCount = first.count
    let comment = format.header == .no ? nil : commentNames(in: text, count: first.count)
    switch Self.kind(of: first, second: second, format: format, hasComment: comment != nil) {
    case .sample:
      if let comment {
        names = comment.names
        notes.append("the names of the columns are those in the comment on line \(comment.line)")
      }
    case .names: useHeader(first, format: format)
    case .namesWithoutIndex:
      // As R's write.table has it: the rows' names have no name themselves.
      columnCount += 1
      useHeader([""] + first, format: format)
    case .counting:
      useHeader(first, format: format)
      notes.append(
        "line \(text.recordLine) counts the columns from 0 and so was taken for a header; --header no "
          + "reads it as a sample"
      )
    }
  }

  private mutating func useHeader(_ header: [String], format: TableFormat) {
    names = header
    isFirstRecord = true
    guard header.count > 1, isIndexName(header[0]), !format.names(column: 1, called: header[0])
    else { return }
    indexColumn = 0
    notes.append("the first column, which has no name, numbers or names the rows and was left out")
  }

  /// What a first record is.
  private enum Kind {
    case sample
    case names
    /// The names of all columns but the first.
    case namesWithoutIndex
    /// The numbers of the columns, from 0.
    case counting
  }

  private static func kind(
    of first: [String],
    second: [String],
    format: TableFormat,
    hasComment: Bool
  ) -> Kind {
    guard format.header != .no else { return .sample }
    let areNames = first.allSatisfy(isName)
    if areNames, second.count == first.count + 1 { return .namesWithoutIndex }
    if hasComment { return areNames ? .names : .sample }
    if format.header == .yes || format.refersToNames(in: first) { return .names }
    if first.count > 1, isIndexName(first[0]) {
      let others = first.dropFirst()
      if others.allSatisfy(isName) || Array(others) == counted(others.count) { return .names }
    }
    let columns = try? TableColumns(count: first.count, names: nil, format: format, line: 1)
    if let columns, columns.inputs.allSatisfy({ isName(first[$0]) }) { return .names }
    // As pandas writes columns that were given no names.
    return first.count >= 3 && !second.isEmpty && first == counted(first.count)
      ? .counting : .sample
  }

  private static func counted(_ count: Int) -> [String] { (0..<count).map(String.init) }
}

/// Whether a column of this name numbers or names the rows, as pandas and R write them.
private func isIndexName(_ text: String) -> Bool { text.isEmpty || text == "Unnamed: 0" }

/// Whether a text can be the name of a column of numbers: neither a number nor what stands for one.
private func isName(_ text: String) -> Bool {
  !NumberText.isMissing(text) && Float(text) == nil && !isDecimalCommaNumber(Array(text.utf8))
}

/// The names in the last comment before the first record, where it has one for each column; NumPy
/// writes a header so.
private func commentNames(
  in text: DelimitedText,
  count: Int
) -> (names: [String], line: Int)? {
  guard count > 1, let comment = text.leadingComments.last else { return nil }
  let bytes = text.bytes(in: comment.text)
  for separator in Separator.allCases {
    var reader = DelimitedText(bytes, separator: separator)
    guard let isThere = try? reader.nextRecord(), isThere, let names = try? reader.texts(),
      names.count == count, names.allSatisfy(isName)
    else { continue }
    return (names, comment.line)
  }
  return nil
}

extension TableFormat {
  /// Every column that options name, in a person's words.
  private var columnNames: [ColumnName] {
    var list = (inputColumns ?? []) + ignoredColumns
    switch label {
    case .name(let name): list.append(ColumnName(name))
    case .number(let number): list.append(ColumnName("\(number)"))
    case .targets(.named(let names)): list += names
    default: break
    }
    return list
  }

  /// Whether options name this column, so that it is not passed over.
  fileprivate func names(column number: Int, called name: String) -> Bool {
    columnNames.contains { $0.number == number || $0.text == name }
  }

  /// Whether options name a column as only a header can call it.
  fileprivate func refersToNames(in record: [String]) -> Bool {
    columnNames.contains { name in
      guard let number = name.number else { return true }
      return number > record.count && record.contains(name.text)
    }
  }
}
