import CMath
import FloatNetwork
import Quantization

/// How errors pass a layer's activation in one run, in ulps: of each value
///
///     float − fixed = slope · (error of the rounded sum that decides it) + center ± width
///
/// and, with what is known of the sum itself, float − fixed = slope · W·η + known ± (noise + slack).
struct Passage {
  /// For each value the sum that decides it.
  private(set) var deciding: [Int] = []
  private(set) var slopes: [Double] = []
  private(set) var centers: [Double] = []
  private(set) var widths: [Double] = []
  /// The most that a value can differ.
  private(set) var bounds: [Double] = []
  /// slope · the sum's known part + center.
  private(set) var known: [Double] = []
  /// What is not known: of the activation, and the rounding of the sum.
  private(set) var noise: [Double] = []
  /// What Float64 may have rounded here, for each 1 of a coefficient.
  private(set) var slack: [Double] = []

  private let sums: RunSums
  private let omitted: Set<BoundTerm>
  /// For sums of as many terms as the products that end or begin here have.
  private let readerSlack: Double
  private let valueSlack: Double

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
    (readerSlack, valueSlack) = (layer.readerSlack, layer.valueSlack)
    reserve(layer.valueCount)
    if let candidates = layer.candidates {
      for (value, candidates) in candidates.enumerated() {
        addLargest(candidates, word: Double(trace.outputs[value]))
      }
    } else if layer.activation.isSoftmax {
      addShares(trace, areLogits: isLast)
    } else {
      for value in 0..<layer.valueCount {
        let word = Double(trace.outputs[value])
        switch layer.activation {
        case .linear, .softmax: addDecided(value, word: word)
        case .relu: addRectified(value, word: word)
        case .cappedRelu(let fixed, let float):
          let cap = omitted.contains(.capResidue) ? fixed : float[value % float.count]
          addCapped(value, word: word, cap: cap)
        case .sigmoid: addSmooth(value, word, logistic) { logistic($0) * logistic(-$0) }
        case .tanh: addSmooth(value, word, { tanh($0) }) { 1 - tanh($0) * tanh($0) }
        case .table(let table): addTabulated(value, word, table)
        }
      }
    }
  }

  private mutating func reserve(_ count: Int) {
    deciding.reserveCapacity(count)
    slopes.reserveCapacity(count)
    centers.reserveCapacity(count)
    widths.reserveCapacity(count)
    bounds.reserveCapacity(count)
    known.reserveCapacity(count)
    noise.reserveCapacity(count)
    slack.reserveCapacity(count)
  }

  private mutating func add(
    sum: Int,
    slope: Double,
    center: Double,
    width: Double,
    bound: Double
  ) {
    let isExact = slope == 0 || slope == 1
    let steepness = abs(slope)
    let scaling = isExact ? 0 : 0x1p-52 * steepness * sums.bounds[sum]
    let part = slope * sums.known[sum]
    deciding.append(sum)
    slopes.append(slope)
    centers.append(center)
    widths.append(width)
    bounds.append(bound.isNaN ? .infinity : bound * (1 + 0x1p-50))
    known.append(part + center)
    noise.append(width + steepness * sums.roundings[sum])
    // The second is what the product with this layer's weights rounds, which `carried` bounds for any
    // coefficients, and the third the sum of known parts, over this layer and all others.
    slack.append(
      steepness * sums.slacks[sum] + scaling
        + (slope == 0 ? 0 : steepness * readerSlack * sums.carried[sum])
        + (abs(part) + abs(center)) * (valueSlack + Self.sumSlack)
    )
  }

  /// The shares of a softmax, or the logits before a last one.
  private mutating func addShares(_ trace: FixedPointTrace.Layer, areLogits: Bool) {
    guard !areLogits else {
      for value in sums.words.indices { addDecided(value, word: trace.score(value)) }
      return
    }
    let shares = SoftmaxShares(words: sums.words, sums.bounds)
    for value in sums.words.indices {
      let (range, word) = (shares.range(of: value), Double(trace.outputs[value]))
      addOpen(value, from: range.lowerBound / ulp - word, to: range.upperBound / ulp - word)
    }
  }

  /// A unit that is linear where this run is.
  private mutating func addDecided(_ sum: Int, word: Double) {
    let loss = omitted.contains(.saturationLoss) ? 0 : sums.words[sum] - word
    add(sum: sum, slope: 1, center: loss, width: 0, bound: sums.bounds[sum] + abs(loss))
  }

  /// A unit of which an interval of float − fixed is all that is known.
  private mutating func addOpen(_ sum: Int, from lowest: Double, to highest: Double) {
    guard !omitted.contains(.openUnits) else { return addDecided(sum, word: sums.words[sum]) }
    let rounding = (abs(lowest) + abs(highest)) * 0x1p-50
    add(
      sum: sum,
      slope: 0,
      center: (lowest + highest) / 2,
      width: (highest - lowest) / 2 + rounding,
      bound: max(-lowest, highest) + rounding
    )
  }

  private mutating func addRectified(_ sum: Int, word: Double) {
    let (z, bound) = (sums.words[sum], sums.bounds[sum])
    if z - bound >= 0 {
      addDecided(sum, word: word)
    } else if z + bound <= 0 {
      add(sum: sum, slope: 0, center: 0, width: 0, bound: 0)
    } else if omitted.contains(.openUnits), z <= 0 {
      add(sum: sum, slope: 0, center: 0, width: 0, bound: 0)
    } else {
      addOpen(sum, from: max(0, z - bound) - word, to: max(0, z + bound) - word)
    }
  }

  /// A unit with a cap, which is another one in float where it was rounded.
  private mutating func addCapped(_ sum: Int, word: Double, cap: Double) {
    let (lowest, highest) = (sums.words[sum] - sums.bounds[sum], sums.words[sum] + sums.bounds[sum])
    if lowest >= 0, highest <= cap {
      addDecided(sum, word: word)
    } else if highest <= 0 {
      add(sum: sum, slope: 0, center: 0, width: 0, bound: 0)
    } else if lowest >= cap {
      add(sum: sum, slope: 0, center: cap - word, width: 0, bound: abs(cap - word))
    } else if omitted.contains(.openUnits) {
      add(sum: sum, slope: 0, center: 0, width: 0, bound: 0)
    } else {
      addOpen(sum, from: min(cap, max(0, lowest)) - word, to: min(cap, max(0, highest)) - word)
    }
  }

  /// The largest of some sums.
  private mutating func addLargest(_ pieces: [Int], word: Double) {
    let best = pieces.reduce(pieces[0]) { sums.words[$1] > sums.words[$0] ? $1 : $0 }
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
    _ sum: Int,
    _ word: Double,
    _ function: (Double) -> Double,
    slope: (Double) -> Double
  ) {
    let (z, bound) = (sums.words[sum] * ulp, sums.bounds[sum] * ulp)
    let slopes = rangeOfSlopes(on: z - bound...z + bound, slope)
    let half = (slopes.upperBound - slopes.lowerBound) / 2 + elementarySlack
    let slopeWidth = omitted.contains(.slopeWidth) ? 0 : half * sums.bounds[sum]
    let tableError = omitted.contains(.tableError) ? 0 : function(z) / ulp - word
    let rounding = elementarySlack / ulp
    let lowest = function(z - bound) / ulp - word - rounding
    let highest = function(z + bound) / ulp - word + rounding
    if (highest - lowest) / 2 <= slopeWidth {
      addOpen(sum, from: lowest, to: highest)
    } else {
      add(
        sum: sum,
        slope: (slopes.lowerBound + slopes.upperBound) / 2,
        center: tableError,
        width: slopeWidth + rounding,
        bound: max(-lowest, highest)
      )
    }
  }

  /// A function that a table stands for: it moves by one of its slopes between both sums, times their difference;
  /// or is anywhere between its smallest and its largest value there, where that is narrower.
  private mutating func addTabulated(_ sum: Int, _ word: Double, _ table: PairedTable) {
    let (z, bound) = (sums.words[sum], sums.bounds[sum])
    let function = table(z - bound...z + bound)
    let here = table.value(at: z)
    let lowest = function.value.lower - word
    let highest = function.value.upper - word
    let half = function.slope.width / 2
    let slopeWidth = omitted.contains(.slopeWidth) ? 0 : half * bound
    let width = slopeWidth + here.width / 2
    guard width.isFinite, here.isFinite, (highest - lowest) / 2 > width else {
      addOpen(sum, from: lowest, to: highest)
      return
    }
    let center = omitted.contains(.tableError) ? 0 : here.middle - word
    let rounding = (abs(here.middle) + abs(word) + function.slope.range.largestMagnitude) * 0x1p-50
    add(
      sum: sum,
      slope: function.slope.middle,
      center: center,
      width: width + rounding * (1 + bound),
      bound: max(-lowest, highest)
    )
  }

  /// For the sums of known parts of all layers, of which there are fewer.
  private static let sumSlack = summationSlack(terms: 1_024)
}

extension FixedPointTrace.Layer {
  /// What a class is taken from before a softmax: the saturated pre-activation.
  func score(_ value: Int) -> Double { Double(Int16(clamping: preActivations[value])) }
}

/// The slopes on an interval of a function that is steepest at 0 and ever flatter on both sides.
func rangeOfSlopes(
  on range: ClosedRange<Double>,
  _ slope: (Double) -> Double
) -> ClosedRange<Double> {
  let ends = [slope(range.lowerBound), slope(range.upperBound)]
  // Rounded, the slope at 0 may be less than that beside it.
  let steepest = max(ends[0], ends[1], range.contains(0) ? slope(0) : 0)
  return min(ends[0], ends[1])...steepest
}
