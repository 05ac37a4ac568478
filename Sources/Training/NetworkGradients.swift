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
    var workspace = Workspace(self, isForTraining: true)
    workspace.reserve(rows: dataset.count)
    workspace.load(ArraySlice(0..<dataset.count), of: dataset)
    for index in workspace.layers.indices where workspace.layers[index].dropsInputs {
      for position in workspace.layers[index].mask.values.indices {
        workspace.layers[index].mask.values[position] = 1
      }
    }
    workspace.forward(in: .training)
    workspace.backward(cost)
    return workspace.layers.map {
      LayerGradients(weights: $0.weightGradients.values, biases: $0.biasGradients)
    }
  }
}
