public import Datasets
public import FloatNetwork

/// How large the first weights are. The biases are 0.
public enum WeightInitialization: Equatable, Sendable {
  /// He for ReLU and maxout, Glorot for the others.
  case automatic
  /// Glorot for all layers.
  case glorot
  /// He for all layers.
  case he
  /// Uniform in ±limit, one limit a layer; the last counts for the layers that follow.
  case uniform([Double])

  /// The largest magnitude of a new weight.
  ///
  /// - Parameter index: of the layer, from 0.
  func limit(_ layer: NetworkDescription.Layer, index: Int, inputCount: Int) -> Double {
    switch self {
    case .automatic:
      switch layer.activation {
      case .relu, .cappedRelu, .maxout: He.limit(inputCount: inputCount)
      case .linear, .sigmoid, .tanh, .table, .softmax:
        Glorot.limit(inputCount: inputCount, unitCount: layer.unitCount)
      }
    case .glorot: Glorot.limit(inputCount: inputCount, unitCount: layer.unitCount)
    case .he: He.limit(inputCount: inputCount)
    case .uniform(let limits): limits.isEmpty ? 0 : limits[min(index, limits.count - 1)]
    }
  }
}

extension Network {
  /// Makes a network with random weights, ready for training; every bias is 0.
  ///
  /// The weights of a layer are uniform in ±limit. One description and one state of the generator
  /// give the same weights on every machine.
  ///
  /// - Throws: `NetworkError` where the description is of no possible network.
  public init(
    initializing description: NetworkDescription,
    by initialization: WeightInitialization = .automatic,
    using generator: inout SeededGenerator
  ) throws(NetworkError) {
    var inputCount = description.inputCount
    var layers: [NetworkLayer] = []
    for (index, layer) in description.layers.enumerated() {
      let limit = initialization.limit(layer, index: index, inputCount: inputCount)
      layers.append(
        try NetworkLayer(
          initializing: layer,
          inputCount: inputCount,
          limit: limit,
          using: &generator
        )
      )
      inputCount = layer.unitCount
    }
    try self.init(layers: layers)
  }
}

extension NetworkLayer {
  fileprivate init(
    initializing layer: NetworkDescription.Layer,
    inputCount: Int,
    limit: Double,
    using generator: inout SeededGenerator
  ) throws(NetworkError) {
    let (rows, rowsOverflow) =
      layer.unitCount.multipliedReportingOverflow(by: layer.activation.pieces)
    let (count, countOverflow) = rows.multipliedReportingOverflow(by: inputCount)
    let isPossible = !rowsOverflow && !countOverflow && rows > 0 && inputCount > 0
    var weights: [Float] = []
    if isPossible {
      weights = (0..<count).map { _ in Float((2 * generator.uniform() - 1) * limit) }
    }
    // What is impossible has no weights here, and the initializer says what is wrong.
    try self.init(
      inputCount: inputCount,
      unitCount: layer.unitCount,
      activation: layer.activation,
      weights: weights,
      biases: Array(repeating: 0, count: isPossible ? rows : 0),
      inputDropout: layer.inputDropout
    )
  }
}
