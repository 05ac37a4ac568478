public import FloatNetwork
import HalfwordRuntime

extension QuantizedNetwork {
  /// What is read from the outputs; the largest where the record does not say.
  public var answer: Answer { record?.answer ?? .largest }

  /// The threshold in sixteenths of an ulp of the outputs, rounded up, so that a whole number of ulps reaches
  /// the one where it reaches the other; the nearest that 32 bits hold. 0 for other answers.
  package var thresholdWord: Int32 {
    guard case .threshold(let threshold) = answer else { return 0 }
    let word = (threshold / outputUlp * 16).rounded(.up)
    return word < 0x1p31 ? Int32(max(word, -0x1p31)) : .max
  }
}

extension Answer {
  /// The number that stands for it in the image.
  var code: AnswerCode {
    switch self {
    case .largest: .largest
    case .smallest: .smallest
    case .threshold: .threshold
    case .values: .values
    }
  }
}
