import FloatNetwork
import Testing

@testable import Report

/// Pictures, and the numbers in them.
@Suite struct DrawingTests {
  @Test(arguments: [
    (0.0, "0"), (1.0, "1"), (-0.5, "-0.5"), (12.04, "12"), (99.96, "100"), (-0.04, "0"),
  ])
  func numbersHaveOneDigitBehindThePoint(value: Double, text: String) {
    #expect(Drawing.number(value) == text)
  }

  @Test(arguments: [
    (0.0, "0"), (0.001234, "0.00123"), (1.005, "1"), (3.14159, "3.14"), (31.4159, "31.4"),
    (314_159, "314159"), (-0.25, "-0.25"),
  ])
  func shortNumbersHaveThreeDigitsThatCount(value: Double, text: String) {
    #expect(Drawing.short(value) == text)
  }

  @Test func eachPictureHasATextAlternativeAndASentence() throws {
    var counts = Distributions(layerCount: 2, classCount: 2, answer: .largest)
    counts.layers[0].words[3] = 7
    counts.add(float: 0, fixed: 1, label: 0, scores: [3, 1], isSmallest: false, ulp: 1)
    let training = try #require(
      TrainingCurves(history: "epoch,cost,validation_cost\n1,2.5,2.75\n2,0.5,1\n")
    )
    let figures = [
      HistogramDrawing(counts.layers).figure, training.figure,
      try #require(ReliabilityDrawing(counts.margins)).figure,
      try #require(ConfusionDrawing(counts)).figure,
    ]
    for figure in figures {
      #expect(figure.contains("<title id="))
      #expect(figure.contains("<desc id="))
      #expect(figure.contains("<figcaption>"))
    }
    #expect(training.figure.contains("the cost went from 2.5 to 0.5"))
  }

  @Test(arguments: ["", "a,b\n1,2\n", "epoch,cost\n", "epoch,cost\nx,1\n"])
  func whatIsNoHistoryIsRefused(text: String) {
    #expect(TrainingCurves(history: text) == nil)
  }
}
