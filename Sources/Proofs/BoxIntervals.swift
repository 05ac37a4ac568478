import FloatNetwork
import Quantization

/// The step over one layer with intervals alone: of values h, and of errors d = h − H. What tensors have in common is
/// lost, and each value takes no more than four numbers.
struct BoxIntervals {
  private let layer: PairedLayer
  /// One a sum, then one a value.
  private(set) var ranges: [ClosedRange<Double>]
  private(set) var errors: [Interval]

  /// V h + b, and (V h + b) − (W H + B) = W d − E h − (B − b).
  init(sumsOf layer: PairedLayer, _ sources: [BoxState]) {
    self.layer = layer
    let values = sources.map { Balls($0.ranges.map(Interval.init)) }
    let errors = sources.map { Balls($0.intervals) }
    let maps = layer.maps
    let (centers, radii) = (values.map(\.centers), values.map(\.radii))
    let (errorCenters, errorRadii) = (errors.map(\.centers), errors.map(\.radii))
    let sums = (maps.fixed.times(centers), maps.fixed.absoluteTimes(radii))
    let moved = (maps.float.times(errorCenters), maps.float.absoluteTimes(errorRadii))
    let residues = (maps.residue.times(centers), maps.residue.absoluteTimes(radii))
    let slacks = layer.slacks(magnitude: values.largest + errors.largest)
    ranges = []
    self.errors = []
    for sum in layer.roundings.indices {
      let row = sum % layer.rowCount
      let center = sums.0[sum] + layer.coefficients.fixedBiases[row]
      let width = sums.1[sum] * (1 + layer.slack) + slacks[row]
      ranges.append(center - width...center + width)
      let error = moved.0[sum] - residues.0[sum] - layer.biasResidue(row)
      let reach =
        (moved.1[sum] + residues.1[sum]) * (1 + layer.slack) + slacks[row]
        + layer.biasSlack(sum)
      self.errors.append(Interval(error - reach, error + reach))
    }
  }

  /// The largest of each value's candidates: with p the one that is largest in fixed point and q the one in float,
  /// h − H = h_p − H_q lies between d_q and d_p.
  mutating func takeLargest() {
    guard let candidates = layer.candidates else { return }
    let floats = ranges.indices.map { Interval(ranges[$0]) - errors[$0] }
    var (largest, largestErrors): ([ClosedRange<Double>], [Interval]) = ([], [])
    for candidates in candidates {
      let lowest = candidates.reduce(-.infinity) { max($0, ranges[$1].lowerBound) }
      let highest = candidates.reduce(-.infinity) { max($0, ranges[$1].upperBound) }
      let lowestFloat = candidates.reduce(-.infinity) { max($0, floats[$1].lower) }
      let winners = candidates.filter {
        ranges[$0].upperBound >= lowest || floats[$0].upper >= lowestFloat
      }
      largest.append(lowest...highest)
      largestErrors.append(winners.dropFirst().reduce(errors[winners[0]]) { $0.joined(errors[$1]) })
    }
    (ranges, errors) = (largest, largestErrors)
  }

  /// Rounds, and saturates or leaves out runs in which a value would be.
  mutating func round(saturates: Bool) {
    let half = layer.sumsAreRounded ? ulp / 2 : 0
    let limits = layer.activation.limits
    for value in ranges.indices {
      let range = ranges[value].widened(by: half)
      errors[value] = errors[value] + Interval(-half, half)
      if saturates {
        let change = Interval(
          clamped(range.upperBound) - range.upperBound,
          clamped(range.lowerBound) - range.lowerBound
        )
        errors[value] = errors[value] + change
        ranges[value] = clamped(range.lowerBound)...clamped(range.upperBound)
      } else {
        ranges[value] =
          range.overlaps(limits) ? range.clamped(to: limits) : largestValue...largestValue
      }
    }
  }

  /// The hull of all values.
  var hull: ClosedRange<Double> {
    ranges.dropFirst().reduce(ranges.first ?? 0...0) {
      min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
    }
  }

  /// The activation: g(z) − g(z − d) is d times a slope, or what both can be.
  mutating func apply() {
    guard let activation = BoxActivation.of(layer.activation, on: hull) else { return }
    for value in ranges.indices {
      let activation = activation(value % layer.unitCount)
      let (range, error) = (ranges[value], errors[value])
      let arguments = range.arguments(error)
      let outputs = activation.values(range)
      let moved = activation.slopes(arguments) * error + activation.residue(range)
      let apart = Interval(outputs) - activation.float((Interval(range) - error).range)
      ranges[value] = outputs
      errors[value] = moved.narrowed(to: apart)
    }
  }

  /// The shares of a softmax, by their numbers' bound.
  mutating func applySoftmax() {
    let noise = softmaxNoise(errors.reduce(0) { max($0, $1.range.largestMagnitude) }, errors.count)
    errors = errors.map { _ in Interval(-noise, noise) }
    ranges = ranges.map { _ in 0...1 }
  }
}

/// Numbers as centers and radii.
private struct Balls {
  let centers: [Double]?
  let radii: [Double]?
  /// The largest magnitude; 0 of what is not finite.
  let largest: Double

  init(_ intervals: [Interval]) {
    let centers = intervals.map { $0.isFinite ? $0.middle : 0 }
    self.centers = centers
    radii = zip(intervals, centers).map { max($0.upper - $1, $1 - $0.lower) * (1 + 0x1p-50) }
    largest = intervals.reduce(0) { $1.isFinite ? max($0, $1.range.largestMagnitude) : $0 }
  }
}

extension [Balls] {
  fileprivate var largest: Double { reduce(0) { Swift.max($0, $1.largest) } }
}

extension PairedLayer {
  /// What Float64 rounds in the sums of values up to some magnitude, one a row.
  func slacks(magnitude: Double) -> [Double] {
    (0..<rowCount).map { row in
      let biases = abs(coefficients.fixedBiases[row]) + abs(coefficients.floatBiases[row])
      return slack * (norms[row] * magnitude + biases) + norms[row] * magnitude * 0x1p-49
    }
  }
}

extension ClosedRange<Double> {
  /// Where a number of this range can be, and the same less an error.
  func arguments(_ error: Interval) -> ClosedRange<Double> {
    lowerBound - Swift.max(0, error.upper)...upperBound - Swift.min(0, error.lower)
  }
}

/// How far the shares of a softmax can be, given the largest error of its logits: |∂pᵢ/∂zⱼ| sums to 2p(1 − p), at most
/// 1/2, over j.
func softmaxNoise(_ largest: Double, _ logitCount: Int) -> Double {
  let shareError = (1 + 256 * (Double(logitCount) * 0x1p-16 + 3 * 0x1p-14)) * ulp
  return min(1, largest / 2 + shareError) * (1 + elementarySlack)
}
