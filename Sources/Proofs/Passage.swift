import FloatNetwork
import Foundation
import Quantization

/// How errors pass a layer's activation in one run, in ulps: of each unit
///
///     float − fixed = slope · (error of its row's rounded sum) + center ± width
///
/// and, with what is known of the row itself, float − fixed = slope · W·η + known ± (noise + slack).
struct Passage {
  /// For each unit the row of weights that decides it.
  private(set) var rows: [Int] = []
  private(set) var slopes: [Double] = []
  private(set) var centers: [Double] = []
  private(set) var widths: [Double] = []
  /// The most that a unit's value can differ.
  private(set) var bounds: [Double] = []
  /// slope · the row's known part + center.
  private(set) var known: [Double] = []
  /// What is not known: of the activation, and the rounding of the row's sum.
  private(set) var noise: [Double] = []
  /// What Float64 may have rounded here, for each 1 of a coefficient.
  private(set) var slack: [Double] = []

  private let sums: RunSums
  private let omitted: Set<BoundTerm>

  /// - Parameter isLast: whether a softmax is left out, as bounds are of logits then.
  init(
    _ layer: PairedLayer,
    _ sums: RunSums,
    _ trace: FixedPointTrace.Layer,
    isLast: Bool,
    _ omitted: Set<BoundTerm>
  ) {
    self.sums = sums
    self.omitted = omitted
    let isOfLogits = isLast && layer.activation == .softmax
    let shares =
      layer.activation == .softmax && !isLast ? SoftmaxShares(words: sums.words, sums.bounds) : nil
    for unit in 0..<layer.unitCount {
      let word = isOfLogits ? trace.score(unit) : Double(trace.outputs[unit])
      switch layer.activation {
      case .linear: addDecided(unit, word: word)
      case .relu: addRectified(unit, word: word)
      case .maxout(let pieces): addLargest(unit * pieces..<(unit + 1) * pieces, word: word)
      case .cappedRelu, .table: preconditionFailure("to come")
      case .sigmoid: addSmooth(unit, word, logistic) { logistic($0) * logistic(-$0) }
      case .tanh: addSmooth(unit, word, { tanh($0) }) { 1 - tanh($0) * tanh($0) }
      case .softmax:
        if let shares {
          let range = shares.range(of: unit)
          addOpen(unit, from: range.lowerBound / ulp - word, to: range.upperBound / ulp - word)
        } else {
          addDecided(unit, word: word)
        }
      }
    }
  }

  private mutating func add(
    row: Int,
    slope: Double,
    center: Double,
    width: Double,
    bound: Double
  ) {
    let isExact = slope == 0 || slope == 1
    let scaling = isExact ? 0 : 0x1p-52 * slope * sums.bounds[row]
    let part = slope * sums.known[row]
    rows.append(row)
    slopes.append(slope)
    centers.append(center)
    widths.append(width)
    bounds.append(bound.isNaN ? .infinity : bound * (1 + 0x1p-50))
    known.append(part + center)
    noise.append(width + slope * sums.roundings[row])
    // The second is what the product with this layer's weights rounds, which `carried` bounds for any
    // coefficients, and the third the sum of known parts, over this layer and all others.
    slack.append(
      slope * sums.slacks[row] + scaling
        + (slope == 0 ? 0 : slope * sums.rowSlack * sums.carried[row])
        + (abs(part) + abs(center)) * (sums.rowSlack + Self.sumSlack)
    )
  }

  /// A unit that is linear where this run is.
  private mutating func addDecided(_ row: Int, word: Double) {
    let loss = omitted.contains(.saturationLoss) ? 0 : sums.words[row] - word
    add(row: row, slope: 1, center: loss, width: 0, bound: sums.bounds[row] + abs(loss))
  }

  /// A unit of which an interval of float − fixed is all that is known.
  private mutating func addOpen(_ row: Int, from lowest: Double, to highest: Double) {
    guard !omitted.contains(.openUnits) else { return addDecided(row, word: sums.words[row]) }
    let rounding = (abs(lowest) + abs(highest)) * 0x1p-50
    add(
      row: row,
      slope: 0,
      center: (lowest + highest) / 2,
      width: (highest - lowest) / 2 + rounding,
      bound: max(-lowest, highest) + rounding
    )
  }

  private mutating func addRectified(_ row: Int, word: Double) {
    let (z, bound) = (sums.words[row], sums.bounds[row])
    if z - bound >= 0 {
      addDecided(row, word: word)
    } else if z + bound <= 0 {
      add(row: row, slope: 0, center: 0, width: 0, bound: 0)
    } else if omitted.contains(.openUnits), z <= 0 {
      add(row: row, slope: 0, center: 0, width: 0, bound: 0)
    } else {
      addOpen(row, from: max(0, z - bound) - word, to: max(0, z + bound) - word)
    }
  }

  /// The largest of some rows.
  private mutating func addLargest(_ pieces: Range<Int>, word: Double) {
    let best = pieces.reduce(pieces.lowerBound) { sums.words[$1] > sums.words[$0] ? $1 : $0 }
    let isDecided = pieces.allSatisfy {
      $0 == best || sums.words[best] - sums.bounds[best] >= sums.words[$0] + sums.bounds[$0]
    }
    if isDecided {
      addDecided(best, word: word)
    } else {
      let lowest = pieces.map { sums.words[$0] - sums.bounds[$0] }.max() ?? 0
      let highest = pieces.map { sums.words[$0] + sums.bounds[$0] }.max() ?? 0
      addOpen(best, from: lowest - word, to: highest - word)
    }
  }

  /// An increasing function, steepest at 0: by the mean value theorem it moves by one of its slopes
  /// between both sums, times their difference; or anywhere between its values at the ends, where that
  /// is narrower.
  private mutating func addSmooth(
    _ row: Int,
    _ word: Double,
    _ function: (Double) -> Double,
    slope: (Double) -> Double
  ) {
    let (z, bound) = (sums.words[row] * ulp, sums.bounds[row] * ulp)
    let slopes = rangeOfSlopes(on: z - bound...z + bound, slope)
    let half = (slopes.upperBound - slopes.lowerBound) / 2 + elementarySlack
    let slopeWidth = omitted.contains(.slopeWidth) ? 0 : half * sums.bounds[row]
    let tableError = omitted.contains(.tableError) ? 0 : function(z) / ulp - word
    let rounding = elementarySlack / ulp
    let lowest = function(z - bound) / ulp - word - rounding
    let highest = function(z + bound) / ulp - word + rounding
    if (highest - lowest) / 2 <= slopeWidth {
      addOpen(row, from: lowest, to: highest)
    } else {
      add(
        row: row,
        slope: (slopes.lowerBound + slopes.upperBound) / 2,
        center: tableError,
        width: slopeWidth + rounding,
        bound: max(-lowest, highest)
      )
    }
  }

  /// For the sums of known parts of all layers, of which there are fewer.
  private static let sumSlack = summationSlack(terms: 1_024)
}

extension FixedPointTrace.Layer {
  /// What a class is taken from before a softmax: the saturated pre-activation.
  func score(_ unit: Int) -> Double { Double(Int16(clamping: preActivations[unit])) }
}

/// The slopes on an interval of a function that is steepest at 0 and ever flatter on both sides.
func rangeOfSlopes(
  on range: ClosedRange<Double>,
  _ slope: (Double) -> Double
) -> ClosedRange<Double> {
  let ends = [slope(range.lowerBound), slope(range.upperBound)]
  let steepest = range.contains(0) ? slope(0) : max(ends[0], ends[1])
  return min(ends[0], ends[1])...steepest
}
