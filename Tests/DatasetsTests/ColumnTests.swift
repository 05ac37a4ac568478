import Files
import Testing

@testable import Datasets

@Suite struct ColumnTests {
  private let text = "time,a,b,id,kind\n100,1,2,7,x\n200,3,4,8,y\n"

  private func table(
    inputs: String? = nil,
    ignored: String = "",
    label: TableFormat.LabelColumn = .last,
    text: String? = nil
  ) -> TableText {
    TableText(
      text: text ?? self.text,
      format: TableFormat(
        label: label,
        inputColumns: inputs.flatMap { ColumnName.list(parsing: $0) },
        ignoredColumns: ColumnName.list(parsing: ignored) ?? []
      )
    )
  }

  @Test func inputsAreChosenByNameOrNumberInTheirOrder() throws {
    let read = try table(inputs: "b, 2").samples()
    #expect(read.rowValues == [2, 1, 4, 3] && read.inputNames == ["b", "a"])
    #expect(read.labels == [0, 1])
  }

  @Test func ignoredColumnsAreNotRead() throws {
    let read = try table(ignored: "time,4").samples()
    #expect(read.rowValues == [1, 2, 3, 4] && read.inputNames == ["a", "b"])
    // The last column is the last that is read.
    let last = try table(ignored: "kind,1").samples()
    #expect(last.classes.names == ["7", "8"])
    // What they hold does not matter.
    let odd = table(ignored: "1", text: "t,a,k\n?,1,x\nnoon,2,y\n")
    #expect(try odd.samples().rowValues == [1, 2])
  }

  @Test func aColumnNamedByANumberIsMeantByItsName() throws {
    let named = TableText(
      text: "3,1,2\n5,6,7\n",
      format: TableFormat(
        header: .yes,
        label: .none,
        inputColumns: [ColumnName("3"), ColumnName("2")]
      )
    )
    #expect(try named.samples().rowValues == [5, 7])
  }

  @Test func whatDoesNotFitIsRefused() {
    #expect(table(inputs: "c").refusal.contains("names no column \"c\" for --input-columns"))
    #expect(table(inputs: "9").refusal.contains("there is no column 9 for --input-columns"))
    #expect(table(inputs: "a,2").refusal == "--input-columns names column 2 twice")
    #expect(table(inputs: "a,kind").refusal.contains("would be an input and the label"))
    #expect(table(inputs: "a", ignored: "a").refusal.contains("leave it out of one"))
    #expect(table(ignored: "kind", label: .name("kind")).refusal.contains("in --ignore-columns"))
    #expect(ColumnName.list(parsing: "a,,b") == nil)
    let headless = TableText(
      text: "1,2\n",
      format: TableFormat(header: .no, inputColumns: [ColumnName("a")])
    )
    #expect(headless.refusal.contains("give numbers from 1"))
  }

  @Test func inputsAreCalledAsTheHeaderDoes() throws {
    #expect(try TableText(text: "x,y,label\n1,2,a\n").samples().inputNames == ["x", "y"])
    #expect(try TableText(text: "1,2,a\n").samples().inputNames == nil)
    let selected = try TableText(text: "x,label\n1,a\n2,b\n").samples().selecting([1])
    #expect(selected.inputNames == ["x"] && selected.place(ofSample: 0) == "line 3 of t.csv")
  }

  @Test func linesWithoutAValueAreLeftOutWhereThatIsAsked() throws {
    let text = "x,y,k\n1,2,a\n,4,a\n5,NA,b\n6,7,?\n8,-,a\n9,10,b\n"
    var table = TableText(text: text, format: TableFormat(missing: .skip))
    let read = try table.samples()
    #expect(read.rowValues == [1, 2, 9, 10] && read.labels == [0, 1])
    #expect(read.leftOutCount == 4 && read.place(ofSample: 1) == "line 7 of t.csv")
    #expect(read.notes == ["4 of 6 samples were left out: a value is missing"])
    table.format.missing = .refuse
    #expect(table.refusal.hasPrefix("line 3, column 1 is empty"))
    table.text = "x,k\n?,a\n"
    table.format.missing = .skip
    #expect(table.refusal == "holds no samples: a value is missing in each of the 1")
    // A class may be called so.
    let names = TableText(text: "1,NA\n2,?\n", classes: ClassNames(["NA", "?"]))
    #expect(try names.samples().labels == [0, 1])
    #expect(try TableText(text: "1,+\n2,-\n").samples().classes.names == ["+", "-"])
  }
}
