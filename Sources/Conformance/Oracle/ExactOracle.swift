import CMath
import FloatNetwork
public import HalfwordRuntime
public import Quantization

/// The fixed-point numbers, written a second time and differently: plain integers that trap on
/// overflow, floor division in place of shifts, rounding before maxout, Float64 in place of tables,
/// sorting in place of bisection. It shares no code with the runtime, nor with the host's traces.
///
/// Every kind of layer is told as lists of sums (`OracleSum`), each in a file of its own.
///
/// Expects what `Docs/numerics.md` defines; Float64 decides every rounding of it rightly, which
/// `Tools/check-vectors` proves with as many digits as it takes.
public enum ExactOracle {
  /// What each layer gives, and the class: the largest output before a softmax, the lowest on ties.
  public static func outputs(
    of network: QuantizedNetwork,
    for input: [Int16]
  ) -> (layers: [[Int16]], classIndex: Int) {
    var tensors = [input]
    var scores = input
    for layer in network.layers {
      scores = output(of: layer, for: layer.form.sources.map { tensors[$0] })
      tensors.append(layer.activation == .softmax ? softmaxShares(scores) : scores)
    }
    let classIndex = scores.indices.first { scores[$0] == scores.max() } ?? 0
    return (Array(tensors.dropFirst()), classIndex)
  }

  /// What the last layer gives, before a softmax.
  public static func logits(of network: QuantizedNetwork, for input: [Int16]) -> [Int16] {
    var tensors = [input]
    var scores = input
    for layer in network.layers {
      scores = output(of: layer, for: layer.form.sources.map { tensors[$0] })
      tensors.append(layer.activation == .softmax ? softmaxShares(scores) : scores)
    }
    return scores
  }

  /// One layer; softmax is left out.
  ///
  /// - Parameter inputs: the tensors that it reads.
  public static func output(of layer: QuantizedLayer, for inputs: [[Int16]]) -> [Int16] {
    var values: [Int16] = []
    for y in 0..<layer.form.output.height {
      for x in 0..<layer.form.output.width {
        for channel in 0..<layer.form.output.channels {
          let place = OraclePlace(y: y, x: x, channel: channel)
          let z = sums(of: layer, at: place).map { saturated($0.value(of: inputs)) }
          values.append(activated(z.max() ?? 0, by: layer))
        }
      }
    }
    return values
  }

  /// The sums that a value is the largest of.
  static func sums(of layer: QuantizedLayer, at place: OraclePlace) -> [OracleSum] {
    switch layer.form.kind {
    case .dense: denseSums(of: layer, at: place)
    case .convolution(let window): convolutionSums(of: layer, window, at: place)
    case .depthwise(let window): depthwiseSums(of: layer, window, at: place)
    case .maxPooling(let window): maxPoolingSums(of: layer, window, at: place)
    case .averagePooling(let window, let countsPadding):
      [averageSum(of: layer, window, countsPadding: countsPadding, at: place)]
    case .addition: [additionSum(of: layer, at: place)]
    }
  }

  /// What the activation makes of a pre-activation word; softmax is left out.
  static func activated(_ z: Int16, by layer: QuantizedLayer) -> Int16 {
    switch layer.activation {
    case .linear, .maxout, .softmax: z
    case .relu: max(0, z)
    case .cappedRelu: z < 0 ? 0 : min(z, layer.cap ?? .max)
    case .sigmoid: sigmoid(z)
    case .tanh: tanh(z)
    case .table: layer.table.map { value(of: $0, at: z) } ?? z
    }
  }

  /// The nearest word.
  static func saturated(_ value: Int) -> Int16 { Int16(max(-32_768, min(32_767, value))) }

  /// 256 / (1 + exp(−z/256)), rounded correctly.
  public static func sigmoid(_ z: Int16) -> Int16 {
    Int16((256 / (1 + exp(-Double(z) / 256)) + 0.5).rounded(.down))
  }

  /// 256 · tanh(z/256), rounded correctly.
  public static func tanh(_ z: Int16) -> Int16 {
    Int16((256 * CMath.tanh(Double(z) / 256)).rounded(.toNearestOrAwayFromZero))
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

  static func floorDivision(_ dividend: Int, by divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
