import Files

/// How the samples of a table become a network's: what is known beside the file.
struct TableContext {
  var format: TableFormat
  /// The names that labels may have; nil where none are known.
  var classes: ClassNames?
  /// How many outputs the network has; nil where it is not known.
  var outputCount: Int?
  /// Labels or targets in a file of their own.
  var outcomes: OutcomeFile?

  /// How the table itself is read: labels of their own need no column.
  var tableFormat: TableFormat {
    var format = format
    if outcomes != nil { format.label = .none }
    return format
  }
}

extension LabeledSamples {
  /// The most bytes of delimited text that are read, unpacked, 2 GiB.
  static let largestTextSize = 2 << 30

  /// Reads a table of delimited text, as it is or compressed with gzip.
  ///
  /// - Parameters:
  ///   - classes: the names that labels may have; nil takes those that occur, or numbers as indices.
  ///   - outputCount: how many outputs the network has; nil where it is not known.
  /// - Throws: `FileError`, which names the file and, where it can, line and column.
  init(
    table bytes: [UInt8],
    format: TableFormat,
    classes: ClassNames?,
    outputCount: Int? = nil,
    outcomes: OutcomeFile? = nil,
    file: String
  ) throws(FileError) {
    let context = TableContext(
      format: format,
      classes: classes,
      outputCount: outputCount,
      outcomes: outcomes
    )
    let table: LabeledTable
    do throws(TextFailure) {
      table = try LabeledTable(unpackedText(bytes), format: context.tableFormat, classes: classes)
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
    try self.init(table, context, file: file, placeWord: nil)
  }

  /// Takes the samples of a table.
  ///
  /// - Parameter placeWord: what a sample is called by its number; nil for one on a line.
  init(
    _ table: LabeledTable,
    _ context: TableContext,
    file: String,
    placeWord: String?
  ) throws(FileError) {
    var table = table
    if let outcomes = context.outcomes {
      try table.join(outcomes, format: context.format)
      if outcomes.file != file { table.notes.append("labels are those in \(outcomes.file)") }
    }
    do throws(TextFailure) {
      guard table.count > 0 else { throw TextFailure("holds no samples with all their values") }
      try self.init(joined: table, context, file: file, placeWord: placeWord)
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
  }

  private init(
    joined table: LabeledTable,
    _ context: TableContext,
    file: String,
    placeWord: String?
  ) throws(TextFailure) {
    let places: SamplePlaces =
      placeWord.map { .parts(table.lines, word: $0, file: file) } ?? .lines(table.lines, file: file)
    var details = Details(
      inputNames: context.format.fullInk == nil ? table.inputNames : nil,
      targetNames: table.targetNames,
      notes: table.notes,
      leftOutCount: table.leftOutCount,
      isUnlabelled: table.labels.isEmpty && table.targetCount == 0,
      places: places,
      axes: table.axes
    )
    if table.leftOutCount > 0 {
      details.notes.append(
        "\(table.leftOutCount) of \(table.recordCount) samples were left out: a value is missing"
      )
    }
    let isPictures = context.format.fullInk != nil
    guard table.targetCount == 0 else {
      let labels = Array(repeating: 0, count: table.count)
      self.init(
        try table.content(labels, classCount: table.targetCount, isPictures: isPictures),
        targets: table.targets,
        origin: file,
        details: details
      )
      return
    }
    var classes = ClassNames([unlabelledName])
    var labels = Array(repeating: 0, count: table.count)
    if !details.isUnlabelled {
      let reader = LabelReader(
        table.labels,
        classes: context.classes ?? table.declaredClasses.map { ClassNames($0) },
        outputCount: context.outputCount
      )
      classes = reader.classes
      labels = try table.labels(by: reader, context)
      if let note = reader.note { details.notes.append(note) }
    } else if let known = context.classes {
      classes = known
    } else if let outputCount = context.outputCount {
      classes = ClassNames(numbered: LabelReader.classCount(ofOutputs: outputCount))
    }
    self.init(
      try table.content(labels, classCount: classes.count, isPictures: isPictures),
      classes: classes,
      origin: file,
      details: details
    )
  }
}

/// The class of every sample where there are no labels.
private let unlabelledName = "unlabelled"

/// The bytes of a text that may be compressed with gzip.
func unpackedText(_ bytes: [UInt8]) throws(TextFailure) -> [UInt8] {
  guard bytes.starts(with: GzipReader.magic) else { return bytes }
  do throws(GzipFailure) {
    var reader = try GzipReader(bytes)
    let text = try reader.read(LabeledSamples.largestTextSize + 1)
    guard text.count <= LabeledSamples.largestTextSize else {
      throw GzipFailure.damaged("more than the limit of \(LabeledSamples.largestTextSize) bytes")
    }
    return text
  } catch {
    throw TextFailure("\(error)")
  }
}

extension LabeledTable {
  /// Each label as the index of its class.
  fileprivate func labels(
    by reader: LabelReader,
    _ context: TableContext
  ) throws(TextFailure) -> [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(labels.count)
    for (sample, label) in labels.enumerated() {
      do throws(LabelFailure) {
        indices.append(try reader.index(of: label))
      } catch {
        if let outcomes = context.outcomes, case .labels = outcomes.content {
          throw TextFailure("label \(ranks[sample] + 1) in \(outcomes.file) \(error.reason)")
        }
        throw TextFailure(line: lines[sample], error.reason)
      }
    }
    return indices
  }

  /// The samples themselves.
  fileprivate func content(
    _ labels: [Int],
    classCount: Int,
    isPictures: Bool
  ) throws(TextFailure) -> LabeledSamples.Content {
    guard isPictures else {
      return .rows(
        Dataset(inputCount: inputCount, classCount: classCount, inputs: inputs, labels: labels)
      )
    }
    do throws(InputCountError) {
      let side = try squareSide(ofInputCount: inputCount)
      let images = (0..<count).map { row in
        GrayImage(
          width: side,
          height: side,
          pixels: Array(inputs[row * inputCount..<(row + 1) * inputCount])
        )
      }
      return .images(LabeledImages(images: images, labels: labels, classCount: classCount))
    } catch {
      let isInColor = axes?.contains(ColorImage.channelCount) == true
      throw TextFailure(
        "has \(inputCount) columns of pixels in a row: \(error)"
          + (isInColor ? "; arrays of color go in as they are, so leave --full-ink out" : "")
      )
    }
  }
}
