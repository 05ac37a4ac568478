/// Inputs of a network with the class each belongs to.
public struct Dataset: Equatable, Sendable {
  /// Values in one input.
  public var inputCount: Int
  /// How many classes there are; every label is below it.
  public var classCount: Int
  /// `count` × `inputCount` values, one input after the other.
  public var inputs: [Float]
  /// The class of each input, in `0..<classCount`.
  public var labels: [Int]

  /// Joins inputs and labels.
  ///
  /// - Precondition: the counts agree and every label is in `0..<classCount`.
  public init(inputCount: Int, classCount: Int, inputs: [Float], labels: [Int]) {
    precondition(inputCount >= 1 && inputs.count == labels.count * inputCount)
    precondition(labels.allSatisfy { (0..<classCount).contains($0) })
    self.inputCount = inputCount
    self.classCount = classCount
    self.inputs = inputs
    self.labels = labels
  }

  /// How many inputs there are.
  public var count: Int { labels.count }

  /// The values of one input.
  public func input(at index: Int) -> ArraySlice<Float> {
    inputs[index * inputCount..<(index + 1) * inputCount]
  }
}
