import FloatNetwork

extension Network {
  /// The worked network of Hung-yi Lee's *Deep Learning Tutorial* (2016): 2-2-2-2, sigmoid.
  public static func tutorial() throws -> Network {
    try Network(layers: [
      layer([1, -2, -1, 1], [1, 0]),
      layer([2, -1, -2, -1], [0, 0]),
      layer([3, -1, -1, 4], [-2, 2]),
    ])
  }

  private static func layer(_ weights: [Float], _ biases: [Float]) throws -> NetworkLayer {
    try NetworkLayer(
      inputCount: 2,
      unitCount: 2,
      activation: .sigmoid,
      weights: weights,
      biases: biases
    )
  }
}
