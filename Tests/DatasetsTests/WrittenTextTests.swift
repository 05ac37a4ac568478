import Files
import Foundation
import Testing

@testable import Datasets

/// Tables as NumPy 2.4, pandas 3.1, R and spreadsheets write them; the first two wrote these texts.
@Suite struct WrittenTextTests {
  @Test(arguments: [
    // pandas: to_csv; with columns without names; without an index, too.
    (",a,b,kind\n0,0.5,3.0,1\n1,1.25,4,0\n", ["a", "b"]), (",0,1,2\n0,0.5,3,1\n1,1.25,4,0\n", nil),
    ("0,1,2\n0.5,3,1\n1.25,4,0\n", nil),
    ("Unnamed: 0,a,b,kind\n7,0.5,3,1\n3,1.25,4,0\n", ["a", "b"]),
    // pandas: to_csv(sep=";", decimal=",").
    (";a;b;kind\n0;0,5;3,0;1\n1;1,25;4,0;0\n", ["a", "b"]),
    // NumPy: savetxt, with a header as well.
    ("5.0e-01 3.0e+00 1.0e+00\n1.25e+00 4.0e+00 0.0e+00\n", nil),
    ("# a,b,kind\n0.5,3,1\n1.25,4,0\n", ["a", "b"]),
    ("# seen today\n# a b kind\n0.5,3,1\n1.25,4,0", ["a", "b"]),
    // R: write.csv, write.table, write.table(dec = ","), row names that are words.
    ("\"\",\"a\",\"b\",\"kind\"\n\"1\",0.5,3,1\n\"2\",1.25,4,0\n", ["a", "b"]),
    ("\"a\" \"b\" \"kind\"\n\"1\" 0.5 3 1\n\"2\" 1.25 4 0\n", ["a", "b"]),
    ("\"a\" \"b\" \"kind\"\n\"Mazda\" 0,5 3 1\n\"Fiat\" 1,25 4 0\n", ["a", "b"]),
    // Spreadsheets: a byte order mark, semicolons and decimal commas, no header.
    ("\u{FEFF}a;b;kind\r\n0,5;3;1\r\n1,25;4;0\r\n", ["a", "b"]), ("0,5;3;1\n1,25;4;0\n", nil),
    ("0,5\t3\t1\n1,25\t4\t0\n", nil),
    // Lines that end with a separator, or with another one, as WISDM's do.
    ("0.5,3,1,\n1.25,4,0,\n", nil), ("a,b,kind\n0.5,3,1,\n1.25,4,0,\n", ["a", "b"]),
    ("a,b,kind,\n0.5,3,1,\n1.25,4,0,\n", ["a", "b"]), ("0.5,3,1;\n1.25,4,0;\n", nil),
    ("0.5 3 1;\n1.25 4 0;\n", nil), ("0.5;3;1;\n1.25;4;0;\n", nil),
  ])
  func whatOthersWriteIsRead(_ text: String, _ names: [String]?) throws {
    let read = try TableText(text: text, outputCount: 2).samples()
    #expect(read.rowValues == [0.5, 3, 1.25, 4])
    #expect(read.labels == [1, 0])
    #expect(read.inputNames == names)
  }

