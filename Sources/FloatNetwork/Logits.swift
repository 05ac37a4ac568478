extension Network {
  /// The network with the values before its last softmax or sigmoid as outputs. The largest is the same, and
  /// a sigmoid is at least t where its logit is at least ln(t / (1 − t)); nil where the last layer is neither.
  public var endingWithLogits: Network? {
    guard let last = layers.last, last.activation == .softmax || last.activation == .sigmoid,
      let form = try? last.form.with(activation: .linear),
      let logits = try? NetworkLayer(
        form,
        weights: last.weights,
        biases: last.biases,
        inputDropout: last.inputDropout
      )
    else { return nil }
    return try? Network(
      inputShape: inputShape,
      graph: layers.dropLast() + [logits],
      isDropoutFolded: isDropoutFolded
    )
  }
}
