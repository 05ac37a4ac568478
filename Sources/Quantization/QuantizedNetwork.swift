public import FloatNetwork
public import HalfwordRuntime

/// A network in fixed point, as the image will hold it.
public struct QuantizedNetwork: Equatable, Sendable {
  /// The layers, the input's first.
  public let layers: [QuantizedLayer]
  /// The smallest and largest input that the network is meant for, in Q8.8.
  public var inputRange: ClosedRange<Int16> = .min ... .max

  /// By how many ulps a class must lead for it to be certified, for inputs in `inputRange`; 0 where that
  /// is not known.
  public var certifiedMargin: UInt32 = 0

  /// By which powers of two the network's inputs and outputs differ from the application's; nil where
  /// they do not, also after a scaling by nothing was set.
  public var scaling: ModelScaling? {
    didSet {
      precondition(scaling.map { $0.inputExponents.count == inputCount } ?? true)
      if scaling?.isIdentity ?? false { scaling = nil }
    }
  }

  /// Joins layers into a network.
  ///
  /// - Precondition: there is a layer, and each reads as many values as the one before it gives.
  public init(layers: [QuantizedLayer]) {
    precondition(!layers.isEmpty)
    precondition(zip(layers, layers.dropFirst()).allSatisfy { $0.unitCount == $1.inputCount })
    self.layers = layers
  }

  /// The number of values in an input.
  public var inputCount: Int { layers.first?.inputCount ?? 0 }
  /// The number of values in an output.
  public var outputCount: Int { layers.last?.unitCount ?? 0 }
  /// The float network whose weights and biases are the quantized ones, exactly.
  public var dequantized: Network {
    let layers = layers.map { layer in
      let unit = Float(sign: .plus, exponent: -Int(layer.weightFractionBits), significand: 1)
      guard
        let dense = try? DenseLayer(
          inputCount: layer.inputCount,
          unitCount: layer.unitCount,
          activation: layer.activation,
          weights: layer.weights.map { Float($0) * unit },
          biases: layer.biases.map { Q8_8.value($0) },
          inputDropout: layer.foldedDropout
        )
      else { preconditionFailure("a quantized layer has consistent counts") }
      return dense
    }
    guard let network = try? Network(layers: layers, isDropoutFolded: true) else {
      preconditionFailure("the layers of a quantized network fit together")
    }
    return network
  }

  /// How many weights and biases did not fit and were saturated.
  public var saturatedCount: Int { layers.map(\.saturatedCount).reduce(0, +) }
}

/// A dense layer in fixed point.
public struct QuantizedLayer: Equatable, Sendable {
  /// How many values the layer reads.
  public let inputCount: Int
  /// How many values it gives.
  public let unitCount: Int
  /// What happens to the rounded sums.
  public let activation: Activation
  /// The fractional bits f of the weights: value = raw / 2^f.
  public let weightFractionBits: UInt8
  /// Rows × inputs, row by row; row `unit * pieces + piece` belongs to `unit`.
  public let weights: [Int16]
  /// One Q8.8 value a row.
  public let biases: [Int16]
  /// The dropout rate p whose 1 − p is in the weights; 0 for none.
  public let foldedDropout: Double
  /// How many weights and biases did not fit and were saturated.
  public let saturatedCount: Int
  /// The width that the sums of the layer need, proved from its weights.
  public let accumulator: AccumulatorWidth

  /// Units times pieces.
  public var rowCount: Int { unitCount * activation.pieces }

  /// How the weights will lie in the image.
  public var panels: WeightPanels { WeightPanels(rows: rowCount, columns: inputCount) }

  /// Makes a layer and decides the width of its accumulators: 32 bits where every row's sum provably
  /// fits them for every input, otherwise 64.
  ///
  /// - Precondition: rows × inputs weights, one bias a row, at most 15 fractional bits.
  public init(
    inputCount: Int,
    unitCount: Int,
    activation: Activation,
    weightFractionBits: UInt8,
    weights: [Int16],
    biases: [Int16],
    foldedDropout: Double = 0,
    saturatedCount: Int = 0
  ) {
    precondition(biases.count == unitCount * activation.pieces)
    precondition(weights.count == biases.count * inputCount)
    precondition(weightFractionBits <= ImageFormat.largestWeightFractionBits)
    self.inputCount = inputCount
    self.unitCount = unitCount
    self.activation = activation
    self.weightFractionBits = weightFractionBits
    self.weights = weights
    self.biases = biases
    self.foldedDropout = foldedDropout
    self.saturatedCount = saturatedCount
    let fits = biases.indices.allSatisfy { row in
      var bound = AccumulatorBound(bias: biases[row], fractionBits: weightFractionBits)
      for weight in weights[row * inputCount..<(row + 1) * inputCount] { bound.add(weight: weight) }
      return bound.fits32
    }
    accumulator = fits ? .bits32 : .bits64
  }
}
