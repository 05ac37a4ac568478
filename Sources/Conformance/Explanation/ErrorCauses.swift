import FloatNetwork
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
    /// The weights, biases and caps are rounded.
    case weights
    /// Pre-activations are saturated.
    case saturation
    /// Pre-activations, averages and sums are rounded to words.
    case activations
    /// Sigmoid, tanh, softmax and tables give whole ulps.
    case tables
  }

  /// What each layer gives, in ulps, before the first step and after each of them.
  private let steps: [LayerOutputs]

  /// Takes the steps.
  ///
  /// - Parameters:
  ///   - float: what the float network's layers give for the input.
  ///   - ofWords: what they give for what the words stand for.
  init(
    in fixed: QuantizedNetwork,
    _ weights: FloatWeights,
    trace: FixedPointTrace,
    float: [[Double]],
    ofWords: [[Double]]
  ) {
    let values = trace.input.map { Double($0) / 256 }
    let inWords = [
      weights.steppedActivations(for: values),
      weights.steppedActivations(for: values, saturates: true),
      weights.steppedActivations(for: values, saturates: true, rounds: true),
    ].map { LayerOutputs(layers: $0.map { $0.map { $0 * 256 } }) }
    steps =
      [LayerOutputs(float, in: fixed), LayerOutputs(ofWords, in: fixed)] + inWords
      + [LayerOutputs(of: trace)]
  }

  /// How many layers there are.
  public var layerCount: Int { steps[0].layers.count }

  /// How many values a layer gives.
  public func valueCount(ofLayer layer: Int) -> Int { steps[0].layers[layer].count }

  /// The parts of the error of a layer's value, in ulps, in the order of `Cause.allCases`.
  public func parts(ofLayer layer: Int, value: Int) -> [Double] {
    zip(steps, steps.dropFirst()).map { $1.layers[layer][value] - $0.layers[layer][value] }
  }

  /// fixed − float of one value, in ulps: the sum of its parts.
  public func error(layer: Int, value: Int) -> Double {
    parts(ofLayer: layer, value: value).reduce(0, +)
  }
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
    for layer in 0..<causes.layerCount {
      counts[layer] += causes.valueCount(ofLayer: layer)
      for value in 0..<causes.valueCount(ofLayer: layer) {
        let parts = causes.parts(ofLayer: layer, value: value)
        let error = parts.reduce(0, +)
        squares[layer] += error * error
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
