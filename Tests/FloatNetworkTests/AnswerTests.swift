import FloatNetwork
import Testing

@Suite struct AnswerTests {
  @Test(arguments: ["largest", "smallest", "threshold:0.5", "threshold:-2.0", "values"])
  func itsTextIsReadAgain(text: String) throws {
    #expect(try #require(Answer(parsing: text)).text == text)
  }

  @Test(arguments: [
    "", "Largest", "threshold", "threshold:", "threshold:x", "threshold:nan", "0.5",
  ])
  func otherTextIsNone(text: String) {
    #expect(Answer(parsing: text) == nil)
  }

  @Test func decisionsAreOfTheScoresForAClassAndOfTheOutputsForAThreshold() {
    let (outputs, scores) = ([0.2, 0.5, 0.3], [-1.0, 7, 7])
    // The lowest index on ties.
    #expect(Answer.largest.decision(outputs: outputs, scores: scores) == [1])
    #expect(Answer.smallest.decision(outputs: outputs, scores: scores) == [0])
    #expect(Answer.threshold(0.3).decision(outputs: outputs, scores: scores) == [0, 1, 1])
    #expect(Answer.values.decision(outputs: outputs, scores: scores) == [])
  }
}
