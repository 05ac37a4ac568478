public import Datasets
public import FloatNetwork

/// The gradient of a cost in the parameters of one layer.
public struct LayerGradients: Equatable, Sendable {
  /// dC/dW, rows × inputs, row by row.
  public var weights: [Float]
  /// dC/db, one a row.
  public var biases: [Float]
}

extension Network {
  /// The gradient of the mean cost over all samples at once, nothing dropped, by backpropagation.
  ///
  /// - Returns: one gradient a layer, the input's first.
  /// - Throws: `TrainingError` where `dataset` does not fit the network or `cost` its last layer.
  public func gradients(
    of cost: Cost,
    on dataset: Dataset
  ) throws(TrainingError) -> [LayerGradients] {
    try check(cost)
    try check(dataset)
    let workspace = Workspace(self, isForTraining: true)
    let samples = 0..<dataset.count
    workspace.reserve(rows: dataset.count)
    workspace.setRowCount(dataset.count)
    for sample in samples { workspace.load(sample, of: dataset, at: sample) }
    for layer in workspace.layers where layer.dropsInputs { layer.mask.floats.fill(1) }
    workspace.forward(in: .training, samples: samples)
    workspace.backward(cost.function(lastActivation, outputCount: outputCount), samples: samples)
    return workspace.layers.enumerated().map { index, layer in
      workspace.computeGradients(layer: index, weightRows: 0..<layer.biases.count)
      return LayerGradients(
        weights: layer.weightGradients.floats.array,
        biases: layer.biasGradients.array
      )
    }
  }
}
