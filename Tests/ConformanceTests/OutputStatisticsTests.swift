import Conformance
import Testing

@Suite struct OutputStatisticsTests {
  /// Worked out by hand: errors 1, −1, 0, 0; the float values' variance sum is 5.
  @Test func measuresAreThoseOfTheirDefinitions() throws {
    let statistics = OutputStatistics(float: [1, 2, 3, 4], fixed: [2, 1, 3, 4])
    #expect(statistics.range == 1...4 && statistics.spread == 3)
    #expect(statistics.largestError == 1)
    #expect(statistics.rootMeanSquareError == 0.5.squareRoot())
    #expect(statistics.determination == 1 - 2.0 / 5)
    // Σd² = 2: 1 − 6 · 2 / (4 · 15).
    #expect(abs(try #require(statistics.rankCorrelation) - 0.8) < 1e-12)
    #expect(statistics.targetDetermination == nil)
  }

  @Test func equalValuesShareARank() throws {
    // As scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4]) gives it.
    let statistics = OutputStatistics(float: [1, 2, 2, 3], fixed: [1, 3, 2, 4])
    #expect(abs(try #require(statistics.rankCorrelation) - 0.9486832980505139) < 1e-12)
  }

  @Test func whatDoesNotVaryHasNoCorrelation() {
    let constant = OutputStatistics(float: [2, 2], fixed: [1, 3])
    #expect(constant.determination == nil && constant.rankCorrelation == nil)
    #expect(constant.spread == 0 && constant.largestError == 1)
  }

  @Test func targetsAreExplainedByEach() throws {
    let statistics = OutputStatistics(float: [1, 2, 4], fixed: [1, 2, 3], targets: [1, 2, 3])
    let explained = try #require(statistics.targetDetermination)
    #expect(explained.float == 0.5 && explained.fixed == 1)
  }
}
