import FloatNetwork
import Quantization

/// How far the outputs of one run, and their differences, can be from the float network's, in ulps: of a
/// last softmax the logits.
struct OutputErrors {
  private let rows: ReverseRows
  private let passage: Passage
  private let isSoftmax: Bool

  init(_ rows: ReverseRows, _ passage: Passage, isSoftmax: Bool) {
    self.rows = rows
    self.passage = passage
    self.isSoftmax = isSoftmax
  }

  /// The interval of float − fixed of each output.
  func errors(_ trace: FixedPointTrace.Layer) -> [ClosedRange<Double>] {
    guard isSoftmax else { return scores }
    let shares = SoftmaxShares(
      count: scores.count,
      differences: { first, second in
        let lead = trace.score(first) - trace.score(second)
        return difference(first, second).widened(by: abs(lead) * 0x1p-50).moved(by: lead)
          .times(ulp)
      },
      ranges: { unit in
        scores[unit].widened(by: abs(trace.score(unit)) * 0x1p-50).moved(by: trace.score(unit))
          .times(ulp)
      }
    )
    return scores.indices.map { unit in
      shares.range(of: unit).times(1 / ulp).moved(by: -Double(trace.outputs[unit]))
    }
  }

  /// Whether the run alone proves the answer of the float network.
  func certify(_ answer: Answer, _ trace: FixedPointTrace.Layer, outputExponent: Int) -> Bool {
    switch answer {
    case .values: return false
    case .largest: return leads(trace, sign: 1)
    case .smallest: return leads(trace, sign: -1)
    case .threshold(let threshold):
      let limit = threshold * power(8 - outputExponent)
      return zip(trace.outputs, errors(trace)).allSatisfy { word, error in
        let float = error.moved(by: Double(word))
        return Double(word) >= limit ? float.lowerBound >= limit : float.upperBound < limit
      }
    }
  }

  /// Whether the class of the run leads each other one in the float network, too.
  private func leads(_ trace: FixedPointTrace.Layer, sign: Double) -> Bool {
    let values = passage.deciding.indices.map { unit in
      sign * (isSoftmax ? trace.score(unit) : Double(trace.outputs[unit]))
    }
    let best = indexOfLargest(values)
    return values.indices.allSatisfy { other in
      guard other != best else { return true }
      let change = sign > 0 ? difference(best, other) : difference(other, best)
      let lead = values[best] - values[other]
      return lead > 0 && lead + change.lowerBound > 0
    }
  }

  /// The interval of float − fixed of each output, or of each logit.
  private var scores: [ClosedRange<Double>] {
    passage.deciding.indices.map { unit in
      let (row, slope) = (passage.deciding[unit], passage.slopes[unit])
      return interval(
        around: slope * rows.known[row] + passage.centers[unit],
        abs(slope) * (rows.widths[row] + rows.slacks[row]) + passage.widths[unit]
          + (abs(slope * rows.known[row]) + abs(passage.centers[unit])) * 0x1p-50
      )
    }
  }

  /// The interval of (float − fixed) of an output less that of another.
  private func difference(_ first: Int, _ second: Int) -> ClosedRange<Double> {
    let parts = [first, second].map { passage.slopes[$0] * rows.known[passage.deciding[$0]] }
    let width = rows.width(
      passage.deciding[first],
      times: passage.slopes[first],
      minus: passage.deciding[second],
      times: passage.slopes[second]
    )
    let centers = [passage.centers[first], passage.centers[second]]
    let magnitude = (parts + centers).reduce(0) { $0 + abs($1) }
    return interval(
      around: parts[0] - parts[1] + (centers[0] - centers[1]),
      width + passage.widths[first] + passage.widths[second] + magnitude * 0x1p-50
    )
  }

  private func interval(around center: Double, _ width: Double) -> ClosedRange<Double> {
    let (lowest, highest) = (center - width * (1 + 0x1p-50), center + width * (1 + 0x1p-50))
    return lowest <= highest ? lowest...highest : -.infinity ... .infinity
  }
}

extension ClosedRange<Double> {
  /// The same interval around another place.
  fileprivate func moved(by value: Double) -> ClosedRange<Double> {
    lowerBound + value...upperBound + value
  }

  /// The same in other units.
  fileprivate func times(_ factor: Double) -> ClosedRange<Double> {
    lowerBound * factor...upperBound * factor
  }
}
