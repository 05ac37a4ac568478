extension Network {
  /// The network that gives the logits of the last layer in place of their softmax, whose largest is the
  /// same; nil where the last layer is no softmax.
  public var endingWithLogits: Network? {
    guard let last = layers.last, last.activation == .softmax,
      let logits = try? DenseLayer(
        inputCount: last.inputCount,
        unitCount: last.unitCount,
        activation: .linear,
        weights: last.weights,
        biases: last.biases,
        inputDropout: last.inputDropout
      )
    else { return nil }
    return try? Network(layers: layers.dropLast() + [logits], isDropoutFolded: isDropoutFolded)
  }
}
