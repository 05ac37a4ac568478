import FloatNetwork
import HalfwordRuntime

/// Rounds the rows of a layer to 8 or 4 bits, each once for a number of fractional bits.
final class NarrowLayer {
  private let scaled: ScaledLayer
  private let format: WeightFormat
  private let plan: WeightPlan
  private let moments: InputMoments?
  private var rounded: [Key: [Int16]] = [:]
  /// What the rows read in their words, by `InputMoments.index(ofRow:)`.
  private var wordMoments: [Int: InputMoments.Channel] = [:]

  private struct Key: Hashable {
    let row: Int
    let fractionBits: Int
  }

  /// - Parameter moments: what the rows read on some samples; nil where nobody knows.
  init(
    _ scaled: ScaledLayer,
    _ plan: WeightPlan,
    _ format: WeightFormat,
    moments: InputMoments?
  ) {
    self.scaled = scaled
    self.plan = plan
    self.format = format
    self.moments = moments
  }

  /// A row's weights with so many fractional bits.
  func row(_ row: Int, fractionBits: Int) -> [Int16] {
    let key = Key(row: row, fractionBits: fractionBits)
    if let known = rounded[key] { return known }
    let rounding = rounding(ofRow: row)
    let weights =
      plan.roundsAdaptively
      ? rounding.adaptive(fractionBits: fractionBits)
      : rounding.nearest(fractionBits: fractionBits)
    rounded[key] = weights
    return weights
  }

  /// What a row's bias takes in of what rounding adds to its sum on average over the samples, where that is asked for
  /// (Nagel et al., *Data-Free Quantization Through Weight Equalization and Bias Correction*, ICCV 2019, section 4.2).
  func biasCorrection(ofRow row: Int, fractionBits: Int) -> Double {
    guard plan.correctsBiases, let means = wordMoments(ofRow: row)?.means else { return 0 }
    let raw = self.row(row, fractionBits: fractionBits)
    let unit = power(-fractionBits)
    return raw.indices.reduce(0) { sum, column in
      sum + (scaled.weights[row * raw.count + column] - Double(raw[column]) * unit) * means[column]
    }
  }

  /// The fractional bits of a unit's rows: the most with which no weight lies beyond the format's ends, or some more
  /// where that clearly lessens the error on the samples, though the largest weights are then cut off.
  ///
  /// - Parameter most: with one more, the largest weight would be twice too large.
  func fractionBits(ofRows rows: Range<Int>, atMost most: Int) -> Int {
    let roundings = rows.map { rounding(ofRow: $0) }
    let isWhole = { (bits: Int) in
      roundings.allSatisfy { $0.fits(fractionBits: bits) }
    }
    var bits = most
    while bits > 0, !isWhole(bits) { bits -= 1 }
    guard moments != nil else { return bits }
    let squares = rows.map { wordMoments(ofRow: $0)?.squares ?? [] }
    let errorOf = { (bits: Int) in
      zip(roundings, squares).reduce(0) {
        $0 + $1.0.squaredError(fractionBits: bits, meanSquares: $1.1)
      }
    }
    let limit = min(most + 2, Int(ImageFormat.largestWeightFractionBits))
    var (best, least) = (bits, Self.clearGain * errorOf(bits))
    for candidate in stride(from: bits + 1, through: limit, by: 1) {
      let error = errorOf(candidate)
      if error < least { (best, least) = (candidate, error) }
    }
    return best
  }

  /// Cut off weights must be worth it: a device then knows nothing of the weights' rounding.
  private static let clearGain = 0.8

  private func rounding(ofRow row: Int) -> NarrowRounding {
    let columns = scaled.source.columnCount
    return NarrowRounding(
      weights: Array(scaled.weights[row * columns..<(row + 1) * columns]),
      format: format,
      moments: plan.roundsAdaptively ? wordMoments(ofRow: row)?.products : nil
    )
  }

  private func wordMoments(ofRow row: Int) -> InputMoments.Channel? {
    guard let moments else { return nil }
    let form = scaled.source.form
    let key = moments.index(ofRow: row, form)
    if let known = wordMoments[key] { return known }
    let channels = (0..<form.columnCount).map { form.inputChannel(row: row, column: $0) }
    let result = moments.channel(ofRow: row, form).less(
      channels.map { scaled.sourceOffsets?[$0] ?? 0 },
      times: channels.map { power(-scaled.sourceExponents[0][$0]) }
    )
    wordMoments[key] = result
    return result
  }
}
