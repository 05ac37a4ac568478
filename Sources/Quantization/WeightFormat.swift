public import FloatNetwork
import HalfwordRuntime

/// How many fractional bits the weights of each layer get.
public enum WeightFormat: Equatable, Sendable {
  /// 8 in every layer.
  case q8_8
  /// In each layer the most that its weights fit and that keep its sums in 32 bits, for every input.
  ///
  /// It costs nothing: the shift behind the sum is another one.
  case automatic
  /// So many in each layer, 0 to 15, the first layer's first.
  case fractionBits([UInt8])

  /// The bits of each layer of a network whose dropout is folded.
  public func fractionBits(of network: Network) -> [Int] {
    network.layers.indices.map { Int(fractionBits(of: network.layers[$0], at: $0)) }
  }

  func fractionBits(of layer: DenseLayer, at index: Int) -> UInt8 {
    switch self {
    case .q8_8: Q8_8.fractionBits
    case .automatic: layer.largestFractionBits
    case .fractionBits(let bits): bits[index]
    }
  }
}

extension DenseLayer {
  /// The most fractional bits with which every weight fits 16 bits and every sum provably 32; where
  /// sums need 64 bits even with 8, 8; where not even those fit the weights, the most that do.
  fileprivate var largestFractionBits: UInt8 {
    let candidates = (0...ImageFormat.largestWeightFractionBits).reversed().filter(weightsFit)
    let exact = candidates.first(where: sumsFit32)
    if let exact, exact >= Q8_8.fractionBits { return exact }
    return candidates.contains(Q8_8.fractionBits)
      ? Q8_8.fractionBits : exact ?? candidates.first ?? 0
  }

  func weightsFit(_ bits: UInt8) -> Bool {
    weights.allSatisfy { Int16(exactly: scaledAndRounded($0, fractionBits: bits)) != nil }
  }

  func sumsFit32(_ bits: UInt8) -> Bool {
    biases.indices.allSatisfy { row in
      let bias = scaledAndRounded(biases[row], fractionBits: Q8_8.fractionBits)
      guard let bias = Int16(exactly: bias) else { return true }
      var bound = AccumulatorBound(bias: bias, fractionBits: bits)
      for weight in weights[row * inputCount..<(row + 1) * inputCount] {
        bound.add(weight: Int16(scaledAndRounded(weight, fractionBits: bits)))
      }
      return bound.fits32
    }
  }
}
