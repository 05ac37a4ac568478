import CMath
import FloatNetwork
import Quantization

/// The numbers of functions of words, each the correct rounding (`Docs/numerics.md`, "Activations", "Softmax").
enum StepNumbers {
  /// The words from 0 on at which the sigmoid grows by 1.
  static let sigmoid = steps { 256 / (1 + exp(-$0)) }
  /// The same of tanh.
  static let tanh = steps { 256 * CMath.tanh($0) }

  static let coarseExponentials: [UInt16] = (0..<48).map { index in
    let scale = Double(1 << (index * 23_637 / 65_536))
    let value = 32_768 * scale * exp(-Double(index) / 4)
    return UInt16(value.rounded())
  }
  static let fineExponentials: [UInt16] = (0..<64).map { index in
    let value = 32_768 * exp(-Double(index) / 256)
    return UInt16(value.rounded())
  }

  /// No value of these functions lies on a half, nor so near to one that a Double would not tell.
  private static func steps(_ function: (Double) -> Double) -> [UInt16] {
    let values = (0..<2_048).map { Int(function(Double($0) / 256).rounded()) }
    return values.indices.dropFirst().filter { values[$0] > values[$0 - 1] }.map { UInt16($0) }
  }
}
