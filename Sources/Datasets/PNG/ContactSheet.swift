/// Pictures side by side without gaps in one larger picture, each with the text of its label.
struct ContactSheet {
  /// Row by row.
  private(set) var cells: [GrayImage] = []
  /// The same as the file holds them.
  private(set) var colors: [ColorImage] = []
  /// The label of each cell.
  private(set) var labels: [String] = []

  /// Cuts a sheet.
  ///
  /// - Parameters:
  ///   - sheet: as wide and as high as a whole number of cells.
  ///   - colors: the sheet as its file holds it; nil where only its ink is known.
  ///   - labelText: one line for each row of cells, one label for each cell: words where the line
  ///     has spaces, tabs or commas, otherwise single characters. Only the last line may be
  ///     shorter; the cells it leaves over must be blank.
  ///   - cellSize: width and height in pixels; nil takes square cells, as many in a row as the
  ///     longest line has labels.
  /// - Throws: `ContactSheetError` where sheet and labels do not fit.
  init(
    cutting sheet: GrayImage,
    colors: ColorImage? = nil,
    labelText: String,
    cellSize: (width: Int, height: Int)? = nil
  ) throws(ContactSheetError) {
    let lines = labelText.split(whereSeparator: \.isNewline).map(Self.labels(in:))
    let grid = try Grid(sheet, lines: lines, cellSize: cellSize)
    guard lines.count == grid.rows else { throw .wrongLineCount(lines.count, rows: grid.rows) }
    for (row, line) in lines.enumerated() {
      let isLast = row == grid.rows - 1
      guard line.count == grid.columns || isLast && line.count < grid.columns else {
        throw .wrongLabelCount(line.count, columns: grid.columns, line: row + 1)
      }
      labels += line
      for column in 0..<grid.columns {
        let cell = sheet.cut(
          x: column * grid.width,
          y: row * grid.height,
          width: grid.width,
          height: grid.height
        )
        if column < line.count {
          cells.append(cell)
          if let colors {
            self.colors.append(
              colors.cut(
                x: column * grid.width,
                y: row * grid.height,
                width: grid.width,
                height: grid.height
              )
            )
          }
        } else if cell.pixels.contains(where: { $0 > 0 }) {
          throw .noLabel(row: row + 1, column: column + 1)
        }
      }
    }
  }

  private static func labels(in line: Substring) -> [String] {
    let separators: Set<Character> = [" ", "\t", ","]
    return line.contains(where: separators.contains)
      ? line.split(whereSeparator: separators.contains).map(String.init) : line.map { String($0) }
  }

  /// How a sheet is divided.
  private struct Grid {
    let width: Int
    let height: Int
    let columns: Int
    let rows: Int

    init(
      _ sheet: GrayImage,
      lines: [[String]],
      cellSize: (width: Int, height: Int)?
    ) throws(ContactSheetError) {
      if let cellSize {
        (width, height) = cellSize
      } else {
        width = sheet.width / max(1, lines.map(\.count).max() ?? 0)
        height = width
      }
      guard width >= 1, height >= 1,
        sheet.width.isMultiple(of: width), sheet.height.isMultiple(of: height)
      else {
        throw .noWholeCells(
          width: sheet.width,
          height: sheet.height,
          cellWidth: width,
          cellHeight: height
        )
      }
      columns = sheet.width / width
      rows = sheet.height / height
    }
  }
}

extension LabeledImages {
  /// Takes the cells of a sheet whose labels are names of classes.
  init(_ sheet: ContactSheet, classes: ClassNames) throws(ContactSheetError) {
    try self.init(sheet, LabelReader(sheet.labels, classes: classes, outputCount: nil))
  }

  /// Takes the cells of a sheet.
  init(_ sheet: ContactSheet, _ reader: LabelReader) throws(ContactSheetError) {
    var labels: [Int] = []
    for (cell, label) in sheet.labels.enumerated() {
      do throws(LabelFailure) {
        labels.append(try reader.index(of: label))
      } catch {
        throw .unknownLabel(cell: cell + 1, reason: error.reason)
      }
    }
    self.init(
      images: sheet.cells,
      colors: sheet.colors,
      labels: labels,
      classCount: reader.classes.count
    )
  }
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

/// Why a contact sheet and its labels do not fit. Lines, rows, columns and cells count from 1.
public enum ContactSheetError: Error, Equatable, CustomStringConvertible {
  /// The sheet is no whole number of cells wide or high.
  case noWholeCells(width: Int, height: Int, cellWidth: Int, cellHeight: Int)
  /// There is not one line of labels a row of cells.
  case wrongLineCount(Int, rows: Int)
  /// A line has too many labels, or too few before the last line.
  case wrongLabelCount(Int, columns: Int, line: Int)
  /// A label is that of no class.
  case unknownLabel(cell: Int, reason: String)
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
    case .unknownLabel(let cell, let reason): "cell \(cell) \(reason)"
    case .noLabel(let row, let column):
      "the cell in row \(row), column \(column) has ink but no label"
    }
  }
}
