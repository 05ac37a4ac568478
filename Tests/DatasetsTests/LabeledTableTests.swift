import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct LabeledTableTests {
  private func samples(
    _ text: String,
    _ format: TableFormat = TableFormat(),
    classes: ClassNames? = nil
  ) throws(FileError) -> LabeledSamples {
    try LabeledSamples(table: Array(text.utf8), format: format, classes: classes, file: "t.csv")
  }

  private func rows(_ samples: LabeledSamples) -> Dataset? {
    if case .rows(let rows) = samples.content { rows } else { nil }
  }

  private func reason(_ text: String, _ format: TableFormat = TableFormat()) -> String {
    do {
      _ = try samples(text, format)
      return "no error"
    } catch {
      #expect(error.file == "t.csv")
      return error.reason
    }
  }

  @Test(arguments: [
    "1,2.5,b\n-3,4e1,a\n", "x,y,name\n1,2.5,b\n-3,4e1,a\n", "1 2.5 b\n -3  +40 a",
    "1\t2.5\tb\n-3\t40.\ta",
    "\"1\";\"2.5\";\"b\"\n-3;40;a",
  ])
  func readsNumbersAndNamedLabels(_ text: String) throws {
    let read = try samples(text)
    #expect(read.classes.names == ["a", "b"])
    #expect(rows(read)?.inputs == [1, 2.5, -3, 40])
    #expect(read.labels == [1, 0])
  }

  @Test func findsTheLabelColumn() throws {
    for label: TableFormat.LabelColumn in [.number(1), .name("kind")] {
      let read = try samples("kind,x,y\nb,1,2\na,3,4", TableFormat(label: label))
      #expect(rows(read)?.inputs == [1, 2, 3, 4] && read.labels == [1, 0])
    }
    #expect(reason("1,2\n3,4", TableFormat(label: .number(3))).contains("no column 3"))
    #expect(reason("x,y\n1,2", TableFormat(label: .name("z"))).contains("no column \"z\""))
    #expect(reason("x,x\n1,2", TableFormat(label: .name("x"))).contains("more than one column"))
    #expect(TableFormat.LabelColumn(parsing: "0") == nil)
    #expect(TableFormat.LabelColumn(parsing: "one-hot:1") == nil)
    for text in ["last", "3", "one-hot:10", "name"] {
      #expect(TableFormat.LabelColumn(parsing: text)?.text == text)
    }
  }

  @Test func readsOneHotLabels() throws {
    let format = TableFormat(label: .oneHot(3))
    let read = try samples("5 0 1 0\n6 0 0 1.0\n", format)
    #expect(read.classes.names == ["0", "1", "2"] && read.labels == [1, 2])
    let named = try samples("x,red,green,blue\n5,1,0,0", format)
    #expect(named.classes.names == ["red", "green", "blue"] && named.labels == [0])
    #expect(reason("5 0 1 0\n6 1 0 1", format).hasPrefix("line 2, column 4 is \"1\"; of the 3"))
    #expect(reason("5 0 2 0", format).hasPrefix("line 1, column 3 is \"2\""))
    #expect(reason("5 0 0 0", format) == "line 1 has no 1 in its 3 label columns")
    #expect(reason("1 0 0", format).contains("too few"))
    #expect(reason("x,a,a,b\n1,1,0,0", format).contains("the same name"))
  }

  @Test func ordersNumbersByValueAndNamesByTheirScalars() {
    #expect(ClassNames(occurringIn: ["10", "9", "-1", "9"]).names == ["-1", "9", "10"])
    #expect(ClassNames(occurringIn: ["b", "10", "9"]).names == ["10", "9", "b"])
    #expect(ClassNames(occurringIn: ["é", "z", "Z"]).names == ["Z", "z", "é"])
    #expect(ClassNames(["b", "a", "b"]).names == ["b", "a"])
  }

  @Test func aHeaderOfNumbersShowsInItsLabel() throws {
    // As pandas writes columns without names.
    let read = try samples("0,1,label\n5,6,3\n7,8,4\n")
    #expect(rows(read)?.inputs == [5, 6, 7, 8])
    #expect(read.classes.names == ["3", "4"])
    #expect(try samples("0,1,label\n5,6,3", TableFormat(header: .no)).count == 2)
    #expect(try samples("0,1,2\n5,6,3", TableFormat(header: .yes)).count == 1)
  }

  @Test(arguments: [
    ("", "holds no samples: it is empty"), ("x,y\n", "holds no samples, only a header"),
    ("1,2,a\n1,a\n", "line 2 has 2 columns, but those before it have 3"),
    ("1,2,a\n1,2,3,a\n", "line 2 has 4 columns"),
    ("1,2,a\n1,x,a\n", "line 2, column 2 is \"x\", no finite number"),
    ("1,x,a\n1,2,a\n", "(if this line names the columns, pass --header yes)"),
    ("1,2,a\n1,,a\n", "line 2, column 2 is empty, no finite number"),
    ("1,2,a\n1,2,\n", "line 2, column 3 is empty, but should be the label"),
    ("1,2,a\nnan,2,a\n", "line 2, column 1 is \"nan\""),
    ("1,2,a\n\ninf,2,a\n", "line 3, column 1 is \"inf\""),
    (
      "1,2,a\n1,1e39,a\n",
      "line 2, column 2 is \"1e39\", a finite number, but beyond those of float32"
    ),
    ("1,2,a\n1,-1e300,a\n", "(3.4e38 at most)"), ("1,2,a\n1,?,a\n", "--missing skip"),
    ("1,2,a\n1,2,NA\n", "line 2, column 3 is \"NA\", which says that the label is missing"),
    ("1,2,a\n1,0x10,a\n", "line 2, column 2 is \"0x10\""), ("a\nb\n", "line 1 has one column"),
    ("1,2,a\n\"1,2,a\n", "line 2, column 1 begins with a quote that never ends"),
  ])
  func saysWhereATableIsWrong(_ text: String, _ words: String) {
    let found = reason(text)
    #expect(found.contains(words), "\(found)")
    #expect(!found.contains("\n"))
  }

  @Test func refusesALabelThatIsNoClass() throws {
    let classes = ClassNames(["b", "a"])
    #expect(try samples("1,a\n2,b", classes: classes).labels == [1, 0])
    let error = #expect(throws: FileError.self) { try samples("1,a\n2,c", classes: classes) }
    #expect(error?.reason.hasPrefix("line 2 has the label \"c\", which is none of") ?? false)
  }

  @Test func takesRowsForPictures() throws {
    let format = TableFormat(label: .number(1), fullInk: 255)
    let images = try samples("3,0,255,51,0\n7,0,0,0,0\n", format).images()
    #expect(images.images[0] == GrayImage(width: 2, height: 2, pixels: [0, 1, 0.2, 0]))
    #expect(reason("3,0,256,0,0", format).hasPrefix("line 1, column 3 is 256.0, but ink"))
    #expect(reason("3,0,-1,0,0", format).hasPrefix("line 1, column 3 is -1.0"))
    #expect(reason("3,0,1,0", format).contains("no square"))
    #expect(throws: FileError.self) { try samples("1,2").images() }
  }

  @Test func readsGzip() throws {
    let packed = gzipped(Array("1,a\n2,b\n".utf8))
    func read(_ bytes: some Collection<UInt8>) throws(FileError) -> LabeledSamples {
      try LabeledSamples(table: Array(bytes), format: TableFormat(), classes: nil, file: "t")
    }
    #expect(try read(packed).labels == [0, 1])
    let error = #expect(throws: FileError.self) { try read(packed.dropLast(3)) }
    #expect(error?.reason.contains("gzip stream breaks off") ?? false)
  }

  @Test func isDividedClassByClass() throws {
    // Every fifth row is of class b, so a plain split would put all of them into the test.
    let text = (0..<50).map { "\($0),\($0 % 5 == 4 ? "b" : "a")\n" }.joined()
    let whole = try samples(text)
    let train = whole.everyFifthOfEachClass(.train)
    let test = whole.everyFifthOfEachClass(.test)
    #expect(train.labels.count { $0 == 0 } == 32 && train.labels.count { $0 == 1 } == 8)
    #expect(test.labels.count { $0 == 0 } == 8 && test.labels.count { $0 == 1 } == 2)
    let values = (rows(train)?.inputs ?? []) + (rows(test)?.inputs ?? [])
    #expect(values.sorted() == (0..<50).map(Float.init))
  }

  @Test func anyPartOfSpreadClassesHoldsAllOfThem() throws {
    let text = (0..<90).map { "\($0),\($0 < 60 ? "a" : "b")\n" }.joined()
    let spread = try samples(text).spreadingClasses()
    for start in stride(from: 0, to: 90, by: 9) {
      let part = spread.selecting(Array(start..<start + 9))
      #expect(part.labels.count { $0 == 0 } == 6)
    }
    // Nothing is lost, and each class keeps its order.
    let values = rows(spread)?.inputs ?? []
    #expect(values.sorted() == (0..<90).map(Float.init))
    #expect(values.filter { $0 < 60 } == (0..<60).map(Float.init))
  }

  @Test func classesWithoutASampleAreNamed() throws {
    let read = try samples("1,a\n2,a", classes: ClassNames(["a", "b"]))
    let error = #expect(throws: FileError.self) { try read.checkEveryClassOccurs() }
    #expect(error?.reason.contains("class \"b\" has no sample") ?? false)
    #expect(throws: Never.self) { try samples("1,a\n2,b").checkEveryClassOccurs() }
  }

  @Test func rowsOfAnotherLengthAreRefused() throws {
    let read = try samples((0..<6).map(String.init).joined(separator: " "))
    let error = #expect(throws: FileError.self) { try read.check(inputCount: 3) }
    #expect(error?.reason.contains("has 5 columns beside the label") ?? false)
    #expect(error?.reason.contains("--label one-hot:3") ?? false)
  }

  @Test(.enabled(if: SharedData.hasSemeion)) func readsSemeion() throws {
    let source = DataSource(
      SharedData.semeion.path,
      options: .init(table: TableFormat(label: .oneHot(10), fullInk: 1))
    )
    let train = try source.samples(.train)
    let test = try source.samples(.test)
    #expect(train.count + test.count == 1593)
    // From the data set's description: 161, 162, 159, 159, 161, 159, 161, 158, 155, 158.
    let counts = (0..<10).map { digit in (train.labels + test.labels).count { $0 == digit } }
    #expect(counts == [161, 162, 159, 159, 161, 159, 161, 158, 155, 158])
    #expect(try test.images().images.allSatisfy { $0.width == 16 && $0.height == 16 })
    // Pixels are 0 or 1, and the third part or so is ink.
    let ink = try train.images().images.flatMap(\.pixels)
    #expect(ink.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(abs(ink.reduce(0, +) / Float(ink.count) - 0.33) < 0.03)
  }
}
