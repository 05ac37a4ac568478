import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct LabelTests {
  @Test(arguments: ["1", "1.0", "1.0000", "+1", "1e0", "10e-1", "01"])
  func aNumberIsTheIndexOfItsOutputHoweverItIsWritten(_ one: String) throws {
    let read = try TableText(text: "5,\(one)\n6,3\n", outputCount: 4).samples()
    #expect(read.labels == [1, 3])
    #expect(read.classes == ClassNames(numbered: 4))
  }

  @Test func oneOutputTellsTwoClassesApart() throws {
    let read = try TableText(text: "5,1\n6,0\n", outputCount: 1).samples()
    #expect(read.labels == [1, 0] && read.classes.count == 2)
    let refusal = TableText(text: "5,1\n6,2\n", outputCount: 1).refusal
    #expect(refusal.hasPrefix("line 2 has the label \"2\", but the network's one output tells"))
  }

  @Test func aLabelOutsideTheOutputsIsRefusedWithWhatWorks() throws {
    let text = "5,1\n6,2\n7,3\n"
    let refusal = TableText(text: text, outputCount: 3).refusal
    #expect(refusal.hasPrefix("line 3 has the label \"3\", but the network's 3 outputs have the"))
    #expect(refusal.hasSuffix("pass --classes 1,2,3"))
    let named = TableText(text: text, classes: ClassNames(["1", "2", "3"]), outputCount: 3)
    #expect(try named.samples().labels == [0, 1, 2])
    #expect(TableText(text: "5,-1\n", outputCount: 3).refusal.contains("the label \"-1\""))
    #expect(TableText(text: "5,0.5\n", outputCount: 3).refusal.contains("pass --targets 1"))
  }

  @Test func namesNeedNames() throws {
    let text = "5,dog\n6,cat\n"
    let refusal = TableText(text: text, outputCount: 2).refusal
    #expect(refusal.contains("line 1 has the label \"dog\", no names of classes are known"))
    #expect(refusal.hasSuffix("--classes cat,dog"))
    #expect(TableText(text: text, outputCount: 3).refusal.contains("labels here: cat, dog"))
    let named = TableText(text: text, classes: ClassNames(["dog", "cat"]), outputCount: 2)
    #expect(try named.samples().labels == [0, 1])
  }

  @Test func namesThatAreNumbersAreComparedByValue() throws {
    let classes = ClassNames(["10", "20"])
    let read = try TableText(text: "5,2e1\n6,10.0\n", classes: classes, outputCount: 2).samples()
    #expect(read.labels == [1, 0])
    // A name wins over an index.
    let refusal = TableText(text: "5,0\n", classes: classes, outputCount: 2).refusal
    #expect(refusal.contains("which is none of the classes (10, 20)"))
    #expect(ClassNames(["1", "01"])["1.0"] == nil)
    #expect(ClassNames(["1", "01"])["01"] == 1)
  }

  @Test func numbersForClassesWithNamesAreIndicesAndItIsSaid() throws {
    let classes = ClassNames(["cat", "dog"])
    let read = try TableText(text: "5,1\n6,0\n", classes: classes).samples()
    #expect(read.labels == [1, 0] && read.classes == classes)
    #expect(read.notes == ["labels are numbers, taken as the indices of the outputs: 0 is \"cat\""])
    #expect(TableText(text: "5,1\n6,cat\n", classes: classes).refusal.contains("label \"1\""))
  }

  @Test func withoutANetworkTheClassesAreThoseThatOccur() throws {
    // As the wine data have it.
    let read = try TableText(text: "5,3\n6,1\n7,2.0\n8,1.00\n").samples()
    #expect(read.classes.names == ["1", "2", "3"])
    #expect(read.labels == [2, 0, 1, 0])
    #expect(ClassNames(occurringIn: ["1.0000", "3.0000"]).names == ["1", "3"])
    #expect(ClassNames(occurringIn: ["002", "010"]).names == ["002", "010"])
    #expect(ClassNames(occurringIn: ["0.50", "0.5", "-0", "0"]).names == ["0", "0.5"])
  }

  @Test func classesAreGivenAsAListOrAFile() throws {
    #expect(try ClassNames(givenAs: "b, a ,c").names == ["b", "a", "c"])
    let folder = PictureFolderTests.Folder()
    try folder.write(Data("cat\r\nsea dog\n\n".utf8), to: "names.txt")
    let file = folder.url.appending(path: "names.txt").path
    #expect(try ClassNames(givenAs: file).names == ["cat", "sea dog"])
    #expect(throws: ClassListError.neitherListNorFile("cat")) { try ClassNames(givenAs: "cat") }
    #expect(throws: ClassListError.emptyName("a,,b")) { try ClassNames(givenAs: "a,,b") }
    #expect(throws: ClassListError.twice("a", "a,b,a")) { try ClassNames(givenAs: "a,b,a") }
  }

  @Test func foldersAndSheetsAreIndicesToo() throws {
    let folder = PictureFolderTests.Folder()
    try folder.writePicture("p/1/a.png")
    try folder.writePicture("p/3/a.png")
    let source = DataSource(folder.url.appending(path: "p").path)
    let read = try source.samples(.test, isDivided: false, outputCount: 4)
    #expect(read.labels == [1, 3] && read.classes.count == 4)
    #expect(read.place(ofSample: 1) == "file 3/a.png")
    #expect(throws: FileError.self) { try source.samples(.test, isDivided: false, outputCount: 3) }
    let writer = PNGWriter(width: 4, height: 2, colorType: .gray, bitDepth: 1)
    try folder.write(writer.file { x, _ in [x < 2 ? 0 : 1] }, to: "s.png")
    try folder.write(Data("13\n".utf8), to: "s.txt")
    let sheet = DataSource(folder.url.appending(path: "s.png").path)
    #expect(try sheet.samples(.test, isDivided: false, outputCount: 4).labels == [1, 3])
    #expect(throws: FileError.self) { try sheet.samples(.test, isDivided: false, outputCount: 3) }
    #expect(throws: DataSourceError.tooManyClasses(10, outputs: 4)) {
      try DataSource("digits").samples(.test, outputCount: 4)
    }
  }

  @Test(.enabled(if: SharedData.hasCases)) func theSmallCasesAreReadAsTheyAreMeant() throws {
    func samples(_ name: String) throws -> LabeledSamples {
      try DataSource(SharedData.cases.appending(path: name).path)
        .samples(.test, isDivided: false, outputCount: 4)
    }
    let whole = try samples("labels_1_3.csv")
    #expect(Set(whole.labels) == [1, 3] && whole.count == 80)
    #expect(try samples("labels_float.csv").labels == whole.labels)
    let error = #expect(throws: FileError.self) { try samples("labels_too_many.csv") }
    #expect(error?.reason.contains("has the label \"4\", but the network's 4 outputs") ?? false)
    #expect(try samples("numpy_header.csv").inputNames == ["a", "b", "c", "d", "e", "f"])
    #expect(try samples("pandas_index.csv").rowValues == samples("numpy_header.csv").rowValues)
    #expect(try samples("decimal_comma.csv").rowValues == samples("numpy_header.csv").rowValues)
    #expect(try samples("decimal_comma.csv").labels == samples("numpy_header.csv").labels)
  }
}
