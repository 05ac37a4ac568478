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
  /// What the outputs should be, `count` × `classCount` values, one input after the other; nil for 1
  /// at the label and 0 elsewhere.
  public var targets: [Float]?

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

  /// Joins inputs with what the outputs should be, for the approximation of a function; every label
  /// is 0.
  ///
  /// - Precondition: the counts agree.
  public init(inputCount: Int, outputCount: Int, inputs: [Float], targets: [Float]) {
    precondition(outputCount >= 1 && targets.count.isMultiple(of: outputCount))
    self.init(
      inputCount: inputCount,
      classCount: outputCount,
      inputs: inputs,
      labels: Array(repeating: 0, count: targets.count / outputCount)
    )
    self.targets = targets
  }

  /// How many inputs there are.
  public var count: Int { labels.count }

  /// The values of one input.
  public func input(at index: Int) -> ArraySlice<Float> {
    inputs[index * inputCount..<(index + 1) * inputCount]
  }

  /// What the outputs should be for one input: its target, or 1 at its label and 0 elsewhere.
  public func target(at index: Int) -> [Float] {
    guard let targets else { return (0..<classCount).map { $0 == labels[index] ? 1 : 0 } }
    return Array(targets[index * classCount..<(index + 1) * classCount])
  }
}
