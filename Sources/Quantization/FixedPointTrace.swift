import FloatNetwork
import Foundation
import HalfwordRuntime

/// Every number of one run in fixed point, computed as `Docs/numerics.md` has it, so that one can look
/// inside a layer. Its outputs are those of the runtime, which a test holds it to.
public struct FixedPointTrace: Equatable, Sendable {
  /// One layer of a run.
  public struct Layer: Equatable, Sendable {
    /// The sum of each row, in units of 2^−(8+f) with its unit's f, exact and without the half
    /// for the rounding.
    public let sums: [Int64]
    /// Each unit's pre-activation in ulps: rounded, not saturated; for maxout the largest piece's.
    public let preActivations: [Int64]
    /// The units whose pre-activation 16 bits cannot hold; not those below that ReLU makes 0 in any case.
    public let saturatedUnits: [Int]
    /// What the layer gives.
    public let outputs: [Int16]
  }

  /// The layers, the input's first.
  public let layers: [Layer]

  /// Runs a network.
  ///
  /// - Precondition: `input` has as many values as the network takes.
  public init(of network: QuantizedNetwork, for input: [Int16]) {
    precondition(input.count == network.inputCount)
    var layers: [Layer] = []
    for layer in network.layers {
      layers.append(layer.trace(for: layers.last?.outputs ?? input))
    }
    self.layers = layers
  }

  /// What the class is taken from: the outputs, or before a last softmax the logits.
  public func scores(in network: QuantizedNetwork) -> [Int16] {
    guard let last = layers.last else { return [] }
    return network.layers.last?.activation == .softmax
      ? last.preActivations.map { Int16(clamping: $0) } : last.outputs
  }
}

extension QuantizedLayer {
  fileprivate func trace(for input: [Int16]) -> FixedPointTrace.Layer {
    let exact = (0..<rowCount).map { row in
      var sum = Int64(starts[row])
      let first = row * inputCount
      for column in 0..<inputCount { sum += Int64(weights[first + column]) * Int64(input[column]) }
      return sum
    }
    let pieces = activation.pieces
    let preActivations = (0..<unitCount).map { unit in
      let rows = unit * pieces..<(unit + 1) * pieces
      return (exact[rows].max() ?? 0) >> Int64(fractionBits[unit])
    }
    return FixedPointTrace.Layer(
      sums: exact.indices.map { exact[$0] - Self.half(fractionBits(ofRow: $0)) },
      preActivations: preActivations,
      saturatedUnits: preActivations.indices.filter { unit in
        let z = preActivations[unit]
        return Int16(exactly: activation == .relu ? max(0, z) : z) == nil
      },
      outputs: activation.fixedPointOutputs(preActivations.map { Int16(clamping: $0) })
    )
  }
}

extension Activation {
  /// What the runtime makes of the rounded and saturated pre-activations of a layer's units.
  func fixedPointOutputs(_ z: [Int16]) -> [Int16] {
    switch self {
    case .linear, .maxout: return z
    case .relu: return z.map { max(0, $0) }
    // The runtime's tables are the correct rounding, and no value is on a half.
    case .sigmoid: return z.map { Int16((logistic(Double($0) * ulp) / ulp).rounded()) }
    case .tanh: return z.map { Int16((Foundation.tanh(Double($0) * ulp) / ulp).rounded()) }
    case .softmax:
      var shares = z
      var span = shares.mutableSpan
      HalfwordRuntime.softmax(&span)
      return shares
    }
  }
}
