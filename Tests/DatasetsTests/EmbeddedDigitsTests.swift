import Testing

@testable import Datasets

@Suite struct EmbeddedDigitsTests {
  let digits: LabeledImages

  init() throws { digits = try .embeddedDigits() }

  /// The levels 0...16 that scikit-learn's load_digits holds.
  func levels(_ index: Int) -> [Int] {
    digits.images[index].pixels.map { Int(($0 * 16).rounded()) }
  }

  @Test func haveTheClassCountsOfLoadDigits() {
    #expect(digits.count == 1797)
    #expect(digits.classCount == 10)
    let counts = (0..<10).map { digit in digits.labels.count { $0 == digit } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(digits.images.allSatisfy { $0.width == 8 && $0.height == 8 })
  }

  // Sums of scikit-learn 1.9.1's load_digits().images[index].
  @Test(arguments: [
    (0, 0, 294), (1, 1, 313), (4, 4, 258), (100, 4, 269), (1000, 1, 268), (1796, 8, 392),
  ])
  func haveThePixelsOfLoadDigits(index: Int, label: Int, sum: Int) {
    #expect(digits.labels[index] == label)
    #expect(levels(index).reduce(0, +) == sum)
  }

  @Test func haveThePixelsInOrder() {
    #expect(digits.images.indices.map { levels($0).reduce(0, +) }.reduce(0, +) == 561_718)
    #expect(Array(levels(0).prefix(8)) == [0, 0, 5, 13, 9, 1, 0, 0])
    #expect(Array(levels(1000)[24..<32]) == [0, 0, 0, 11, 16, 1, 0, 0])
    #expect(Array(levels(1796)[24..<32]) == [0, 0, 5, 16, 16, 10, 0, 0])
  }

  @Test func lieWithinHalfABitOfTheirLevels() {
    for image in digits.images {
      for ink in image.pixels {
        #expect(abs(ink * 255 - (ink * 16).rounded() / 16 * 255) <= 0.501)
      }
    }
  }

  @Test func splitIntoTwoPartsThatMakeTheWhole() throws {
    let train = digits.everyFifth(.train)
    let test = digits.everyFifth(.test)
    #expect(train.count == 1438)
    #expect(test.count == 359)
    #expect(test.images[0] == digits.images[4])
    #expect(test.images[358] == digits.images[1794])
    var merged = train.images
    for (index, image) in test.images.enumerated() { merged.insert(image, at: 5 * index + 4) }
    #expect(merged == digits.images)
    let source = DataSource("digits")
    #expect(try source.samples(.train).images() == train)
    #expect(try source.samples(.test).images() == test)
    #expect(try source.samples(.test).classes.names == (0..<10).map(String.init))
  }
}

@Suite struct ContactSheetTests {
  /// Six pixels wide, two high: cells of 2 × 1 in 3 columns and 2 rows.
  let sheet = GrayImage(
    width: 6,
    height: 2,
    pixels: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0, 0, 0, 0]
  )

  func cut(_ labels: String, width: Int = 2, height: Int = 1) throws(ContactSheetError)
    -> ContactSheet
  {
    try ContactSheet(cutting: sheet, labelText: labels, cellSize: (width, height))
  }

  @Test func isCutRowByRow() throws {
    let cells = try cut("012\n9\n")
    #expect(cells.labels == ["0", "1", "2", "9"])
    #expect(
      cells.cells.map(\.pixels) == [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]]
    )
    #expect(try cut("012\n987").cells.count == 6)
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: ContactSheetError.wrongLineCount(1, rows: 2)) { try cut("012") }
    #expect(throws: ContactSheetError.wrongLineCount(0, rows: 2)) { try cut("") }
    #expect(throws: ContactSheetError.wrongLineCount(3, rows: 2)) { try cut("012\n345\n6") }
    #expect(throws: ContactSheetError.wrongLabelCount(2, columns: 3, line: 1)) { try cut("01\n2") }
    #expect(throws: ContactSheetError.wrongLabelCount(4, columns: 3, line: 2)) {
      try cut("012\n3456")
    }
    for (width, height) in [(4, 1), (2, 3), (0, 1), (2, -1)] {
      #expect(
        throws: ContactSheetError.noWholeCells(
          width: 6,
          height: 2,
          cellWidth: width,
          cellHeight: height
        )
      ) { try cut("012\n345", width: width, height: height) }
    }
  }

  @Test func refusesInkWithoutALabel() {
    #expect(throws: ContactSheetError.noLabel(row: 1, column: 3)) {
      try ContactSheet(
        cutting: GrayImage(width: 6, height: 1, pixels: [0, 0, 0, 0, 0, 1]),
        labelText: "01",
        cellSize: (2, 1)
      )
    }
  }

  @Test func hasWordsForLabelsWhereALineHasSpaces() throws {
    let cells = try cut("cat dog cat\ndog,emu\tcat\n")
    #expect(cells.labels == ["cat", "dog", "cat", "dog", "emu", "cat"])
  }

  @Test func hasSquareCellsUnlessASizeIsGiven() throws {
    let square = GrayImage(width: 6, height: 4, pixels: .init(repeating: 1, count: 24))
    let cells = try ContactSheet(cutting: square, labelText: "abc\nabc")
    #expect(cells.cells.allSatisfy { $0.width == 2 && $0.height == 2 })
    #expect(
      throws: ContactSheetError.noWholeCells(width: 6, height: 4, cellWidth: 3, cellHeight: 3)
    ) {
      try ContactSheet(cutting: square, labelText: "ab\nab")
    }
    #expect(throws: ContactSheetError.wrongLineCount(1, rows: 2)) {
      try ContactSheet(cutting: square, labelText: "abc")
    }
  }

  @Test func takesItsClassesFromWhatIsAllowed() throws {
    let cells = try cut("xyx\nyyy")
    #expect(
      try LabeledImages(cells, classes: ClassNames(["y", "x"])).labels == [1, 0, 1, 0, 0, 0]
    )
    let reason = "has the label \"y\", which is none of the classes (x)"
    #expect(throws: ContactSheetError.unknownLabel(cell: 2, reason: reason)) {
      try LabeledImages(cells, classes: ClassNames(["x"]))
    }
  }
}
