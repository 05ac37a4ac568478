import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct TargetTests {
  private func read(_ text: String, _ targets: TargetColumns) throws -> LabeledSamples {
    try TableText(text: text, format: TableFormat(label: .targets(targets))).samples()
  }

  @Test func theLastColumnsAreTargets() throws {
    let read = try read("x,y,u,v\n1,2,0.5,-1\n3,4,7,8\n", .last(2))
    #expect(read.rowValues == [1, 2, 3, 4])
    #expect(read.targets == [0.5, -1, 7, 8] && read.targetCount == 2)
    #expect(read.inputNames == ["x", "y"] && read.targetNames == ["u", "v"])
    #expect(read.classes.count == 0 && !read.isUnlabelled)
    let dataset = try read.prepared(inputCount: 2, form: .gray)
    #expect(dataset.targets == [0.5, -1, 7, 8])
    #expect(dataset.classCount == 2 && dataset.labels == [0, 0])
    try read.checkEveryClassOccurs()
  }

  @Test func targetsAreNamedInTheOrderOfTheOutputs() throws {
    let read = try read("x,u,y,v\n1,2,3,4\n", .named(["v", "u"]))
    #expect(read.rowValues == [1, 3] && read.targets == [4, 2])
    #expect(read.targetNames == ["v", "u"])
    #expect(try self.read("1,2,3\n", .named(["1"])).targets == [1])
  }

  @Test func theInputsCanBeTheTargets() throws {
    let read = try read("1,2\n3,4\n", .inputs)
    #expect(read.rowValues == [1, 2, 3, 4] && read.targets == [1, 2, 3, 4])
  }

  @Test func everyFifthSampleIsForTheTest() throws {
    let text = (0..<10).map { "\($0),\($0 * 2)\n" }.joined()
    let whole = try read(text, .last(1))
    let test = whole.everyFifthOfEachClass(.test)
    #expect(test.rowValues == [4, 9] && test.targets == [8, 18])
    #expect(test.place(ofSample: 1) == "line 10 of t.csv")
    let train = whole.everyFifthOfEachClass(.train).spreadingClasses()
    #expect(train.targets == [0, 2, 4, 6, 10, 12, 14, 16])
    #expect(train.selecting([7, 0]).targets == [16, 0])
  }

  @Test func targetsAreWrittenAndReadAsText() {
    for text in ["2", "a,b", "inputs", "3,y"] {
      #expect(TargetColumns(parsing: text)?.text == text)
      let label = TableFormat.LabelColumn(parsing: "targets:\(text)")
      #expect(label?.text == "targets:\(text)")
    }
    #expect(TargetColumns(parsing: "0") == nil && TargetColumns(parsing: "a,,b") == nil)
  }

  @Test func targetsThatAreNotThereAreRefused() {
    func refusal(_ targets: TargetColumns) -> String {
      TableText(text: "x,y\n1,2\n", format: TableFormat(label: .targets(targets))).refusal
    }
    #expect(refusal(.last(2)).contains("too few for inputs and --targets 2"))
    #expect(refusal(.named(["z"])).contains("names no column \"z\" for --targets (it has x, y)"))
    #expect(refusal(.named(["x", "1"])) == "--targets names column 1 twice")
  }

  @Test(.enabled(if: SharedData.hasCases)) func theSmallCasesHaveTargets() throws {
    func samples(_ name: String, _ targets: TargetColumns) throws -> LabeledSamples {
      try DataSource(
        SharedData.cases.appending(path: name).path,
        options: .init(table: TableFormat(label: .targets(targets)))
      ).samples(.test, isDivided: false)
    }
    let regression = try samples("regression2.csv", .last(2))
    #expect(regression.targets?.prefix(2) == [-1.10310, 0.24059] && regression.count == 300)
    let labels = try samples("multilabel.csv", .last(3))
    #expect(labels.count == 120 && Set(labels.targets ?? []) == [0, 1])
    let coder = try samples("autoencoder.csv", .inputs)
    #expect(coder.targetCount == 64 && coder.targets == coder.rowValues && coder.count == 200)
  }
}
