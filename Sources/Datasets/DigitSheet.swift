import CDigits
import Foundation

extension LabeledImages {
  /// Cuts a contact sheet, cells side by side without gaps, into images.
  ///
  /// - Parameters:
  ///   - sheet: as wide and as high as a whole number of cells.
  ///   - labelText: one line for each row of cells, one digit 0...9 for each cell. Only the last
  ///     line may be shorter; the cells it leaves over must be blank.
  ///   - cellWidth: pixels, at least 1.
  ///   - cellHeight: pixels, at least 1.
  /// - Throws: `DigitSheetError` where sheet and labels do not fit.
  public init(
    cutting sheet: GrayImage,
    labelText: String,
    cellWidth: Int,
    cellHeight: Int
  ) throws(DigitSheetError) {
    guard cellWidth >= 1, cellHeight >= 1,
      sheet.width.isMultiple(of: cellWidth), sheet.height.isMultiple(of: cellHeight)
    else {
      throw .noWholeCells(
        width: sheet.width,
        height: sheet.height,
        cellWidth: cellWidth,
        cellHeight: cellHeight
      )
    }
    let columns = sheet.width / cellWidth
    let rows = sheet.height / cellHeight
    let lines = labelText.split(whereSeparator: \.isNewline)
    guard lines.count == rows else { throw .wrongLineCount(lines.count, rows: rows) }
    var images: [GrayImage] = []
    var labels: [Int] = []
    for (row, line) in lines.enumerated() {
      let isLast = row == rows - 1
      guard line.count == columns || isLast && line.count < columns else {
        throw .wrongLabelCount(line.count, columns: columns, line: row + 1)
      }
      for character in line {
        guard character.isASCII, let digit = character.wholeNumberValue else {
          throw .noDigit(character, line: row + 1)
        }
        labels.append(digit)
      }
      for column in 0..<columns {
        let cell = sheet.cut(
          x: column * cellWidth,
          y: row * cellHeight,
          width: cellWidth,
          height: cellHeight
        )
        if column < line.count {
          images.append(cell)
        } else if cell.pixels.contains(where: { $0 > 0 }) {
          throw .noLabel(row: row + 1, column: column + 1)
        }
      }
    }
    self.init(images: images, labels: labels, classCount: Self.digitCount)
  }

  /// The digits that come with this package: 1,797 images of 8 × 8 pixels in 17 levels of ink,
  /// written by 13 people; scikit-learn's `load_digits` in its order.
  ///
  /// Source: E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine
  /// Learning Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0 (its test part).
  ///
  /// - Throws: `FileError` or `DigitSheetError`, only where the package itself is damaged.
  public static func embeddedDigits() throws -> LabeledImages {
    let sheet = unsafe Data(bytes: cdigits_sheet, count: cdigits_sheet_size)
    let labels = unsafe Data(bytes: cdigits_labels, count: cdigits_labels_size)
    let picture = try PNGImage(decoding: sheet, file: "the embedded digits")
    return try LabeledImages(
      cutting: GrayImage(picture, polarity: .darkOnLight),
      labelText: String(decoding: labels, as: UTF8.self),
      cellWidth: embeddedSide,
      cellHeight: embeddedSide
    )
  }

  private static let digitCount = 10
  private static let embeddedSide = 8
}

extension GrayImage {
  /// The part whose top left pixel is (`x`, `y`).
  ///
  /// - Precondition: the part lies in the image.
  fileprivate func cut(x: Int, y: Int, width: Int, height: Int) -> GrayImage {
    let rows = (y..<y + height).map { row in
      pixels[row * self.width + x..<row * self.width + x + width]
    }
    return GrayImage(width: width, height: height, pixels: Array(rows.joined()))
  }
}

/// Why a contact sheet and its labels do not fit. Lines, rows and columns count from 1.
public enum DigitSheetError: Error, Equatable, CustomStringConvertible {
  /// The sheet is no whole number of cells wide or high.
  case noWholeCells(width: Int, height: Int, cellWidth: Int, cellHeight: Int)
  /// There is not one line of labels a row of cells.
  case wrongLineCount(Int, rows: Int)
  /// A line has too many labels, or too few before the last line.
  case wrongLabelCount(Int, columns: Int, line: Int)
  /// A label is no digit.
  case noDigit(Character, line: Int)
  /// A cell with ink has no label.
  case noLabel(row: Int, column: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .noWholeCells(let width, let height, let cellWidth, let cellHeight):
      "a sheet of \(width) x \(height) pixels cannot be cut into cells of "
        + "\(cellWidth) x \(cellHeight)"
    case .wrongLineCount(let count, let rows):
      "\(count) lines of labels for a sheet of \(rows) rows"
    case .wrongLabelCount(let count, let columns, let line):
      "line \(line) of the labels has \(count) for \(columns) cells"
    case .noDigit(let character, let line):
      "line \(line) of the labels has \"\(character)\", which is no digit 0 to 9"
    case .noLabel(let row, let column):
      "the cell in row \(row), column \(column) has ink but no label"
    }
  }
}
