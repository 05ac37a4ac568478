import Files

/// What the outputs should be for the samples of another file: a label for each, or targets.
struct OutcomeFile {
  let file: String
  let content: Content

  enum Content {
    /// The text of each label, and its line.
    case labels([String], lines: [Int])
    case targets(LabeledTable)
  }

  /// Reads a text with one label a line or, where `format` asks for targets, a table of numbers.
  ///
  /// - Throws: `FileError`, which names the file.
  init(text bytes: [UInt8], format: TableFormat, file: String) throws(FileError) {
    self.file = file
    do throws(TextFailure) {
      let bytes = try unpackedText(bytes)
      if case .targets(let columns) = format.label {
        content = .targets(
          try LabeledTable(bytes, format: try Self.targetFormat(format, columns))
        )
      } else {
        content = try Self.labels(try DecodedText(bytes).bytes)
      }
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
  }

  /// How the table of targets is read: each of its columns is a target.
  static func targetFormat(
    _ format: TableFormat,
    _ columns: TargetColumns
  ) throws(TextFailure) -> TableFormat {
    var own = TableFormat(separator: format.separator, header: format.header, label: .none)
    own.missing = format.missing
    switch columns {
    case .last: break
    case .named(let names): own.inputColumns = names
    case .inputs:
      throw TextFailure(
        "holds the targets, so --targets inputs has no use for it; leave out --labels"
      )
    }
    return own
  }

  private static func labels(_ bytes: [UInt8]) throws(TextFailure) -> Content {
    // A label may hold blanks and commas; only where lines begin with a column that numbers them, as
    // pandas writes a series, are there two columns.
    let hasIndex = bytes.first == UInt8(ascii: ",") || bytes.starts(with: "\"\",".utf8)
    var text = DelimitedText(bytes, separator: hasIndex ? .comma : .tab)
    var labels: [String] = []
    var lines: [Int] = []
    while try text.nextRecord() {
      guard text.fields.count == (hasIndex ? 2 : 1) else {
        throw TextFailure(
          line: text.recordLine,
          "has \(text.fields.count) columns where one label should stand; for columns of targets pass "
            + "--targets \(text.fields.count)"
        )
      }
      labels.append(try text.text(column: hasIndex ? 1 : 0))
      lines.append(text.recordLine)
    }
    return .labels(labels, lines: lines)
  }
}

extension LabeledTable {
  /// Takes labels or targets from a file of their own.
  ///
  /// - Throws: `FileError` where they are not as many as the samples, or one is missing.
  mutating func join(_ outcomes: OutcomeFile, format: TableFormat) throws(FileError) {
    switch outcomes.content {
    case .labels(let labels, let lines):
      // One more than there are samples: the first line names the column.
      let start = format.header != .no && labels.count == recordCount + 1 ? 1 : 0
      try checkCount(labels.count - start, word: "labels", file: outcomes.file)
      let isMissing = ranks.map { NumberText.isMissingLabel(labels[start + $0]) }
      if format.missing == .refuse, let sample = isMissing.firstIndex(of: true) {
        throw FileError(
          file: outcomes.file,
          reason: "line \(lines[start + ranks[sample]]) has no label; --missing skip leaves such "
            + "samples out"
        )
      }
      keep(isMissing.indices.filter { !isMissing[$0] })
      self.labels = ranks.map { labels[start + $0] }
    case .targets(let table):
      try checkCount(table.recordCount, word: "rows of targets", file: outcomes.file)
      if case .targets(.last(let count)) = format.label, count != table.inputCount {
        throw FileError(
          file: outcomes.file,
          reason: "has \(table.inputCount) columns, but --targets says \(count)"
        )
      }
      let rows = Dictionary(uniqueKeysWithValues: zip(table.ranks, table.ranks.indices))
      keep(ranks.indices.filter { rows[ranks[$0]] != nil })
      let width = table.inputCount
      targetCount = width
      targetNames = table.inputNames
      targets = ranks.flatMap { rank in
        let row = rows[rank] ?? 0
        return table.inputs[row * width..<(row + 1) * width]
      }
    }
    notes.append("labels are those in \(outcomes.file)")
  }

  private func checkCount(_ count: Int, word: String, file: String) throws(FileError) {
    guard count == recordCount else {
      throw FileError(
        file: file,
        reason: "has \(count) \(word) for the \(recordCount) samples of the data"
      )
    }
  }

  /// Leaves out all samples but those at some indices.
  private mutating func keep(_ indices: [Int]) {
    guard indices.count < count else { return }
    inputs = indices.flatMap { inputs[$0 * inputCount..<($0 + 1) * inputCount] }
    lines = indices.map { lines[$0] }
    ranks = indices.map { ranks[$0] }
  }
}