  @Test func whatWasTakenForWhatIsSaid() throws {
    func notes(_ text: String) throws -> [String] { try TableText(text: text).samples().notes }
    #expect(
      try notes(",a,k\n0,1,x\n1,2,y\n")
        == ["the first column, which has no name, numbers or names the rows and was left out"]
    )
    #expect(
      try notes("# a,k\n1,x\n2,y\n") == [
        "the names of the columns are those in the comment on line 1"
      ]
    )
    #expect(try notes("1,5;x\n") == ["numbers have decimal commas"])
    #expect(try notes("0,1,2\n5,6,7\n").first?.contains("--header no") ?? false)
    #expect(
      try notes("1,2,a\n# b\n#c\n").first == "2 lines that begin with # were left out as comments"
    )
    #expect(try notes("1,2,a\n").isEmpty)
  }

  @Test func textOfSixteenBitsIsRead() throws {
    let text = "größe;kind\n1,5;ja\n"
    for isBigEndian in [false, true] {
      let units: [UInt16] = [0xFEFF] + Array(text.utf16)
      let bytes = units.flatMap { unit -> [UInt8] in
        let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
        return isBigEndian ? [high, low] : [low, high]
      }
      let read = try samples(bytes)
      #expect(read.inputNames == ["größe"] && read.rowValues == [1.5])
      #expect(read.notes == ["the text is UTF-16", "numbers have decimal commas"])
      #expect(throws: FileError.self) { try samples(Array(bytes.dropLast())) }
      // Without the mark nothing says what it is.
      let error = #expect(throws: FileError.self) { try samples(Array(bytes.dropFirst(2))) }
      #expect(error?.reason.contains("is no text: it holds zero bytes") ?? false)
    }
  }

  @Test func latinTextIsRefusedOnlyWhereItMatters() throws {
    let name: [UInt8] = Array("caf".utf8) + [0xE9]
    let labelled: [UInt8] = Array("1,2,a\n3,4,".utf8) + name
    let error = #expect(throws: FileError.self) {
      try samples(labelled)
    }
    #expect(error?.reason.hasPrefix("line 2, column 3 is no UTF-8 text") ?? false)
    #expect(error?.reason.contains("iconv -f latin1 -t utf-8") ?? false)
    var ignored: [UInt8] = Array("# ".utf8) + name
    ignored += Array("\na,note,k\n1,x,u\n2,".utf8) + name
    ignored += Array(",v\n".utf8)
    let format = TableFormat(ignoredColumns: [ColumnName("note")])
    #expect(try samples(ignored, format).count == 2)
  }

  private func samples(
    _ bytes: [UInt8],
    _ format: TableFormat = TableFormat()
  ) throws(FileError) -> LabeledSamples {
    try LabeledSamples(table: bytes, format: format, classes: nil, file: "t.csv")
  }

  @Test(arguments: [
    ("1.5;2,5;a\n", "has a decimal comma, but line 1, column 1 a decimal point"),
    ("0,5;a\n1.234,5;a\n", "line 2, column 1 is \"1.234,5\", no finite number"),
    (",a,k\n0.5,1,x\n", "line 2, column 1 is \"0.5\" in a column without a name"),
    (",a,k\n1,1,x\n1,2,x\n", "--ignore-columns 1"),
    ("# only\n# comments\n", "every line is a comment"),
    ("1,2,3,\n3,4,5,b\n", "line 1, column 4 is empty"),
    ("1,2,a,\n3,4,a,\n5,6,a,b\n", "line 3 has 4 columns"),
  ])
  func whatDoesNotFitIsRefused(_ text: String, _ words: String) {
    let refusal = TableText(text: text).refusal
    #expect(refusal.contains(words), "\(refusal)")
  }

  @Test func aSeparatorThatDoesNotOccurIsRefusedWithThoseThatDo() throws {
    let table = TableText(text: "\n1,2,a b\n", format: TableFormat(separator: .tab))
    #expect(
      table.refusal.hasPrefix("line 2 has no tab, which --separator names, but comma and blank")
    )
    #expect(table.refusal.contains("pass --separator comma"))
    let one = TableText(text: "1\n2\n", format: TableFormat(separator: .tab, label: .none))
    #expect(try one.samples().rowValues == [1, 2])
  }

  @Test func anIndexThatIsAskedForIsAnInput() throws {
    let format = TableFormat(inputColumns: ["1", "a"].map(ColumnName.init))
    let read = try TableText(text: ",a,k\n0.5,1,x\n0.5,2,y\n", format: format).samples()
    #expect(read.rowValues == [0.5, 1, 0.5, 2])
  }
}
