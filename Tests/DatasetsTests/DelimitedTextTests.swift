import Testing

@testable import Datasets

@Suite struct DelimitedTextTests {
  /// The records as texts, or the reason why they cannot be read.
  private func records(_ text: String, _ separator: Separator = .comma) -> ([[String]], String?) {
    var reader = DelimitedText(Array(text.utf8), separator: separator)
    var records: [[String]] = []
    do throws(TextFailure) {
      while try reader.nextRecord() {
        var record: [String] = []
        for column in reader.fields.indices { record.append(try reader.text(column: column)) }
        records.append(record)
      }
      return (records, nil)
    } catch {
      return (records, error.reason)
    }
  }

  @Test(arguments: [
    ("a,b\nc,d", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]), ("\n\n a , b \n \n", [["a", "b"]]),
    ("\u{FEFF}a,b", [["a", "b"]]), (",a,\n", [["", "a", ""]]), ("a,", [["a", ""]]), ("", []),
    ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]), ("\"a\nb\",c", [["a\nb", "c"]]),
    ("\"\",\" a \"", [["", " a "]]), (" \"a\" ,b", [["a", "b"]]), ("a\tb,c", [["a\tb", "c"]]),
  ])
  func readsCommas(_ text: String, _ expected: [[String]]) {
    let (read, reason) = records(text)
    #expect(read == expected && reason == nil, "\(reason ?? "")")
  }

  @Test func readsOtherSeparators() {
    #expect(records("a;b,c;d", .semicolon).0 == [["a", "b,c", "d"]])
    #expect(records("a\t\tb c\t", .tab).0 == [["a", "", "b c", ""]])
    #expect(records("  1  2\t3 \n4 5 6", .blank).0 == [["1", "2", "3"], ["4", "5", "6"]])
    #expect(records("\"a b\" c", .blank).0 == [["a b", "c"]])
  }

  @Test(arguments: [
    ("a\nb,c\"d", "line 2, column 2 has a quote in the middle"),
    ("a,b\n\n\"c\nd", "line 3, column 1 begins with a quote that never ends"),
    ("\"a\"b,c", "line 1, column 1 has text behind its closing quote"),
  ])
  func saysWhereItIsWrong(_ text: String, _ words: String) {
    let reason = records(text).1 ?? "no error"
    #expect(reason.hasPrefix(words), "\(reason)")
  }

  @Test func refusesBytesThatAreNoText() throws {
    var reader = DelimitedText([0x61, 0x2C, 0xFF], separator: .comma)
    #expect(try reader.nextRecord())
    #expect(try reader.text(column: 0) == "a")
    #expect(throws: TextFailure.self) { try reader.text(column: 1) }
  }

  @Test(arguments: [
    ("a,b\tc\n", Separator.tab), ("1,a;3", .comma), ("1,2;3", .semicolon), ("0,5 1,5 a", .blank),
    ("1, 2, 3", .comma), ("1;2 3", .semicolon), ("1 2 3", .blank),
    ("\n\n1;2\n3,4", .semicolon), ("\"a,b\";c", .semicolon), ("", .blank),
  ])
  func itsSeparatorIsDetected(_ text: String, _ expected: Separator) throws {
    #expect(try TextLayout(detectedIn: Array(text.utf8), given: nil).separator == expected)
  }

  /// Whatever the bytes, reading ends, without a crash.
  @Test func anyBytesAreReadOrRefused() {
    var generator = SeededGenerator(seed: 5)
    let alphabet = Array("a1,;\t \"\"\n\r#-.0\u{FF}é".utf8)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      for separator in Separator.allCases {
        var reader = DelimitedText(bytes, separator: separator)
        var count = 0
        while let more = try? reader.nextRecord(), more {
          #expect(!reader.fields.isEmpty)
          count += 1
        }
        #expect(count <= bytes.count)
        _ = try? LabeledTable(bytes, format: TableFormat(label: .none, missing: .skip))
        _ = try? LabeledTable(bytes, format: TableFormat(separator: separator))
        let format = TableFormat(separator: separator, label: .targets(.last(1)), missing: .skip)
        if let table = try? LabeledTable(bytes, format: format) {
          #expect(table.inputs.count == table.count * table.inputCount)
          #expect(table.targets.count == table.count && table.ranks.count == table.count)
        }
      }
    }
  }

  /// Records that RFC 4180 writes are read back, quotes, separators and line breaks included.
  @Test func readsBackWhatIsQuoted() {
    var generator = SeededGenerator(seed: 6)
    let alphabet: [Character] = ["a", "\"", ",", "\n", "\r\n", " ", "é"]
    for _ in 0..<500 {
      let written = (0..<3).map { _ in
        (0..<2).map { _ in
          String(
            (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
              alphabet.randomElement(using: &generator) ?? "a"
            }
          )
        }
      }
      let text = written.map { record in
        record.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
      }.joined(separator: "\r\n")
      #expect(records(text).0 == written)
    }
  }
}
