import FloatNetwork
import HalfwordRuntime
import Quantization

/// What each step of quantizing adds to the error of each layer's outputs, for one input.
///
/// The steps are taken one after the other in both networks' shared order: the float network, then its
/// inputs rounded, then its weights and biases, then saturation, then the rounding of pre-activations,
/// then the tables (the rounding of the activation). The last is the fixed-point network, bit for bit.
/// What changes from one step to the next is that step's part, so the parts of an output add up to its
/// error exactly.
public struct ErrorCauses: Equatable, Sendable {
  /// A step of quantizing.
  public enum Cause: String, CaseIterable, Sendable {
    /// The inputs are rounded to words.
    case inputs
    /// The weights and biases are rounded.
    case weights
    /// Pre-activations are saturated.
    case saturation
    /// Pre-activations are rounded to words.
    case activations
    /// Sigmoid, tanh and softmax give whole ulps.
    case tables
  }

  /// For each layer and unit the parts in ulps, in the order of `Cause.allCases`.
  public let parts: [[[Double]]]

  /// Takes the steps.
  ///
  /// - Parameters:
  ///   - float: what the float network's layers give for the input.
  ///   - ofWords: what they give for what the words stand for.
  init(
    _ networks: ComparedNetworks,
    words: [Int16],
    trace: FixedPointTrace,
    float: [[Double]],
    ofWords: [[Double]]
  ) {
    let values = words.map { Double($0) / Double(Q8_8.one) }
    let weights = networks.weights
    let inWords = [
      weights.steppedActivations(for: values),
      weights.steppedActivations(for: values, saturates: true),
      weights.steppedActivations(for: values, saturates: true, rounds: true),
    ].map { $0.map { $0.map { $0 * Double(Q8_8.one) } } }
    let steps =
      [
        LayerOutputs(float, in: networks.fixed).layers,
        LayerOutputs(ofWords, in: networks.fixed).layers,
      ] + inWords + [LayerOutputs(of: trace).layers]
    parts = networks.fixed.layers.indices.map { layer in
      (0..<networks.fixed.layers[layer].unitCount).map { unit in
        zip(steps, steps.dropFirst()).map { $1[layer][unit] - $0[layer][unit] }
      }
    }
  }

  /// fixed − float of one output, in ulps: the sum of its parts.
  public func error(layer: Int, unit: Int) -> Double { parts[layer][unit].reduce(0, +) }
}

/// The causes of the errors of many samples: how much of each layer's root mean square error each is.
public struct CauseShares: Sendable {
  private var products: [[Double]]
  private var squares: [Double]
  private var counts: [Int]

  /// Starts at nothing.
  public init(layerCount: Int) {
    let causes = ErrorCauses.Cause.allCases.count
    products = Array(repeating: Array(repeating: 0, count: causes), count: layerCount)
    squares = Array(repeating: 0, count: layerCount)
    counts = Array(repeating: 0, count: layerCount)
  }

  /// Adds a sample.
  public mutating func add(_ causes: ErrorCauses) {
    for (layer, units) in causes.parts.enumerated() {
      for parts in units {
        let error = parts.reduce(0, +)
        squares[layer] += error * error
        counts[layer] += 1
        for (index, part) in parts.enumerated() { products[layer][index] += part * error }
      }
    }
  }

  /// The root mean square error of a layer's outputs, in ulps.
  public func rootMeanSquare(layer: Int) -> Double {
    (squares[layer] / Double(max(1, counts[layer]))).squareRoot()
  }

  /// What a cause adds to it: its projection on the error. The parts of a layer add up to its root mean
  /// square; one that works against the others is negative.
  public func part(_ cause: ErrorCauses.Cause, layer: Int) -> Double {
    guard squares[layer] > 0 else { return 0 }
    let index = ErrorCauses.Cause.allCases.firstIndex(of: cause) ?? 0
    return products[layer][index] / squares[layer] * rootMeanSquare(layer: layer)
  }
}

extension QuantizedNetwork {
  /// The float network with exactly these weights and biases, for values in units of 256 ulps.
  var asFloat: FloatWeights {
    FloatWeights(
      layers: layers.map { layer in
        FloatWeights.Layer(
          activation: layer.activation,
          weights: RowMatrix(
            rowCount: layer.rowCount,
            columnCount: layer.inputCount,
            values: layer.realWeights
          ),
          biases: (0..<layer.rowCount).map { layer.bias(ofRow: $0) / Double(Q8_8.one) }
        )
      }
    )
  }
}

/// A network with weights in Float64, for the steps between float and fixed point.
struct FloatWeights: Sendable {
  struct Layer: Sendable {
    let activation: Activation
    let weights: RowMatrix
    let biases: [Double]
  }

  let layers: [Layer]

  func steppedActivations(
    for input: [Double],
    saturates: Bool = false,
    rounds: Bool = false
  ) -> [[Double]] {
    var outputs: [[Double]] = []
    for layer in layers {
      var z = zip(layer.weights.times(outputs.last ?? input), layer.biases).map(+)
      if rounds { z = z.map { ($0 * 256 + 0.5).rounded(.down) / 256 } }
      if saturates { z = z.map { min(max($0, -128), 128 - 1.0 / 256) } }
      outputs.append(layer.activation.reference(z))
    }
    return outputs
  }
}
