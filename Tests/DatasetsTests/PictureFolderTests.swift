import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct PictureFolderTests {
  /// A folder for the time of a test.
  final class Folder {
    let url = URL.temporaryDirectory.appending(path: "halfword-pictures-\(UUID())")

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ data: Data, to path: String) throws {
      let file = url.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try data.write(to: file)
    }

    func writePicture(_ path: String, side: Int = 2, level: Int = 1) throws {
      var writer = PNGWriter(width: side, height: side, colorType: .gray, bitDepth: 1)
      writer.isInterlaced = side > 2
      try write(writer.file { _, _ in [level] }, to: path)
    }
  }

  let folder = Folder()

  private func samples(_ split: Split, isDivided: Bool = false) throws -> LabeledSamples {
    try DataSource(folder.url.path).samples(split, isDivided: isDivided)
  }

  private func refusal(_ split: Split = .train) -> String {
    do {
      _ = try samples(split)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func namesItsClassesAfterFolders() throws {
    for (path, side) in [("cat/b.png", 3), ("cat/a.PNG", 2), ("ant/z.png", 4)] {
      try folder.writePicture(path, side: side)
    }
    try folder.write(Data("about".utf8), to: "README.txt")
    try folder.write(Data("hidden".utf8), to: "cat/.DS_Store")
    let read = try samples(.test)
    #expect(read.classes.names == ["ant", "cat"])
    #expect(read.labels == [0, 1, 1])
    #expect(try read.images().images.map(\.width) == [4, 2, 3])
  }

  @Test func isDividedUnlessItHasTwoParts() throws {
    for index in 0..<5 { try folder.writePicture("a/\(index).png") }
    #expect(try samples(.train, isDivided: true).count == 4)
    #expect(try samples(.test, isDivided: true).count == 1)
    #expect(try samples(.test).count == 5)
  }

  @Test func mayHaveTwoParts() throws {
    try folder.writePicture("train/2/a.png")
    try folder.writePicture("train/10/a.png")
    try folder.writePicture("test/10/b.png")
    #expect(try samples(.train).classes.names == ["2", "10"])
    // Each class is spread over the whole; of equals, folders come in the order of their names.
    #expect(try samples(.train).labels == [1, 0])
    #expect(try samples(.test).labels == [1])
    let error = #expect(throws: FileError.self) {
      try DataSource(folder.url.path).samples(.test, classes: ClassNames(["2"]))
    }
    #expect(error?.file.hasSuffix("test/10") ?? false)
  }

  @Test func whateverCannotBeReadIsNamed() throws {
    try folder.writePicture("a/1.png")
    try folder.write(Data("no picture".utf8), to: "a/2.png")
    #expect(refusal().contains("a/2.png: is no PNG file"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "a/2.png"))
    try folder.write(Data("no picture".utf8), to: "a/3.jpg")
    #expect(refusal().contains("a/3.jpg: is no PNG picture"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "a/3.jpg"))
    try folder.write(Data(), to: "b/.hidden")
    #expect(refusal().contains("b: the class is empty"))
    try folder.writePicture("b/1.png")
    #expect(refusal() == "no error")
    try folder.writePicture("stray.png")
    #expect(refusal().contains("stray.png: is in no folder of a class"))
  }

  @Test func whatSystemsLeaveInFoldersIsPassedOver() throws {
    try folder.writePicture("a/1.png")
    for name in ["Thumbs.db", ".DS_Store", "desktop.ini", "._1.png"] {
      try folder.write(Data("system".utf8), to: "a/\(name)")
      try folder.write(Data("system".utf8), to: name)
    }
    #expect(try samples(.test).count == 1)
    #expect(try samples(.test).place(ofSample: 0) == "file a/1.png")
  }

  @Test func aPictureOfAnotherFormatIsNamedByItsContent() throws {
    let jpeg = Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF".utf8))
    try folder.writePicture("a/1.png")
    for name in ["a/2.png", "a/2.jpg", "a/2"] {
      try folder.write(jpeg, to: name)
      #expect(refusal().contains("\(name): is no PNG picture but JPEG"))
      #expect(refusal().contains("mogrify -format png *.jpg"))
      try FileManager.default.removeItem(at: folder.url.appending(path: name))
    }
    try folder.write(Data("GIF89a".utf8), to: "a/3.png")
    #expect(refusal().contains("a/3.png: is no PNG picture but GIF"))
    try folder.write(jpeg, to: "sheet.png")
    let sheet = DataSource(folder.url.appending(path: "sheet.png").path)
    let error = #expect(throws: FileError.self) { try sheet.samples(.test) }
    #expect(error?.reason.contains("JPEG") ?? false)
    #expect(throws: DataSourceError.noName("--data")) { try DataSource("").samples(.test) }
  }

  @Test func aSheetTakesItsLabelsFromTheTextBesideIt() throws {
    let writer = PNGWriter(width: 6, height: 4, colorType: .gray, bitDepth: 1)
    try folder.write(writer.file { x, _ in [x < 2 ? 0 : 1] }, to: "s.png")
    let source = DataSource(folder.url.appending(path: "s.png").path)
    let missing = #expect(throws: FileError.self) { try source.samples(.train, isDivided: false) }
    #expect(missing?.file.hasSuffix("s.txt") ?? false)
    try folder.write(Data("abb\nabb\n".utf8), to: "s.txt")
    let read = try source.samples(.test, isDivided: false)
    #expect(read.labels == [0, 1, 1, 0, 1, 1])
    #expect(try read.images().images[0].pixels == [1, 1, 1, 1])
    #expect(try read.images().images[1].pixels == [0, 0, 0, 0])
    #expect(throws: DataSourceError.self) { try source.samples(.test) }
    try folder.write(Data("ab\nab\n".utf8), to: "s.txt")
    let wrong = #expect(throws: FileError.self) { try source.samples(.train) }
    #expect(wrong?.reason.contains("s.txt: a sheet of 6 x 4 pixels cannot be cut") ?? false)
  }
}
