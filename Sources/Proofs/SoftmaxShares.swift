import Foundation
import Quantization

/// The shares that the fixed-point softmax may give for logits that are known up to intervals.
struct SoftmaxShares {
  /// How many logits there are.
  let count: Int
  /// The interval of zᵢ − zⱼ.
  let differences: (Int, Int) -> ClosedRange<Double>
  /// The interval of zᵢ.
  let ranges: (Int) -> ClosedRange<Double>

  /// The interval of a share; both ends are whole ulps.
  ///
  /// The exact share pᵢ = 1 / Σⱼ exp(zⱼ − zᵢ) falls as any difference rises. The share before the
  /// largest remainders is off by what `Docs/numerics.md` derives for it; they then round it up or
  /// down.
  func range(of unit: Int) -> ClosedRange<Double> {
    var (smallestSum, largestSum) = (0.0, 0.0)
    let own = count > Self.mostPairs ? ranges(unit) : nil
    for other in 0..<count {
      let difference: ClosedRange<Double>
      if other == unit {
        difference = 0...0
      } else if let own {
        let range = ranges(other)
        difference =
          range.lowerBound - own.upperBound...range.upperBound - own.lowerBound
      } else {
        difference = differences(other, unit)
      }
      smallestSum += exp(difference.lowerBound)
      largestSum += exp(difference.upperBound)
    }
    let slack = 1 + summationSlack(terms: count) + elementarySlack
    let lowest = 1 / (largestSum * slack)
    let highest = min(1, slack / smallestSum)
    return max(0, (lowest / ulp - tableError(share: lowest)).rounded(.down))
      * ulp...min(1, (highest / ulp + tableError(share: highest)).rounded(.up) * ulp)
  }

  /// 256 · (3·2⁻¹⁴·p + (1 + n·p)/131072), in ulps.
  private func tableError(share: Double) -> Double {
    256 * (3 * 0x1p-14 * share + (1 + Double(count) * share) * 0x1p-17)
  }

  /// With more logits than this, pairs take too long, and single intervals must do.
  private static let mostPairs = 64
}
