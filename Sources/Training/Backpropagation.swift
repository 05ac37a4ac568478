import FloatNetwork

extension Workspace {
  /// The gradient of the mini-batch's mean cost in all weights and biases, after
  /// `forward(in: .training)` (Rumelhart, Hinton & Williams, *Learning Representations by
  /// Back-Propagating Errors*, Nature 1986).
  ///
  /// - Precondition: for cross-entropy, the last layer is softmax.
  mutating func backward(_ cost: Cost) {
    let last = layers.count - 1
    let share = 1 / Float(max(1, inputs.rowCount))
    switch cost {
    case .crossEntropy:
      // Softmax and cross-entropy together: dC/dz = y − t (Bishop 2006, eq. 4.109). No y is
      // divided by, so none can be too small.
      precondition(layers[last].activation == .softmax)
      let y = outputs.values
      Elementwise.map(
        y,
        targets.values,
        into: &layers[last].preActivationGradients.values,
        count: targets.count
      ) { ($0 - $1) * share }
    case .squaredError:
      Elementwise.map(
        outputs.values,
        targets.values,
        into: &outputGradients.values,
        count: targets.count
      ) { 2 * ($0 - $1) * share }
      layers[last].backwardThroughActivation(outputGradients)
    }
    for index in layers.indices.reversed() {
      if index < last {
        layers[index].backwardThroughActivation(layers[index + 1].inputGradients)
      }
      layers[index].backwardThroughWeights(
        inputs: layerInputs(index),
        wantsInputGradients: index > 0
      )
    }
  }
}
