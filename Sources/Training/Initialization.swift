public import Datasets
public import FloatNetwork

extension Network {
  /// Makes a network with random weights, ready for training; every bias is 0.
  ///
  /// The weights of a layer are uniform in ±limit, the limit that of `Activation.initialLimit`.
  /// One description and one state of the generator give the same weights on every machine.
  ///
  /// - Throws: `NetworkError` where the description is of no possible network.
  public init(
    initializing description: NetworkDescription,
    using generator: inout SeededGenerator
  ) throws(NetworkError) {
    var inputCount = description.inputCount
    var layers: [DenseLayer] = []
    for layer in description.layers {
      layers.append(try DenseLayer(initializing: layer, inputCount: inputCount, using: &generator))
      inputCount = layer.unitCount
    }
    try self.init(layers: layers)
  }
}

extension DenseLayer {
  fileprivate init(
    initializing layer: NetworkDescription.Layer,
    inputCount: Int,
    using generator: inout SeededGenerator
  ) throws(NetworkError) {
    let (rows, rowsOverflow) =
      layer.unitCount.multipliedReportingOverflow(by: layer.activation.pieces)
    let (count, countOverflow) = rows.multipliedReportingOverflow(by: inputCount)
    let isPossible = !rowsOverflow && !countOverflow && rows > 0 && inputCount > 0
    let limit = layer.activation.initialLimit(inputCount: inputCount, unitCount: layer.unitCount)
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

extension Activation {
  /// The largest magnitude of a new weight, such that signals and gradients keep their size from
  /// layer to layer.
  ///
  /// - ReLU and maxout: √(6 / inputs), that is a variance of 2 / inputs (He et al., *Delving Deep
  ///   into Rectifiers*, ICCV 2015, eq. 10; the paper draws from a normal distribution of this
  ///   variance, here it is a uniform one, whose weights stay inside a known range).
  /// - The others: √(6 / (inputs + units)) (Glorot & Bengio, *Understanding the Difficulty of
  ///   Training Deep Feedforward Neural Networks*, AISTATS 2010, eq. 16).
  func initialLimit(inputCount: Int, unitCount: Int) -> Double {
    switch self {
    case .relu, .maxout:
      (6 / Double(inputCount)).squareRoot()
    case .linear, .sigmoid, .tanh, .softmax:
      (6 / (Double(inputCount) + Double(unitCount))).squareRoot()
    }
  }
}
