import FloatNetwork
import Foundation
public import Quantization

/// The fixed-point numbers, written a second time and differently: plain integers that trap on
/// overflow, floor division in place of shifts, rounding before maxout, Float64 in place of tables,
/// sorting in place of bisection. It shares no code with the runtime.
///
/// Expects what `Docs/numerics.md` defines; Float64 decides every rounding of it rightly, which
/// `Tools/check-vectors` proves with as many digits as it takes.
public enum ExactOracle {
  /// What each layer gives, and the class: the largest output before a softmax, the lowest on ties.
  public static func outputs(
    of network: QuantizedNetwork,
    for input: [Int16]
  ) -> (layers: [[Int16]], classIndex: Int) {
    var values = input
    var classIndex = 0
    let layers = network.layers.map { layer in
      values = output(of: layer, for: values)
      classIndex = values.indices.first { values[$0] == values.max() } ?? 0
      if layer.activation == .softmax { values = softmaxShares(values) }
      return values
    }
    return (layers, classIndex)
  }

  /// What the last layer gives, before a softmax.
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
      return stride(from: 0, to: z.count, by: pieces).map { z[$0..<$0 + pieces].max() ?? 0 }
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

  /// 256 / (1 + exp(−z/256)), rounded correctly.
  public static func sigmoid(_ z: Int16) -> Int16 {
    Int16((256 / (1 + exp(-Double(z) / 256)) + 0.5).rounded(.down))
  }

  /// 256 · tanh(z/256), rounded correctly.
  public static func tanh(_ z: Int16) -> Int16 {
    Int16((256 * Foundation.tanh(Double(z) / 256)).rounded(.toNearestOrAwayFromZero))
  }

  /// floor(256 value + 1/2), saturated; 0 for NaN.
  public static func fromFloat(_ value: Float) -> Int16 {
    guard !value.isNaN else { return 0 }
    return Int16(max(-32_768, min(32_767, (Double(value) * 256 + 0.5).rounded(.down))))
  }

  /// Whether 32 bits hold every sum of a row, and every part of it, for every input.
  public static func fits32(weights: [Int16], bias: Int16, fractionBits: Int) -> Bool {
    let half = fractionBits == 0 ? 0 : Int(pow(2.0, Double(fractionBits - 1)))
    let constant = Int(bias.magnitude) * Int(pow(2.0, Double(fractionBits))) + half
    return weights.reduce(constant) { $0 + Int($1.magnitude) * 32_768 } < 2_147_483_648
  }

  private static func floorDivision(_ dividend: Int, by divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
