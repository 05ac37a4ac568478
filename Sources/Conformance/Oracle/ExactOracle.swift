import FloatNetwork
import Foundation
public import HalfwordRuntime
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
        start: layer.starts[row],
        fractionBits: Int(layer.fractionBits(ofRow: row))
      )
    }
    switch layer.activation {
    case .linear, .softmax: return z
    case .relu: return z.map { max(0, $0) }
    case .maxout(let pieces):
      return stride(from: 0, to: z.count, by: pieces).map { z[$0..<$0 + pieces].max() ?? 0 }
    case .sigmoid: return z.map(sigmoid)
    case .tanh: return z.map(tanh)
    case .cappedRelu, .table: preconditionFailure("to come")
    }
  }

  /// ⌊(start + Σ wᵢ·xᵢ) / 2^f⌋, saturated.
  static func preActivation(
    weights: ArraySlice<Int16>,
    input: [Int16],
    start: Int32,
    fractionBits: Int
  ) -> Int16 {
    var sum = Int(start)
    // Backwards, as the order must not matter.
    for (weight, value) in zip(weights, input).reversed() { sum += Int(weight) * Int(value) }
    let floor = floorDivision(sum, by: Int(pow(2.0, Double(fractionBits))))
    return Int16(max(-32_768, min(32_767, floor)))
  }

  /// 256 / (1 + exp(−z/256)), rounded correctly.
  public static func sigmoid(_ z: Int16) -> Int16 {
    Int16((256 / (1 + exp(-Double(z) / 256)) + 0.5).rounded(.down))
  }

  /// 256 · tanh(z/256), rounded correctly.
  public static func tanh(_ z: Int16) -> Int16 {
    Int16((256 * Foundation.tanh(Double(z) / 256)).rounded(.toNearestOrAwayFromZero))
  }

  /// ⌊value · 2^(8−k) + 1/2⌋ − o, saturated; 0 for NaN. Exact: where Float64 rounds, the value lies far
  /// beyond what 16 bits hold, or is a whole number.
  public static func word(of value: Float, exponent: Int = 0, offset: Int32 = 0) -> Int16 {
    guard !value.isNaN else { return 0 }
    let scaled = Double(value) * pow(2.0, Double(8 - exponent))
    let whole = scaled.rounded(.down)
    let rounded = scaled - whole < 0.5 ? whole : whole + 1
    return Int16(max(-32_768, min(32_767, rounded - Double(offset))))
  }

  /// The same of a whole number, in integers.
  public static func word(ofCount count: Int32, exponent: Int, offset: Int32) -> Int16 {
    let shift = 8 - exponent
    // At most 2⁶³, which the offset may go beyond.
    let rounded =
      shift >= 0
      ? Int128(count) * (1 << shift)
      : Int128(floorDivision(2 * Int(count) + (1 << -shift), by: 2 << -shift))
    return Int16(max(-32_768, min(32_767, rounded - Int128(offset))))
  }

  /// Whether a form of sums is exact for a row and every input: sorted and added up, with no bound
  /// that is not reached.
  ///
  /// - Parameter inputsAreNonnegative: whether inputs are 0 … 32,767.
  public static func isExact(
    _ form: SumForm,
    weights: [Int16],
    start: Int32,
    inputsAreNonnegative: Bool
  ) -> Bool {
    let count: Int
    switch form {
    case .bits64: return true
    case .bits32: count = weights.count
    case .blocks16: count = 16
    case .blocks32: count = 32
    }
    let numbers = weights.map { Int($0) }
    let positive = numbers.filter { $0 > 0 }.sorted(by: >).prefix(count).reduce(0, +)
    let negative = numbers.filter { $0 < 0 }.sorted().prefix(count).reduce(0, -)
    let all = numbers.map { abs($0) }.sorted(by: >).prefix(count).reduce(0, +)
    let most = inputsAreNonnegative ? max(positive, negative) * 32_767 : all * 32_768
    return most + (form == .bits32 ? abs(Int(start)) : 0) < 2_147_483_648
  }

  private static func floorDivision(_ dividend: Int, by divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
