import FloatNetwork
import HalfwordRuntime
import Quantization

/// The weights of a layer in C: row by row, of 16 or 8 bits one a number, of 4 bits two a byte, the first of them in the
/// lower half, without gaps between rows.
extension LayerFunction {
  /// Whether the weights are those of the float network.
  var weightsAreExact: Bool { law == .exactNarrowWeights && layer.weightFormat != .bits16 }

  /// The helpers that read a weight alone.
  var weightHelpers: Set<Helper> { layer.weightFormat == .bits4 ? [.weight4] : [] }

  /// The array of the weights.
  var weightsArray: String {
    let name = "\(name)_weights"
    return switch layer.weightFormat {
    case .bits16: CNumbers.array("int16_t", name, layer.weights, perLine: form.columnCount)
    case .bits8: CNumbers.array("int8_t", name, layer.weights, perLine: form.columnCount)
    case .bits4: CNumbers.array("uint8_t", name, layer.halvesOfBytes)
    }
  }

  /// The weight with a number, as C.
  func weight(_ number: String) -> String {
    switch layer.weightFormat {
    case .bits16: "HALFWORD_READ_INT16(&\(name)_weights[\(number)])"
    case .bits8: "HALFWORD_READ_INT8(&\(name)_weights[\(number)])"
    case .bits4: "NAME_weight_4(\(name)_weights, \(number))"
    }
  }

  /// The arguments of a sum that say with which weight it begins.
  func weightsArgument(from number: String) -> String {
    layer.weightFormat == .bits4
      ? "\(name)_weights, \(number)" : "&\(name)_weights[\(number)]"
  }
}

extension QuantizedLayer {
  /// The weights of 4 bits in pairs, each a byte; what completes the last is 0.
  fileprivate var halvesOfBytes: [UInt8] {
    stride(from: 0, to: weights.count, by: 2).map { index in
      let second = index + 1 < weights.count ? weights[index + 1] : 0
      return UInt8(truncatingIfNeeded: weights[index] & 15 | second << 4)
    }
  }

  /// The bytes of the weights in C.
  var weightsSize: Int { (weights.count * weightFormat.bits + 7) / 8 }

  /// What a comment says of the bits of weights that are not the usual ones.
  var weightBitsText: String {
    weightFormat == .bits16 ? "" : " of \(weightFormat.bits) bits"
  }
}
