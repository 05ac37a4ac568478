import FloatNetwork
import Foundation
import Quantization

/// The fixed-point numbers, written a second time and differently: plain integers that trap on
/// overflow, floor division in place of shifts, rounding before maxout, Float64 in place of tables.
/// It shares no code with the runtime.
public enum ExactOracle {
  /// What the last layer gives, before a softmax, which is checked by its own laws.
  public static func logits(of network: QuantizedNetwork, for input: [Int16]) -> [Int16] {
    network.layers.reduce(input) { values, layer in output(of: layer, for: values) }
  }

  /// One layer; softmax is left out.
  public static func output(of layer: QuantizedLayer, for input: [Int16]) -> [Int16] {
    let z = (0..<layer.rowCount).map { row in
      preActivation(
        weights: layer.weights[row * layer.inputCount..<(row + 1) * layer.inputCount],
        input: input,
        bias: layer.biases[row],
        fractionBits: Int(layer.weightFractionBits)
      )
    }
    switch layer.activation {
    case .linear, .softmax: return z
    case .relu: return z.map { max(0, $0) }
    case .maxout(let pieces):
      return stride(from: 0, to: z.count, by: pieces).map { z[$0..<$0 + pieces].max()! }
    case .sigmoid: return z.map(sigmoid)
    case .tanh: return z.map(tanh)
    }
  }

  /// round-half-up((Σ wᵢ·xᵢ + bias · 2^f) / 2^f), saturated.
  static func preActivation(
    weights: ArraySlice<Int16>,
    input: [Int16],
    bias: Int16,
    fractionBits: Int
  ) -> Int16 {
    let divisor = Int(pow(2.0, Double(fractionBits)))
    var sum = Int(bias) * divisor
    // Backwards, as the order must not matter.
    for (weight, value) in zip(weights, input).reversed() { sum += Int(weight) * Int(value) }
    let rounded = floorDivision(2 * sum + divisor, by: 2 * divisor)
    return Int16(max(-32_768, min(32_767, rounded)))
  }

  public static func sigmoid(_ z: Int16) -> Int16 {
    Int16((256 / (1 + exp(-Double(z) / 256)) + 0.5).rounded(.down))
  }

  public static func tanh(_ z: Int16) -> Int16 {
    Int16((256 * Foundation.tanh(Double(z) / 256)).rounded(.toNearestOrAwayFromZero))
  }

  /// 256 · exp(zᵢ) / Σ exp(zⱼ) in Float64.
  public static func softmax(_ logits: [Int16]) -> [Double] {
    let largest = Double(logits.max() ?? 0)
    let exponentials = logits.map { exp((Double($0) - largest) / 256) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { 256 * $0 / sum }
  }

  /// The documented bound on |output − exact| of softmax, in ulps (Docs/numerics.md): one for the
  /// shares, and what the exponential's error, half a unit of 2⁻¹⁶ and 2⁻¹⁴ of the value, can move a
  /// share of 256.
  public static func softmaxBound(count: Int) -> Double {
    1 + 256 * (Double(count) / 65_536 + 3.0 / 16_384)
  }

  private static func floorDivision(_ dividend: Int, by divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
