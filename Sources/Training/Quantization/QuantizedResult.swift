public import FloatNetwork

extension Network {
  /// The network with the weights of layers that were trained for few bits, exactly as export is to see them.
  ///
  /// Dropout's factors are folded in, as what is rounded is (1 − p) · w: of most multiples of a power of two there is
  /// no float w whose product with 1 − p is just that.
  ///
  /// - Precondition: `bits` has passed the checks of training.
  func quantized(by layers: [LayerState], bits: [Int]) -> Network {
    var result = self
    for (index, layer) in layers.enumerated() {
      let keep = 1 - layer.dropoutRate
      result.setParameters(
        ofLayerAt: index,
        weights: layer.quantizer?.folded(layer.weights)
          ?? layer.weights.floats.array.map { Float(Double($0) * keep) },
        biases: layer.biases.array
      )
    }
    try? result.setTrainedWeightBits(bits)
    result.isDropoutFolded = isDropoutFolded || layers.contains(where: \.dropsInputs)
    return result
  }

  /// The network as floats that training may move: it is no longer for few bits.
  func forgettingTrainedBits() -> Network {
    var network = self
    try? network.setTrainedWeightBits(layers.map { _ in WeightBits.full })
    return network
  }

  /// The network before dropout was folded, where training for few bits did that; then it can be trained further.
  public func unfoldingTrainedDropout() -> Network {
    guard isDropoutFolded, layers.contains(where: { $0.trainedWeightBits != nil }) else {
      return self
    }
    var network = self
    for (index, layer) in layers.enumerated() {
      let keep = 1 - layer.inputDropout
      network.setParameters(
        ofLayerAt: index,
        weights: layer.weights.map { Float(Double($0) / keep) },
        biases: layer.biases
      )
    }
    network.isDropoutFolded = false
    return network
  }
}
