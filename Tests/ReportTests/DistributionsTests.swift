import FloatNetwork
import Testing

@testable import Report

/// What the report's pictures count.
@Suite struct DistributionsTests {
  @Test func partsAreSymmetricAndHoldBothEnds() {
    #expect(Distributions.part(-1) == 0)
    #expect(Distributions.part(0) == Distributions.partCount / 2)
    #expect(Distributions.part(1) == Distributions.partCount - 1)
    for share in stride(from: 0.01, to: 0.99, by: 0.017) {
      #expect(
        Distributions.part(share) + Distributions.part(-share) == Distributions.partCount - 1
      )
    }
  }

  @Test func anOctaveReachesUpToTwiceItsBeginning() {
    func octave(_ size: Double) -> Int { Distributions.octave(size, from: -5, of: 16) }
    #expect(octave(0) == 0)
    #expect(octave(0x1p-6) == 0)
    #expect(octave(0x1p-5) == 1)
    #expect(octave(0x1.fffp-5) == 1)
    #expect(octave(1) == 6)
    #expect(octave(1e9) == 15)
  }

  @Test func answersAreCountedByMarginAndByClass() {
    var counts = Distributions(layerCount: 1, classCount: 3, answer: .largest)
    let scores = [2.0, 1, 0]
    counts.add(float: 0, fixed: 0, label: 0, scores: scores, isSmallest: false, ulp: 1)
    counts.add(float: 0, fixed: 1, label: 2, scores: scores, isSmallest: false, ulp: 1)
    #expect(counts.confusion == [[1, 0, 0], [0, 0, 0], [0, 1, 0]])
    let margin = counts.margins.first { $0.samples > 0 }
    #expect(margin?.least == 1)
    #expect(margin?.samples == 2)
    #expect(margin?.changed == 1)
    #expect(counts.hasLabels)
  }

  @Test func valuesHaveNeitherMarginsNorClasses() {
    let counts = Distributions(layerCount: 2, classCount: 3, answer: .values)
    #expect(counts.margins.isEmpty)
    #expect(counts.confusion.isEmpty)
  }

  @Test func theLeadOfTheSmallestIsCountedDownwards() {
    var counts = Distributions(layerCount: 1, classCount: 3, answer: .smallest)
    counts.add(float: 2, fixed: 2, label: nil, scores: [9, 5, 1], isSmallest: true, ulp: 1)
    #expect(counts.margins.first { $0.samples > 0 }?.least == 4)
    #expect(!counts.hasLabels)
  }
}
