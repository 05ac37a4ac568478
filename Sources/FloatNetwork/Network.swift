/// A multi-layer perceptron in float: its dense layers in order, the input first.
///
/// Built from layers whose sizes agree, so the counts below always hold.
public struct Network: Equatable, Sendable {
  /// The layers, at least one. `layers[i]` reads what `layers[i - 1]` gives.
  public private(set) var layers: [DenseLayer]

  /// Whether the factors (1 − p) of dropout are already in the weights.
  ///
  /// While it is false, the network at test time scales the inputs of each layer by
  /// `1 - layer.inputDropout`; once it is true they must not be scaled again.
  public var isDropoutFolded: Bool

  /// Joins `layers` into a network.
  ///
  /// - Throws: `NetworkError` where there is no layer or the sizes of two neighbours differ.
  public init(layers: [DenseLayer], isDropoutFolded: Bool = false) throws(NetworkError) {
    guard !layers.isEmpty else { throw .noLayers }
    for index in layers.indices.dropFirst()
    where layers[index].inputCount != layers[index - 1].unitCount {
      throw .sizesDiffer(
        layer: index + 1,
        inputs: layers[index].inputCount,
        units: layers[index - 1].unitCount
      )
    }
    self.layers = layers
    self.isDropoutFolded = isDropoutFolded
  }

  /// How many inputs the first layer takes.
  public var inputCount: Int { layers.first?.inputCount ?? 0 }

  /// How many outputs the last layer gives.
  public var outputCount: Int { layers.last?.unitCount ?? 0 }

  /// The network without its weights.
  public var description: NetworkDescription {
    NetworkDescription(
      inputCount: inputCount,
      layers: layers.map {
        NetworkDescription.Layer(
          activation: $0.activation,
          unitCount: $0.unitCount,
          inputDropout: $0.inputDropout
        )
      }
    )
  }

  /// Replaces the parameters of one layer; the sizes stay.
  ///
  /// - Precondition: `weights` and `biases` have the counts of the layer at `index`.
  public mutating func setParameters(ofLayerAt index: Int, weights: [Float], biases: [Float]) {
    precondition(weights.count == layers[index].weights.count)
    precondition(biases.count == layers[index].biases.count)
    layers[index].weights = weights
    layers[index].biases = biases
  }
}

/// One fully connected layer: z = W·x + b, then the activation.
public struct DenseLayer: Equatable, Sendable {
  /// How many values the layer reads.
  public let inputCount: Int
  /// How many values the layer gives.
  public let unitCount: Int
  /// What happens to z.
  public let activation: Activation
  /// `rowCount` × `inputCount` values, row by row. Row `unit * pieces + piece` belongs to `unit`.
  public internal(set) var weights: [Float]
  /// One value a row.
  public internal(set) var biases: [Float]
  /// The rate p, in [0, 1), at which training drops each input of this layer.
  public let inputDropout: Double

  /// Units times pieces.
  public var rowCount: Int { unitCount * activation.pieces }

  /// Makes a layer from its parameters.
  ///
  /// - Throws: `NetworkError` where a count, the number of pieces or the dropout rate is impossible.
  public init(
    inputCount: Int,
    unitCount: Int,
    activation: Activation,
    weights: [Float],
    biases: [Float],
    inputDropout: Double = 0
  ) throws(NetworkError) {
    guard inputCount > 0, unitCount > 0 else { throw .emptyLayer }
    if case .maxout(let pieces) = activation, pieces < 2 { throw .tooFewPieces(pieces) }
    guard inputDropout >= 0, inputDropout < 1 else { throw .impossibleDropout(inputDropout) }
    let (rows, rowsOverflow) = unitCount.multipliedReportingOverflow(by: activation.pieces)
    let (count, countOverflow) = rows.multipliedReportingOverflow(by: inputCount)
    guard !rowsOverflow, !countOverflow, weights.count == count else {
      throw .wrongWeightCount(found: weights.count, rows: rows, inputs: inputCount)
    }
    guard biases.count == rows else { throw .wrongBiasCount(found: biases.count, rows: rows) }
    self.inputCount = inputCount
    self.unitCount = unitCount
    self.activation = activation
    self.weights = weights
    self.biases = biases
    self.inputDropout = inputDropout
  }
}

extension DenseLayer {
  /// Replaces the weights; the sizes stay.
  ///
  /// - Precondition: as many as before.
  public mutating func setWeights(_ weights: [Float]) {
    precondition(weights.count == self.weights.count)
    self.weights = weights
  }
}

/// Why layers do not make a network. Layers count from 1.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
  /// There is nothing to run.
  case noLayers
  /// A layer without inputs or without units.
  case emptyLayer
  /// Maxout takes the largest of at least two pieces.
  case tooFewPieces(Int)
  /// A dropout rate outside [0, 1).
  case impossibleDropout(Double)
  /// A layer reads more or fewer values than the one before it gives.
  case sizesDiffer(layer: Int, inputs: Int, units: Int)
  /// The weights are not rows × inputs.
  case wrongWeightCount(found: Int, rows: Int, inputs: Int)
  /// There is not one bias a row.
  case wrongBiasCount(found: Int, rows: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .noLayers:
      "the network has no layers"
    case .emptyLayer:
      "a layer needs at least one input and one unit"
    case .tooFewPieces(let pieces):
      "maxout takes the largest of at least 2 pieces, not \(pieces)"
    case .impossibleDropout(let rate):
      "a dropout rate is at least 0 and below 1, not \(rate)"
    case .sizesDiffer(let layer, let inputs, let units):
      "layer \(layer) reads \(inputs) values, but the layer before it gives \(units)"
    case .wrongWeightCount(let found, let rows, let inputs):
      "\(rows) rows of \(inputs) inputs are not \(found) weights"
    case .wrongBiasCount(let found, let rows):
      "\(rows) rows need \(rows) biases, not \(found)"
    }
  }
}
