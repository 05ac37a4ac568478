import FloatNetwork
import Quantization

/// The values of one tensor of the fixed-point network, for all inputs of a box, and how much they
/// differ from the float network's, as affine forms in the same symbols: one an input, and then for
/// each unit one for what its value and one for what its error lost in a relaxation; or as intervals, which are forms
/// without symbols.
struct BoxState {
  /// The fixed-point values h.
  let values: AffineForms
  /// Intervals that hold them; never wider than those of the forms.
  let ranges: [ClosedRange<Double>]
  /// d = h − H.
  let errors: AffineForms

  /// Inputs, exact in both networks; what reads them makes symbols of them.
  init(_ box: [ClosedRange<Int16>]) {
    ranges = box.map { Double($0.lowerBound) * ulp...Double($0.upperBound) * ulp }
    values = AffineForms(intervals: ranges.map(Interval.init))
    errors = AffineForms(exactly: Array(repeating: 0, count: box.count))
  }

  private init(values: AffineForms, ranges: [ClosedRange<Double>], errors: AffineForms) {
    self.values = values
    self.ranges = ranges
    self.errors = errors
  }

  /// Intervals that know nothing of each other.
  private init(_ intervals: BoxIntervals) {
    ranges = intervals.ranges
    values = AffineForms(intervals: ranges.map(Interval.init))
    errors = AffineForms(intervals: intervals.errors)
  }

  /// The errors as intervals.
  var intervals: [Interval] { (0..<errors.count).map { Interval(errors.range($0)) } }

  /// The next tensor: with forms where a layer is one matrix of which they are not too large, otherwise with
  /// intervals.
  ///
  /// - Parameters:
  ///   - sources: what the layer reads.
  ///   - saturates: whether pre-activations may leave Q8.8 and are saturated; otherwise runs in which
  ///     one does are left out.
  ///   - isLast: whether a softmax is left out, as classes are taken before it.
  static func after(
    _ layer: PairedLayer,
    reading sources: [BoxState],
    saturates: Bool,
    isLast: Bool
  ) -> (next: BoxState, proved: BoxProof.Layer) {
    let units: [ClosedRange<Double>]
    let next: BoxState
    let keepsShares = isLast && layer.activation.isSoftmax
    if layer.maps.float.wholeMatrix != nil, let forms = sources[0].withSymbols(for: layer) {
      let sums = BoxState(sumsOf: layer, forms)
      let largest = layer.candidates.map(sums.largestPieces) ?? sums
      let rounded = largest.rounded(layer, saturates: saturates)
      units = largest.ranges
      next = keepsShares ? rounded : rounded.applying(layer.activation)
    } else {
      var intervals = BoxIntervals(sumsOf: layer, sources)
      intervals.takeLargest()
      units = intervals.ranges
      intervals.round(saturates: saturates)
      if !keepsShares {
        layer.activation.isSoftmax ? intervals.applySoftmax() : intervals.apply()
      }
      next = BoxState(intervals)
    }
    let proved = BoxProof.Layer(
      layer,
      sums: layer.accumulators(of: sources.map(\.ranges)),
      preActivations: units.map { $0.widened(by: layer.sumsAreRounded ? ulp / 2 : 0) },
      outputs: next.ranges
    )
    return (next, proved)
  }

  /// Beyond this, 64 MB, forms are replaced by intervals.
  private static let mostCoefficients = 1 << 23
  /// And where a layer's products with them would take more than about a second.
  private static let mostProducts = 1 << 29

  /// The same with symbols, where there are none yet: one for each value, and where errors are not 0 one for each
  /// error; nil where a layer's forms would be too large, or an error is unknown.
  private func withSymbols(for layer: PairedLayer) -> BoxState? {
    let isExact = zip(errors.centers, errors.slacks).allSatisfy { $0 == 0 && $1 == 0 }
    let hasSymbols = values.symbolCount > 0
    let symbolCount = hasSymbols ? values.symbolCount : (isExact ? 1 : 2) * values.count
    guard layer.rowCount * symbolCount <= Self.mostCoefficients,
      layer.rowCount * values.count * symbolCount <= Self.mostProducts
    else { return nil }
    if hasSymbols { return self }
    let known = intervals
    guard known.allSatisfy(\.isFinite) else { return nil }
    return BoxState(
      values: AffineForms(
        centers: ranges.map { ($0.lowerBound + $0.upperBound) / 2 },
        radii: ranges.map { ($0.upperBound - $0.lowerBound) / 2 },
        symbolCount: symbolCount
      ),
      ranges: ranges,
      errors: isExact
        ? AffineForms(exactly: errors.centers, symbolCount: symbolCount)
        : AffineForms(
          centers: errors.centers,
          radii: errors.slacks,
          from: values.count,
          symbolCount: symbolCount
        )
    )
  }

  /// V h + b, and (V h + b) − (W H + B) = W d − E h − (B − b).
  private init(sumsOf layer: PairedLayer, _ state: BoxState) {
    let coefficients = layer.coefficients
    var values = state.values.times(coefficients.fixed)
    var errors = state.errors.times(coefficients.float)
    errors.add(state.values, times: coefficients.residue, factor: -1)
    let magnitude = state.values.largestMagnitude + state.errors.largestMagnitude
    var ranges: [ClosedRange<Double>] = []
    for row in 0..<layer.rowCount {
      let (bias, floatBias) = (coefficients.fixedBiases[row], coefficients.floatBiases[row])
      values.shift(row, by: bias)
      errors.shift(row, by: -layer.biasResidue(row))
      let rounding =
        layer.slack * (layer.norms[row] * magnitude + abs(bias) + abs(floatBias))
      values.addSlack(layer.norms[row] * state.values.largestSlack + rounding, to: row)
      errors.addSlack(
        layer.norms[row] * state.errors.largestSlack
          + layer.residueNorms[row] * state.values.largestSlack + rounding,
        to: row
      )
      let interval = coefficients.fixed.row(row).dotProduct(state.ranges, plus: bias)
        .widened(by: rounding)
      ranges.append(values.range(row).narrowed(to: interval))
    }
    self.init(values: values, ranges: ranges, errors: errors)
  }

  /// New values and errors; the values' new symbols come before the errors'.
  func combined(
    _ values: [AffineForms.Combination],
    _ errors: [AffineForms.Combination],
    _ ranges: [ClosedRange<Double>]
  ) -> BoxState {
    let added = 2 * values.count
    let isLarge = values.count * (self.values.symbolCount + added) > Self.mostCoefficients
    let forms =
      isLarge
      ? self.values.combinedWithoutSymbols(values) : self.values.combined(values, added: added)
    return BoxState(
      values: forms,
      ranges: ranges.indices.map { forms.range($0).narrowed(to: ranges[$0]) },
      errors: isLarge
        ? self.errors.combinedWithoutSymbols(errors)
        : self.errors.combined(errors, offset: values.count, added: added)
    )
  }
}

extension ArraySlice<Double> {
  /// The interval of bias + Σ weight · value.
  fileprivate func dotProduct(
    _ ranges: [ClosedRange<Double>],
    plus bias: Double
  ) -> ClosedRange<Double> {
    var (lower, upper) = (bias, bias)
    for (weight, range) in zip(self, ranges) {
      lower += weight * (weight >= 0 ? range.lowerBound : range.upperBound)
      upper += weight * (weight >= 0 ? range.upperBound : range.lowerBound)
    }
    return lower...upper
  }
}
