import FloatNetwork

extension Workspace {
  /// The gradient of the mini-batch's mean cost in z of every layer, after `forward(in: .training)`
  /// (Rumelhart, Hinton & Williams, *Learning Representations by Back-Propagating Errors*, Nature
  /// 1986).
  ///
  /// - Precondition: for cross-entropy, the last layer is softmax or sigmoid.
  func backward(_ cost: any CostFunction, samples: Range<Int>) {
    let last = layers[layers.count - 1]
    let gradients = cost.isByPreActivations ? last.preActivationGradients : outputGradients
    precondition(!cost.isByPreActivations || last.activation.goesWithCrossEntropy)
    cost.derivative(
      outputs: outputs.floats(inRows: samples),
      targets: targets.floats(inRows: samples),
      share: 1 / Float(max(1, inputs.rowCount)),
      into: gradients.floats(inRows: samples)
    )
    if !cost.isByPreActivations {
      last.backwardThroughActivation(outputGradients, samples: samples)
    }
    for index in stride(from: layers.count - 1, to: 0, by: -1) {
      layers[index].backwardToInputs(samples: samples)
      layers[index - 1].backwardThroughActivation(
        layers[index].inputGradients,
        samples: samples
      )
    }
  }

  /// The gradient in some rows of a layer's weights and in their biases, after
  /// `backward(_:samples:)` has gone over all samples.
  func computeGradients(layer index: Int, weightRows: Range<Int>) {
    layers[index].backwardToParameters(inputs: layerInputs(index), weightRows: weightRows)
  }
}
