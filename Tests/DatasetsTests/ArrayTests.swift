import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct ArrayTests {
  /// What NumPy 2.4.6 wrote, in base 64.
  private enum Written {
    /// numpy.save of [[1, 2.5, 0], [-3, 4e10, 1]] as float32.
    static let floats =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsID"
      + "MpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoA"
      + "AIA/AAAgQAAAAAAAAEDA+QIVUQAAgD8="
    /// numpy.savez(X=[[1.5, 2], [3, 4]], y=[1, 3]).
    static let pair =
      "UEsDBC0AAAAAAAAAIQCdGKI8//////////8FABQAWC5ucHkBABAAoAAAAAAAAACgAAAAAAAAAJNOVU1QWQEAdg"
      + "B7J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAyKSwgfSAgICAg"
      + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAA+D8AAA"
      + "AAAAAAQAAAAAAAAAhAAAAAAAAAEEBQSwMELQAAAAAAAAAhAJL8tiX//////////wUAFAB5Lm5weQEAEACQAAAA"
      + "AAAAAJAAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3"
      + "NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
      + "ICAgICAgICAgIAoBAAAAAAAAAAMAAAAAAAAAUEsBAi0DLQAAAAAAAAAhAJ0YojygAAAAoAAAAAUAAAAAAAAAAA"
      + "AAAIABAAAAAFgubnB5UEsBAi0DLQAAAAAAAAAhAJL8tiWQAAAAkAAAAAUAAAAAAAAAAAAAAIAB1wAAAHkubnB5"
      + "UEsFBgAAAAACAAIAZgAAAJ4BAAAAAA=="
    /// numpy.savez_compressed(x_train=arange(8) as uint8 in 2 x 2 x 2, y_train=["dog", "cat"],
    /// x_test=zeros(1, 2, 2) as uint8, y_test=["cat"]).
    static let parts =
      "UEsDBC0AAAAIAAAAIQBhYP21//////////8LABQAeF90cmFpbi5ucHkBABAAiAAAAAAAAABPAAAAAAAAAJvsF+"
      + "obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CiCkqaNQq0Ae"
      + "4GJgZGJmYWVjBwBQSwMELQAAAAgAAAAhAGVk7CT//////////wsAFAB5X3RyYWluLm5weQEAEACYAAAAAAAAAF"
      + "UAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbhNqrK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvka"
      + "RjqaOgq1ChQArhQGBoZ8IE4H4mQgTgTiEiAGAFBLAwQtAAAACAAAACEAR4OLwP//////////CgAUAHhfdGVzdC"
      + "5ucHkBABAAhAAAAAAAAABKAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIK"
      + "EndLzClOBYoXZyQWpAL5GoY6CkZApKmjUKtAHuBiAAIAUEsDBC0AAAAIAAAAIQCfdxnp//////////8KABQAeV"
      + "90ZXN0Lm5weQEAEACMAAAAAAAAAE0AAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbhNqrK6joJ6WX1RSlJgX"
      + "n1+UkgoSd0vMKU4FihdnJBakAvkahjqaOgq1ChQArmQGBoZEIC4BYgBQSwECLQMtAAAACAAAACEAYWD9tU8AAA"
      + "CIAAAACwAAAAAAAAAAAAAAgAEAAAAAeF90cmFpbi5ucHlQSwECLQMtAAAACAAAACEAZWTsJFUAAACYAAAACwAA"
      + "AAAAAAAAAAAAgAGMAAAAeV90cmFpbi5ucHlQSwECLQMtAAAACAAAACEAR4OLwEoAAACEAAAACgAAAAAAAAAAAA"
      + "AAgAEeAQAAeF90ZXN0Lm5weVBLAQItAy0AAAAIAAAAIQCfdxnpTQAAAIwAAAAKAAAAAAAAAAAAAACAAaQBAAB5"
      + "X3Rlc3QubnB5UEsFBgAAAAAEAAQA4gAAAC0CAAAAAA=="
  }

  private func bytes(_ base64: String) -> [UInt8] { [UInt8](Data(base64Encoded: base64) ?? Data()) }

  /// A file as NumPy writes it.
  private func npy(
    _ descr: String,
    _ shape: String,
    _ values: [UInt8],
    order: String = "False"
  ) -> [UInt8] {
    let text = "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': (\(shape)), }\n"
    return NPYHeader.magic + [1, 0, UInt8(text.utf8.count), 0] + text.utf8 + values
  }

  private func samples(
    _ bytes: [UInt8],
    _ format: TableFormat = TableFormat(),
    classes: ClassNames? = nil,
    outputCount: Int? = nil,
    split: Split = .train
  ) throws(FileError) -> LabeledSamples {
    try LabeledSamples.arrays(
      bytes,
      split: split,
      TableContext(format: format, classes: classes, outputCount: outputCount),
      file: "x.npy"
    ).samples
  }

  private func refusal(_ bytes: [UInt8], _ format: TableFormat = TableFormat()) -> String {
    do {
      _ = try samples(bytes, format)
      return "no error"
    } catch {
      return error.reason
    }
  }

  @Test func theLastColumnOfAnArrayIsItsLabel() throws {
    let read = try samples(bytes(Written.floats), outputCount: 4)
    #expect(read.rowValues == [1, 2.5, -3, 4e10] && read.labels == [0, 1])
    #expect(read.place(ofSample: 1) == "row 2 of x.npy")
    let unlabelled = try samples(bytes(Written.floats), TableFormat(label: .none))
    #expect(unlabelled.rowValues?.count == 6 && unlabelled.isUnlabelled)
    let targets = try samples(bytes(Written.floats), TableFormat(label: .targets(.last(2))))
    #expect(targets.targets == [2.5, 0, 4e10, 1] && targets.rowValues == [1, -3])
  }

  @Test func anArchiveHoldsInputsAndLabels() throws {
    let read = try samples(bytes(Written.pair), outputCount: 4)
    #expect(read.rowValues == [1.5, 2, 3, 4] && read.labels == [1, 3])
    #expect(read.notes == ["inputs are the array X, labels or targets the array y"])
    let targets = try samples(bytes(Written.pair), TableFormat(label: .targets(.last(1))))
    #expect(targets.targets == [1, 3])
    #expect(refusal(bytes(Written.pair), TableFormat(label: .targets(.last(2)))).contains("says 2"))
  }

  @Test func anArchiveMayHoldTwoParts() throws {
    let folder = PictureFolderTests.Folder()
    try folder.write(Data(bytes(Written.parts)), to: "d.npz")
    let source = DataSource(folder.url.appending(path: "d.npz").path)
    let train = try source.samples(.train)
    #expect(train.classes.names == ["cat", "dog"])
    #expect(train.count == 2 && train.rowValues?.sorted() == [0, 1, 2, 3, 4, 5, 6, 7])
    let test = try source.samples(.test, classes: train.classes)
    #expect(test.labels == [0] && test.rowValues == [0, 0, 0, 0])
    let pictures = try samples(bytes(Written.parts), TableFormat(fullInk: 7)).images()
    let shares: [Float] = [0, 1, 2, 3].map { $0 / 7 }
    #expect(pictures.images[0].pixels == shares)
  }

  @Test func everyTypeOfNumberIsRead() throws {
    func values(_ descr: String, _ shape: String, _ bytes: [UInt8], order: String = "False") throws
      -> [Float]?
    {
      try samples(npy(descr, shape, bytes, order: order), TableFormat(label: .none)).rowValues
    }
    #expect(try values("|i1", "2, 1", [0xFF, 5]) == [-1, 5])
    #expect(try values("|u1", "1, 2", [0xFF, 5]) == [255, 5])
    #expect(try values("|b1", "2,", [1, 0]) == [1, 0])
    #expect(try values("<i2", "1, 2", [0xFE, 0xFF, 1, 0]) == [-2, 1])
    #expect(try values(">u2", "1, 2", [1, 0, 0, 2]) == [256, 2])
    #expect(try values(">i4", "1, 1", [0xFF, 0xFF, 0xFF, 0]) == [-256])
    #expect(try values("<i8", "1,", [0, 1, 0, 0, 0, 0, 0, 0]) == [256])
    #expect(try values("<u8", "1,", [0, 0, 0, 0, 0, 0, 0, 0x80]) == [0x1p63])
    // 1.5, the smallest number above 0, -2.
    #expect(try values("<f2", "3,", [0, 0x3E, 1, 0, 0, 0xC0]) == [1.5, 0x1p-24, -2])
    #expect(try values(">f8", "1,", [0x3F, 0xF8, 0, 0, 0, 0, 0, 0]) == [1.5])
    // [[1, 2, 3], [4, 5, 6]], column by column.
    #expect(try values("|u1", "2, 3", [1, 4, 2, 5, 3, 6], order: "True") == [1, 2, 3, 4, 5, 6])
    // numpy.arange(8).reshape(2, 2, 2) in Fortran's order.
    let cube: [UInt8] = [0, 4, 2, 6, 1, 5, 3, 7]
    #expect(try values("|u1", "2, 2, 2", cube, order: "True") == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test func valuesThatAreNoFloatsAreRefused() throws {
    let large: [UInt8] = [0x7E, 0x37, 0xE4, 0x3C, 0x88, 0, 0x75, 0x9C]
    #expect(refusal(npy(">f8", "1, 1", large), TableFormat(label: .none)).contains("float32"))
    let nan = npy("<f2", "2, 1", [0, 0x7E, 0, 0x3C])
    #expect(refusal(nan, TableFormat(label: .none)).contains("row 1, column 1 is NaN"))
    let skipped = try samples(nan, TableFormat(label: .none, missing: .skip))
    #expect(skipped.rowValues == [1] && skipped.leftOutCount == 1)
    #expect(skipped.place(ofSample: 0) == "row 2 of x.npy")
    #expect(refusal(npy("<f2", "1, 1", [0, 0x7C]), TableFormat(label: .none)).contains("is inf"))
  }

  @Test(arguments: [
    ("|O", "type \"|O\""), ("<c8", "type \"<c8\""), ("<f16", "type \"<f16\""), ("", "type \"\""),
    ("<i9223372036854775807", "type"), ("<U0", "type"), ("<U1", "texts where numbers"),
  ])
  func typesThatAreNoNumbersAreRefused(_ descr: String, _ words: String) {
    #expect(refusal(npy(descr, "1,", [0, 0, 0, 0])).contains(words))
  }

  @Test(arguments: [
    ("99999999999, 99999999999", "claims"), ("0, 536870912, 536870912, 536870912", "claims"),
    ("99999999999999999999", "is none of a plain array"), ("-1,", "is none of a plain array"),
    ("0, 3", "holds no samples"), ("", "holds no samples"), ("2, 2", "is truncated: 1 of 4"),
    ("1, 0", "holds no samples"), (Array(repeating: "1", count: 33).joined(separator: ","), "axes"),
  ])
  func hostileShapesAreRefused(_ shape: String, _ words: String) {
    let isEmpty = words == "holds no samples" && shape != ""
    #expect(refusal(npy("|u1", shape, isEmpty ? [] : [0])).contains(words), "\(shape)")
  }

  @Test func damagedFilesAreRefusedAndNeverTrap() {
    for file in [Written.floats, Written.pair, Written.parts].map(bytes) {
      for length in 0..<file.count where !file.prefix(length).isEmpty {
        #expect(refusal(Array(file.prefix(length))) != "no error")
      }
      var generator = SeededGenerator(seed: 3)
      for _ in 0..<2000 {
        var damaged = file
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let place = Int.random(in: 0..<file.count, using: &generator)
          damaged[place] = UInt8.random(in: 0...255, using: &generator)
        }
        _ = refusal(damaged)
      }
    }
    #expect(refusal(npy("|u1", "1, 1", [0, 0])).contains("1 bytes behind its last value"))
  }

  @Test func archivesOfSomethingElseAreNamed() throws {
    // Only the names of its parts matter.
    var workbook = bytes(Written.pair)
    let name = Array("X.npy".utf8)
    for start in workbook.indices.dropLast(4) where Array(workbook[start..<start + 5]) == name {
      workbook.replaceSubrange(start..<start + 5, with: "xl/ab".utf8)
    }
    #expect(refusal(workbook).contains("is a workbook of Excel"))
    var other = bytes(Written.pair)
    for start in other.indices.dropLast(4) where Array(other[start..<start + 5]) == name {
      other[start] = UInt8(ascii: "q")
    }
    #expect(refusal(other).contains("has the arrays q, y, none of which is named"))
  }

  @Test func labelsStandInAFileOfTheirOwn() throws {
    let folder = PictureFolderTests.Folder()
    func path(_ name: String) -> String { folder.url.appending(path: name).path }
    try folder.write(Data("1 2\n3 4\n5 ?\n7 8\n".utf8), to: "x.txt")
    try folder.write(Data("5\n6\n5\n5\n".utf8), to: "y.txt")
    try folder.write(Data("kind\nsea dog\ncat\ncat\ncat\n".utf8), to: "named.txt")
    try folder.write(Data(",kind\n0,3\n1,1\n2,3\n3,1\n".utf8), to: "series.csv")
    try folder.write(Data(npy("|u1", "4,", [2, 1, 0, 2])), to: "y.npy")
    try folder.write(Data("u,v\n1,2\n3,4\n5,6\n7,8\n".utf8), to: "targets.csv")
    func read(
      _ labels: String,
      _ label: TableFormat.LabelColumn = .last,
      outputCount: Int? = nil
    ) throws -> LabeledSamples {
      let table = TableFormat(label: label, missing: .skip)
      return try DataSource(path("x.txt"), options: .init(labelFile: path(labels), table: table))
        .samples(.test, isDivided: false, outputCount: outputCount)
    }
    let numbers = try read("y.txt")
    #expect(numbers.rowValues == [1, 2, 3, 4, 7, 8] && numbers.labels == [0, 1, 0])
    #expect(numbers.classes.names == ["5", "6"] && numbers.leftOutCount == 1)
    #expect(try read("named.txt").classes.names == ["cat", "sea dog"])
    #expect(try read("series.csv", outputCount: 4).labels == [3, 1, 1])
    #expect(try read("y.npy", outputCount: 3).labels == [2, 1, 2])
    let targets = try read("targets.csv", .targets(.last(2)))
    #expect(targets.targets == [1, 2, 3, 4, 7, 8] && targets.targetNames == ["u", "v"])
    let outside = #expect(throws: FileError.self) { try read("y.txt", outputCount: 6) }
    #expect(outside?.reason.contains("y.txt has the label \"6\", but") ?? false)
    try folder.write(Data("5\n6\n".utf8), to: "y.txt")
    let short = #expect(throws: FileError.self) { try read("y.txt") }
    #expect(short?.reason == "has 2 labels for the 4 samples of the data")
  }
}
