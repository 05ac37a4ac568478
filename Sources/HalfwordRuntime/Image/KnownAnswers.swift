/// Where an image's known answers lie: at its end, each an input and the output that the
/// model gives for it, both in Q8.8 and each in whole words.
public struct KnownAnswers: Equatable, Sendable {
  /// How many there are.
  public let count: Int
  /// The bytes of one input.
  public let inputSize: Int
  /// The bytes of one output.
  public let outputSize: Int

  /// The layout of `count` answers of a model with these counts, each from 1 to 65,535.
  @inline(__always)
  public init(count: Int, inputCount: Int, outputCount: Int) {
    self.count = count
    inputSize = WorkspacePlan.size(unitCount: inputCount)
    outputSize = WorkspacePlan.size(unitCount: outputCount)
  }

  /// The bytes of one input and its output.
  @inline(__always)
  public var answerSize: Int { inputSize &+ outputSize }

  /// Whether they take `room` bytes, a number below 2³¹. The product may exceed 32 bits, so it is
  /// made of two parts.
  @inline(__always)
  func fill(_ room: Int) -> Bool {
    let words = UInt32(truncatingIfNeeded: room) &>> 2
    let wordsPerAnswer = UInt32(truncatingIfNeeded: answerSize) &>> 2
    // Both are less than 2¹⁶ · 2¹⁶; the first counts 2¹⁶ words.
    let high = (UInt32(truncatingIfNeeded: count) &>> 16) &* wordsPerAnswer
    let low = (UInt32(truncatingIfNeeded: count) & 0xFFFF) &* wordsPerAnswer
    return room & 3 == 0 && low <= words && high <= words &>> 16
      && (high &<< 16) &+ low == words
  }
}

extension ModelImage {
  /// The known answers that the image ends with.
  @inline(__always)
  public var knownAnswers: KnownAnswers {
    KnownAnswers(count: knownAnswerCount, inputCount: inputCount, outputCount: outputCount)
  }

  /// Where the known answer at `index` begins, in bytes.
  @inline(__always)
  func offset(ofKnownAnswerAt index: Int) -> Int {
    bytes.byteCount &- (knownAnswerCount &- index) &* knownAnswers.answerSize
  }
}
