public import Datasets
public import FloatNetwork

/// How well a network does on a data set.
public struct Evaluation: Equatable, Sendable {
  /// The mean of the cost over the samples.
  public var meanCost: Double
  /// How many samples have their largest output, the first of equals, at their label.
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
    try check(cost)
    try check(dataset)
    var evaluation = Evaluation(meanCost: 0, correctCount: 0, count: dataset.count)
    var workspace = Workspace(self, isForTraining: false)
    workspace.reserve(rows: min(evaluationBatchSize, dataset.count))
    let samples = Array(0..<dataset.count)
    for start in stride(from: 0, to: samples.count, by: evaluationBatchSize) {
      let batch = samples[start..<min(start + evaluationBatchSize, samples.count)]
      workspace.load(batch, of: dataset)
      workspace.forward(in: .test)
      evaluation.meanCost += workspace.totalCost(cost)
      evaluation.correctCount += workspace.correctCount(batch.map { dataset.labels[$0] })
    }
    evaluation.meanCost /= Double(dataset.count)
    return evaluation
  }

  /// The outputs of many samples in float32, at test time.
  ///
  /// - Parameter inputs: samples × `inputCount`, row by row.
  /// - Returns: samples × `outputCount`, row by row.
  /// - Throws: `TrainingError.wrongInputCount` where the values do not make whole samples.
  public func outputs(for inputs: [Float]) throws(TrainingError) -> [Float] {
    let count = inputs.count / inputCount
    guard inputs.count == count * inputCount else {
      throw .wrongInputCount(found: inputs.count, samples: count, inputCount: inputCount)
    }
    var workspace = Workspace(self, isForTraining: false)
    workspace.reserve(rows: min(evaluationBatchSize, count))
    var outputs: [Float] = []
    outputs.reserveCapacity(count * outputCount)
    for start in stride(from: 0, to: count, by: evaluationBatchSize) {
      let rows = min(evaluationBatchSize, count - start)
      workspace.setRowCount(rows)
      Elementwise.copy(
        inputs,
        from: start * inputCount,
        count: rows * inputCount,
        into: &workspace.inputs.values,
        at: 0
      )
      workspace.forward(in: .test)
      outputs.append(contentsOf: workspace.outputs.values[..<(rows * outputCount)])
    }
    return outputs
  }
}

/// Large enough for matrix products at full speed, small enough for the cache.
private let evaluationBatchSize = 256

extension Workspace {
  /// How many samples of the mini-batch have their largest output at their label.
  ///
  /// Softmax is asked before its exponentials: in float32 they may round to equal values where z
  /// differs.
  fileprivate func correctCount(_ labels: [Int]) -> Int {
    let last = layers[layers.count - 1]
    let scores = last.activation == .softmax ? last.preActivations : last.outputs
    return labels.indices.count { sample in
      let row = scores.row(sample)
      var largest = row.lowerBound
      for index in row where scores.values[index] > scores.values[largest] {
        largest = index
      }
      return largest - row.lowerBound == labels[sample]
    }
  }
}
