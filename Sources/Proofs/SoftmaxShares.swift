import CMath
import FloatNetwork
import Quantization

/// The shares of a softmax in real arithmetic, for logits that are known up to intervals.
struct SoftmaxShares {
  /// How many logits there are.
  let count: Int
  /// The interval of zᵢ − zⱼ.
  let differences: (Int, Int) -> ClosedRange<Double>
  /// The interval of zᵢ.
  let ranges: (Int) -> ClosedRange<Double>

  /// The interval of a share: pᵢ = 1 / Σⱼ exp(zⱼ − zᵢ) falls as any difference rises.
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
    let lowest = max(0, 1 / (largestSum * slack))
    return lowest...max(lowest, min(1, slack / smallestSum))
  }

  /// With more logits than this, pairs take too long, and single intervals must do.
  private static let mostPairs = 64
}

extension SoftmaxShares {
  /// Of logits that are words of a run, each up to its own bound, in ulps.
  init(words: [Double], _ bounds: [Double]) {
    let ranges = { (unit: Int) -> ClosedRange<Double> in
      let (word, bound) = (words[unit] * ulp, bounds[unit] * ulp * (1 + 0x1p-50))
      let rounding = abs(word) * 0x1p-50
      return word - bound - rounding...word + bound + rounding
    }
    self.init(
      count: words.count,
      differences: { first, second in
        let (first, second) = (ranges(first), ranges(second))
        return first.lowerBound - second.upperBound...first.upperBound - second.lowerBound
      },
      ranges: ranges
    )
  }
}
