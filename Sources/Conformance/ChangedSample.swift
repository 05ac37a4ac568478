public import FloatNetwork

/// A sample whose answer the fixed-point model changes.
public struct ChangedSample: Equatable, Sendable {
  /// Which sample.
  public let sample: Int
  /// What is right, as far as that is known: a class, or of an output against a threshold 0 or 1.
  public let label: Int?
  /// Against a threshold, the first output that changed sides; nil for a class.
  public let output: Int?
  /// The float network's class, or on which side its output is.
  public let floatClass: Int
  /// The same of the fixed-point model.
  public let fixedClass: Int
  /// By how much the float network prefers its class to the model's, in the values before a softmax; or
  /// how far its output is from the threshold.
  public let floatMargin: Double
  /// The same of the model.
  public let fixedMargin: Double

  /// Looks at what both networks give; nil where the answer is the same.
  ///
  /// - Parameter right: the decision that is right, as far as that is known.
  public init?(
    _ sample: Int,
    _ float: SampleRun.Values,
    _ fixed: SampleRun.Values,
    _ answer: Answer,
    right: [Int]?
  ) {
    let decisions = (float.decision(by: answer), fixed.decision(by: answer))
    guard
      let index = zip(decisions.0, decisions.1).enumerated().first(where: { $1.0 != $1.1 })?.offset
    else { return nil }
    self.sample = sample
    label = right.flatMap { index < $0.count ? $0[index] : nil }
    (floatClass, fixedClass) = (decisions.0[index], decisions.1[index])
    if case .threshold(let threshold) = answer {
      output = index
      floatMargin = abs(float.outputs[index] - threshold)
      fixedMargin = abs(fixed.outputs[index] - threshold)
    } else {
      output = nil
      let sign = answer == .smallest ? -1.0 : 1
      floatMargin = sign * (float.scores[floatClass] - float.scores[fixedClass])
      fixedMargin = sign * (fixed.scores[fixedClass] - fixed.scores[floatClass])
    }
  }
}
