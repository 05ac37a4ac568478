public import Datasets
public import FloatNetwork

/// How well a network does on a data set.
public struct Evaluation: Equatable, Sendable {
  /// The mean of the cost over the samples.
  public var meanCost: Double
  /// How many samples have their largest output, the first of equals, at their label, or at their
  /// largest target, which says little where targets are no classes.
  public var correctCount: Int
  /// How many samples there are.
  public var count: Int

  /// The share of samples that are right, from 0 to 1.
  public var accuracy: Double { Double(correctCount) / Double(count) }
}

extension Network {
  /// Runs all samples through the network in float32, at test time: no input is dropped, and
  /// dropout's factors 1 − p apply where they are not folded.
  ///
  /// - Throws: `TrainingError` where `dataset` does not fit the network or `cost` its last layer.
  public func evaluate(on dataset: Dataset, cost: Cost) throws(TrainingError) -> Evaluation {
    try checkIsPerceptron()
    try check(cost)
    try check(dataset)
    return Workspace(self, isForTraining: false).evaluate(on: dataset, cost: cost)
  }

  /// The outputs of many samples in float32, at test time.
  ///
  /// - Parameter inputs: samples × `inputCount`, row by row.
  /// - Returns: samples × `outputCount`, row by row.
  /// - Throws: `TrainingError.wrongInputCount` where the values do not make whole samples.
  public func outputs(for inputs: [Float]) throws(TrainingError) -> [Float] {
    try checkIsPerceptron()
    let count = inputs.count / inputCount
    guard inputs.count == count * inputCount else {
      throw .wrongInputCount(found: inputs.count, samples: count, inputCount: inputCount)
    }
    let workspace = Workspace(self, isForTraining: false)
    workspace.reserve(rows: min(evaluationBatchSize, count))
    var outputs: [Float] = []
    outputs.reserveCapacity(count * outputCount)
    for start in stride(from: 0, to: count, by: evaluationBatchSize) {
      let rows = min(evaluationBatchSize, count - start)
      workspace.setRowCount(rows)
      workspace.inputs.floats.copy(inputs, from: start * inputCount)
      workspace.forward(in: .test, samples: 0..<rows)
      outputs.append(contentsOf: workspace.outputs.usedValues)
    }
    return outputs
  }
}

/// Large enough for matrix products at full speed, small enough for the cache.
private let evaluationBatchSize = 256

extension Workspace {
  /// Runs all samples through the network at test time.
  ///
  /// - Precondition: `dataset` and `cost` have passed their checks.
  func evaluate(on dataset: Dataset, cost: Cost) -> Evaluation {
    reserve(rows: min(evaluationBatchSize, dataset.count))
    let last = layers[layers.count - 1].activation
    let function = cost.function(last, outputCount: dataset.classCount)
    var evaluation = Evaluation(meanCost: 0, correctCount: 0, count: dataset.count)
    for start in stride(from: 0, to: dataset.count, by: evaluationBatchSize) {
      let samples = 0..<min(evaluationBatchSize, dataset.count - start)
      setRowCount(samples.count)
      for sample in samples { load(start + sample, of: dataset, at: sample) }
      forward(in: .test, samples: samples)
      evaluation.meanCost += totalCost(function, samples: samples)
      evaluation.correctCount += correctCount(samples: samples)
    }
    evaluation.meanCost /= Double(dataset.count)
    return evaluation
  }
}
