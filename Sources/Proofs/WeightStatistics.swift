import CMath
import FloatNetwork
import Quantization

/// How well a layer's weights use their 16 bits.
public struct WeightStatistics: Equatable, Sendable {
  /// The smallest and the largest weight in fixed point, in real units.
  public let range: ClosedRange<Double>
  /// The largest magnitude that the format holds.
  public let limit: Double
  /// How many weights and biases lie outside their format and were clipped.
  public let clippedCount: Int
  /// How many weights are 0 in fixed point.
  public let zeroCount: Int
  /// 10 · log₁₀(Σ W² / Σ E²) of the weights W and their residues E, in decibels; nil where every weight
  /// is exact.
  public let signalToNoise: Double?
}

extension PairedNetwork {
  /// The statistics of each layer.
  public var weightStatistics: [WeightStatistics] { layers.map(\.statistics) }
}

extension PairedLayer {
  fileprivate var statistics: WeightStatistics {
    guard form.kind.hasWeights else {
      return WeightStatistics(
        range: 0...0,
        limit: weightLimit,
        clippedCount: 0,
        zeroCount: 0,
        signalToNoise: nil
      )
    }
    let (float, fixed, residue) = (coefficients.float, coefficients.fixed, coefficients.residue)
    let signal = float.values.reduce(0) { $0 + $1 * $1 }
    let noise = residue.values.reduce(0) { $0 + $1 * $1 }
    return WeightStatistics(
      range: (fixed.values.min() ?? 0)...(fixed.values.max() ?? 0),
      limit: weightLimit,
      clippedCount: coefficients.clippedCount,
      zeroCount: fixed.values.count { $0 == 0 },
      signalToNoise: noise > 0 ? 10 * log10(signal / noise) : nil
    )
  }
}
