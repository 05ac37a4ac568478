/// What training has to know of the fixed-point numbers that a network will run in.
///
/// Passes then use weights, biases and values as they will be rounded, while the gradient is taken as if
/// they were not, and moves the unrounded weights: the straight-through estimator (Bengio, Léonard &
/// Courville, *Estimating or Propagating Gradients Through Stochastic Neurons*, 2013; Jacob et al.,
/// *Quantization and Training of Neural Networks*, CVPR 2018).
public struct QuantizationAwareness: Equatable, Sendable {
  /// The fractional bits that the weights of each layer will have; one a layer.
  public var fractionBits: [Int]

  /// - Parameter fractionBits: from 0 to 15, the first layer's first.
  public init(fractionBits: [Int]) {
    self.fractionBits = fractionBits
  }
}

/// Rounding to multiples of a unit that 16 bits can count.
struct FixedPointRounding: Sendable {
  private let unit: Float

  /// - Parameters:
  ///   - fractionBits: of the values once they are multiplied by `scale`.
  ///   - scale: what they will be multiplied by before they are rounded, above 0.
  init(fractionBits: Int, scale: Float = 1) {
    unit = Float(sign: .plus, exponent: -fractionBits, significand: 1) / scale
  }

  /// Q8.8.
  static let values = FixedPointRounding(fractionBits: 8)

  /// result[i] ← the nearest multiple to values[i], halves up, saturated.
  func round(_ values: Floats, into result: Floats) {
    let unit = unit
    let perUnit = 1 / unit
    Elementwise.map(values, into: result) { value in
      let count = (value * perUnit + 0.5).rounded(.down)
      return min(max(count, -32_768), 32_767) * unit
    }
  }
}
