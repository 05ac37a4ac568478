import Testing

@testable import Experiments

@Suite struct ReportTests {
  @Test func csvQuotesWhatNeedsItAndKeepsEveryDigit() {
    var table = ResultTable("t", heading: ["a", "b,c"])
    table.add([.text("say \"x\""), .number(1.0 / 3, decimals: 2)])
    table.add([.integer(7), .magnitude(1.5e-9)])
    table.add([.number(.infinity, decimals: 1), .text("plain")])
    #expect(
      table.csv == """
        a,"b,c"
        "say ""x""\",0.3333333333333333
        7,1.5e-09
        ,plain

        """
    )
    #expect(
      table.rows.map { $0.map(\.text) } == [
        ["say \"x\"", "0.33"], ["7", "1.5e-09"], ["diverged", "plain"],
      ]
    )
  }

  @Test func samplesKnowTheirMeanAndSpread() {
    let sample = Sample([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(sample.mean == 5 && sample.median == 4)
    #expect(abs(sample.deviation - (32.0 / 7).squareRoot()) < 1e-12)
    #expect(abs(sample.standardError - (32.0 / 56).squareRoot()) < 1e-12)
    #expect(Sample([3]).deviation == 0)
    #expect(sample.difference(from: Sample([5.5, 5.6])) == .unclear)
    #expect(sample.difference(from: Sample([9, 9])) == .lower)
    #expect(sample.difference(from: Sample([1, 1])) == .higher)
    #expect(abs(geometricMean([1e-6, 1, 1e3]) - 0.1) < 1e-12)
  }
}
