import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension DataSource.Options {
  /// An option that is given and makes sense for tables alone; nil where there is none.
  func optionOfTables(isSheet: Bool) -> String? {
    if labelFile != nil, !isSheet { return "--labels" }
    if table.inputColumns != nil { return "--input-columns" }
    if !table.ignoredColumns.isEmpty { return "--ignore-columns" }
    if table.missing != .refuse { return "--missing" }
    if case .targets = table.label { return "--targets" }
    return nil
  }
}

extension DataSource {
  /// The built-in digits.
  func digits(_ split: Split, _ known: KnownClasses) throws -> LabeledSamples {
    let digits = try LabeledImages.embeddedDigits()
    if let count = known.count, count < digits.classCount {
      throw DataSourceError.tooManyClasses(digits.classCount, known: count)
    }
    var part = digits.everyFifth(split)
    part.classCount = known.count ?? digits.classCount
    let indices = LabeledImages.everyFifthIndices(ofCount: digits.count, split)
    var details = LabeledSamples.Details()
    details.places = .parts(indices.map { $0 + 1 }, word: "picture", file: "the built-in digits")
    return LabeledSamples(
      .images(part),
      classes: known.names ?? ClassNames(numbered: part.classCount),
      origin: name,
      details: details
    )
  }

  /// A contact sheet, its labels in a file of their own.
  func sheet(_ bytes: [UInt8], _ known: KnownClasses) throws -> LabeledSamples {
    let labelFile =
      options.labelFile ?? URL(filePath: name).deletingPathExtension().relativePath + ".txt"
    let labels = try contents(ofFile: labelFile, limit: PNGImage.largestFileSize)
    let picture = try PNGImage(decoding: Data(bytes), file: name)
    do throws(ContactSheetError) {
      let sheet = try ContactSheet(
        cutting: GrayImage(picture, polarity: options.polarity),
        colors: ColorImage(picture),
        labelText: String(decoding: labels, as: UTF8.self),
        cellSize: options.cell.map { ($0.width, $0.height) }
      )
      let reader = LabelReader(sheet.labels, classes: known.names, outputCount: known.outputCount)
      var details = LabeledSamples.Details(notes: [reader.note].compactMap { $0 })
      details.places = .parts(Array(1...sheet.cells.count), word: "cell", file: name)
      return LabeledSamples(
        .images(try LabeledImages(sheet, reader)),
        classes: reader.classes,
        origin: name,
        details: details
      )
    } catch {
      throw FileError(file: name, reason: "with the labels in \(labelFile): \(error)")
    }
  }

  /// Delimited text.
  func table(_ bytes: [UInt8], _ split: Split, _ known: KnownClasses) throws -> LabeledSamples {
    try LabeledSamples(
      table: bytes,
      format: options.table,
      classes: known.names,
      outputCount: known.outputCount,
      outcomes: outcomes(split),
      file: name
    )
  }

  /// NumPy's arrays, and whether they are a part of all by themselves.
  func arrays(
    _ bytes: [UInt8],
    _ split: Split,
    _ known: KnownClasses
  ) throws -> (samples: LabeledSamples, isPart: Bool) {
    let context = TableContext(
      format: options.table,
      classes: known.names,
      outputCount: known.outputCount,
      outcomes: try outcomes(split)
    )
    return try LabeledSamples.arrays(bytes, split: split, context, file: name)
  }

  /// The labels or targets of a table or an array in a file of their own.
  private func outcomes(_ split: Split) throws -> OutcomeFile? {
    guard let file = options.labelFile else { return nil }
    guard !file.isEmpty else { throw DataSourceError.noName("--labels") }
    let bytes = [UInt8](try contents(ofFile: file, limit: LabeledSamples.largestTextSize))
    guard ArrayFile.isBeginning(bytes) else {
      return try OutcomeFile(text: bytes, format: options.table, file: file)
    }
    let array: NPYArray
    do throws(TextFailure) {
      array = try ArrayFile.outcomes(bytes, split: split)
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
    return try OutcomeFile(array, format: options.table, file: file)
  }
}
