import Datasets

extension VectorFile {
  /// The whole suite: the same bytes on every machine.
  ///
  /// - Throws: nothing, as long as no network is larger than the format allows.
  public static func suite() throws -> VectorFile {
    let groups: [() throws -> [VectorRecord]] = [
      functionVectors, roundingVectors, accumulatorVectors, saturationVectors, sizeVectors,
      maxoutVectors, softmaxVectors, tutorialVectors, randomVectors, refusedImages, lawVectors,
      conversionVectors,
    ]
    return VectorFile(records: try groups.flatMap { try $0() })
  }
}

extension SeededGenerator {
  /// Values from `range`; one in eight is an end of it, so that extremes meet often.
  mutating func values(_ count: Int, in range: ClosedRange<Int16>) -> [Int16] {
    (0..<count).map { _ in
      switch UInt8.random(in: 0..<16, using: &self) {
      case 0: range.lowerBound
      case 1: range.upperBound
      default: Int16.random(in: range, using: &self)
      }
    }
  }

  /// Inputs from the whole of Q8.8 and, in turn, from values near 1.
  mutating func inputs(_ count: Int, of size: Int) -> [[Int16]] {
    (0..<count).map { values(size, in: $0.isMultiple(of: 2) ? .min ... .max : -512...512) }
  }
}
