public import FloatNetwork
import HalfwordRuntime
public import Quantization

/// The products that make the sum of one row, in float and in fixed point, in the network's own units.
public struct RowProducts: Equatable, Sendable {
  /// One product.
  public struct Product: Equatable, Sendable {
    /// Which input of the layer.
    public let column: Int
    /// Its weight in float, dropout's factor included, and in fixed point.
    public let weights: (float: Double, fixed: Double)
    /// Its value in both networks.
    public let values: (float: Double, fixed: Double)
    /// Weight times value.
    public var products: (float: Double, fixed: Double) {
      (weights.float * values.float, weights.fixed * values.fixed)
    }

    /// Whether all numbers are equal.
    public static func == (first: Product, second: Product) -> Bool {
      first.column == second.column && first.weights == second.weights
        && first.values == second.values
    }
  }

  /// The row of weights: unit · pieces + piece.
  public let row: Int
  /// The products, the largest first, by the magnitude in fixed point.
  public let products: [Product]

  /// - Parameters:
  ///   - layer: the layer, from 0.
  ///   - row: the row in it.
  ///   - float: the outputs of the layers before, in ulps, in float.
  ///   - trace: the run in fixed point.
  public init(
    layer: Int,
    row: Int,
    of network: Network,
    _ fixed: QuantizedNetwork,
    input: [Float],
    quantized: [Int16],
    float: LayerOutputs,
    trace: FixedPointTrace
  ) {
    let (source, target) = (network.layers[layer], fixed.layers[layer])
    let keep = network.isDropoutFolded ? 1 : 1 - source.inputDropout
    let power = { Double(sign: .plus, exponent: $0, significand: 1) }
    let unit =
      power(target.exponents[row / target.activation.pieces] - Int(target.fractionBits(ofRow: row)))
    let exponents =
      layer == 0 ? fixed.inputScales.map(\.exponent) : fixed.layers[layer - 1].exponents
    let inputs = layer == 0 ? fixed.values(of: quantized) : []
    self.row = row
    products = (0..<source.inputCount).map { column in
      Product(
        column: column,
        weights: (
          Double(source.weights[row * source.inputCount + column]) * keep,
          Double(target.weights[row * target.inputCount + column]) * unit
            * power(-exponents[column])
        ),
        values: layer == 0
          ? (Double(input[column]), inputs[column])
          : (
            float.layers[layer - 1][column] * power(exponents[column] - 8),
            Double(trace.layers[layer - 1].outputs[column]) * power(exponents[column] - 8)
          )
      )
    }.sorted { abs($0.products.fixed) > abs($1.products.fixed) }
  }
}
