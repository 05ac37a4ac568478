import Files
import Foundation

extension DataSource {
  /// The built-in digits.
  func digits(_ split: Split, _ known: KnownClasses) throws -> LabeledSamples {
    let digits = try LabeledImages.embeddedDigits()
    if known.names == nil, let outputs = known.outputCount, outputs < digits.classCount {
      throw DataSourceError.tooManyClasses(digits.classCount, outputs: outputs)
    }
    var part = digits.everyFifth(split)
    if known.names == nil, let outputs = known.outputCount { part.classCount = outputs }
    let indices = LabeledImages.everyFifthIndices(ofCount: digits.count, split)
    var details = LabeledSamples.Details()
    details.places = .parts(indices.map { $0 + 1 }, word: "picture", file: "the built-in digits")
    return LabeledSamples(
      .images(part),
      classes: ClassNames(numbered: part.classCount),
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
  func table(_ bytes: [UInt8], _ known: KnownClasses) throws -> LabeledSamples {
    try LabeledSamples(
      table: bytes,
      format: options.table,
      classes: known.names,
      outputCount: known.outputCount,
      outcomes: outcomes(),
      file: name
    )
  }

  /// The labels or targets of a table in a file of their own.
  private func outcomes() throws -> OutcomeFile? {
    guard let file = options.labelFile else { return nil }
    guard !file.isEmpty else { throw DataSourceError.noName("--labels") }
    let bytes = [UInt8](try contents(ofFile: file, limit: LabeledSamples.largestTextSize))
    return try OutcomeFile(text: bytes, format: options.table, file: file)
  }
}
