import FloatNetwork
import Quantization
import Foundation

/// The values of the fixed-point network at one place, for all inputs of a box, and how much they
/// differ from the float network's, as affine forms in the same symbols: one an input, and then for
/// each unit one for what its value and one for what its error lost in a relaxation.
struct BoxState {
  /// The fixed-point values h.
  let values: AffineForms
  /// Intervals that hold them; never wider than those of the forms.
  let ranges: [ClosedRange<Double>]
  /// d = h − H.
  let errors: AffineForms

  /// Inputs, exact in both networks.
  init(_ box: [ClosedRange<Int16>]) {
    ranges = box.map { Double($0.lowerBound) * ulp...Double($0.upperBound) * ulp }
    values = AffineForms(
      centers: ranges.map { ($0.lowerBound + $0.upperBound) / 2 },
      radii: ranges.map { ($0.upperBound - $0.lowerBound) / 2 }
    )
    errors = AffineForms(
      exactly: Array(repeating: 0, count: box.count),
      symbolCount: values.symbolCount
    )
  }

  private init(values: AffineForms, ranges: [ClosedRange<Double>], errors: AffineForms) {
    self.values = values
    self.ranges = ranges
    self.errors = errors
  }

  /// - Parameters:
  ///   - saturates: whether pre-activations may leave Q8.8 and are saturated; otherwise runs in which
  ///     one does are left out.
  ///   - isLast: whether a softmax is left out, as classes are taken before it.
  func after(
    _ layer: PairedLayer,
    saturates: Bool,
    isLast: Bool = false
  ) -> (next: BoxState, proved: BoxProof.Layer) {
    let isLarge =
      layer.rowCount * values.symbolCount > Self.mostCoefficients
      || layer.rowCount * layer.inputCount * values.symbolCount > Self.mostProducts
    let sums = BoxState(sumsOf: layer, isLarge ? collapsed : self)
    let accumulators = accumulatorRanges(layer)
    let units = layer.activation.pieces > 1 ? sums.largestPieces(layer.activation.pieces) : sums
    let half = layer.sumsAreRounded ? ulp / 2 : 0
    let preActivations = units.ranges.map { $0.widened(by: half) }
    let rounded = units.rounded(
      half,
      saturates: saturates,
      isRectified: layer.activation == .relu
    )
    let next =
      isLast && layer.activation == .softmax ? rounded : rounded.applying(layer.activation)
    let dead =
      layer.activation == .relu
      ? preActivations.indices.filter { preActivations[$0].upperBound < ulp } : []
    return (
      next,
      BoxProof.Layer(
        sums: accumulators,
        preActivations: preActivations,
        outputs: next.ranges,
        isRectified: layer.activation == .relu,
        deadUnits: dead
      )
    )
  }

  /// Beyond this, 64 MB, forms are replaced by intervals.
  private static let mostCoefficients = 1 << 23
  /// And where a layer's products with them would take more than about a second.
  private static let mostProducts = 1 << 29

  private var collapsed: BoxState {
    BoxState(values: values.collapsed, ranges: ranges, errors: errors.collapsed)
  }

  /// V h + b, and (V h + b) − (W H + B) = W d − E h − (B − b).
  private init(sumsOf layer: PairedLayer, _ state: BoxState) {
    var values = state.values.times(layer.fixed)
    var errors = state.errors.times(layer.float)
    errors.add(state.values, times: layer.residue, factor: -1)
    let magnitude = state.values.largestMagnitude + state.errors.largestMagnitude
    var ranges: [ClosedRange<Double>] = []
    for row in 0..<layer.rowCount {
      let bias = layer.fixedBiases[row]
      values.shift(row, by: bias)
      errors.shift(row, by: -layer.biasResidue(row))
      let rounding =
        layer.slack * (layer.norms[row] * magnitude + abs(bias) + abs(layer.floatBiases[row]))
      values.addSlack(layer.norms[row] * state.values.largestSlack + rounding, to: row)
      errors.addSlack(
        layer.norms[row] * state.errors.largestSlack
          + layer.residueNorms[row] * state.values.largestSlack + rounding,
        to: row
      )
      let interval = layer.fixed.row(row).dotProduct(state.ranges, plus: bias).widened(by: rounding)
      ranges.append(values.range(row).narrowed(to: interval))
    }
    self.init(values: values, ranges: ranges, errors: errors)
  }

  /// For each row the interval of every partial sum, in units of the accumulator.
  private func accumulatorRanges(_ layer: PairedLayer) -> [ClosedRange<Double>] {
    (0..<layer.rowCount).map { row in
      let scale = layer.accumulatorScales[row]
      let half = layer.sumsAreRounded ? scale * ulp / 2 : 0
      let bias = layer.fixedBiases[row] * scale
      var (lowest, highest) = (min(0, bias), max(0, bias) + half)
      for (weight, range) in zip(layer.fixed.row(row), ranges) {
        let products = [weight * range.lowerBound * scale, weight * range.upperBound * scale]
        lowest += min(0, products[0], products[1])
        highest += max(0, products[0], products[1])
      }
      return lowest...highest
    }
  }

  /// The largest of each unit's pieces.
  ///
  /// With p the piece that wins in fixed point and q the one in float, h − H = y_p − Z_q lies between
  /// d_q = y_q − Z_q and d_p = y_p − Z_p: between the errors of those pieces that can win.
  private func largestPieces(_ pieces: Int) -> BoxState {
    var valueParts: [AffineForms.Combination] = []
    var errorParts: [AffineForms.Combination] = []
    var largest: [ClosedRange<Double>] = []
    for start in stride(from: 0, to: ranges.count, by: pieces) {
      let rows = start..<start + pieces
      let base = rows.max { values.centers[$0] < values.centers[$1] } ?? start
      let rivals = rows.filter { row in
        guard row != base else { return false }
        let lead = values.range(row, minus: base).upperBound
        return lead >= 0 || lead - errors.range(row, minus: base).lowerBound >= 0
      }
      valueParts.append(pieceValue(base, rivals))
      errorParts.append(pieceError(base, rivals))
      let bounds = rows.map { ranges[$0] }
      largest.append(
        (bounds.map(\.lowerBound).max() ?? 0)...(bounds.map(\.upperBound).max() ?? 0)
      )
    }
    return combined(valueParts, errorParts, largest)
  }

  private func pieceValue(_ base: Int, _ rivals: [Int]) -> AffineForms.Combination {
    var part = values.part(base)
    if let rival = rivals.first, rivals.count == 1 {
      let lead = values.range(rival, minus: base)
      let relaxation = Relaxation.relu(lead)
      part.center +=
        relaxation.slope * (values.centers[rival] - values.centers[base]) + relaxation.offset
      part.terms = [(base, 1 - relaxation.slope), (rival, relaxation.slope)]
      part.noise = relaxation.noise
      part.slack += values.slacks[rival] + values.slacks[base]
    } else {
      let lead = rivals.map { values.range($0, minus: base).upperBound }.reduce(0, max)
      part.center += lead / 2
      part.noise = lead / 2
    }
    part.slack += (abs(part.center) + part.noise) * elementarySlack
    return part
  }

  private func pieceError(_ base: Int, _ rivals: [Int]) -> AffineForms.Combination {
    var part = errors.part(base)
    if let rival = rivals.first, rivals.count == 1 {
      part.center = (errors.centers[base] + errors.centers[rival]) / 2
      part.terms = [(base, 0.5), (rival, 0.5)]
      part.noise = errors.range(rival, minus: base).largestMagnitude / 2
      part.slack += errors.slacks[rival]
    } else {
      let changes = rivals.map { errors.range($0, minus: base) }
      let lowest = changes.map(\.lowerBound).reduce(0, min)
      let highest = changes.map(\.upperBound).reduce(0, max)
      part.center += (lowest + highest) / 2
      part.noise = (highest - lowest) / 2
    }
    part.slack += (abs(part.center) + part.noise) * elementarySlack
    return part
  }

  /// - Parameter isRectified: whether what lies below is made 0 next; a run in which it does saturates
  ///   nothing.
  private func rounded(_ half: Double, saturates: Bool, isRectified: Bool) -> BoxState {
    let limits = (isRectified ? -.infinity : smallestValue)...largestValue
    let units = ranges.indices
    let relaxations = units.map { unit in
      saturates ? Relaxation.saturation(ranges[unit].widened(by: half)) : .identity
    }
    return combined(
      units.map { values.part($0, relaxations[$0], roundingError: half) },
      units.map { unit in
        // What saturation changes, it changes in the fixed-point network alone.
        let range = ranges[unit].widened(by: half)
        let change =
          saturates
          ? clamped(range.upperBound) - range.upperBound...clamped(range.lowerBound)
            - range.lowerBound
          : 0...0
        var part = errors.part(unit)
        part.center += (change.lowerBound + change.upperBound) / 2
        part.noise = half + (change.upperBound - change.lowerBound) / 2
        part.slack += (abs(part.center) + part.noise) * elementarySlack
        return part
      },
      units.map { unit in
        let range = ranges[unit].widened(by: half)
        return saturates
          ? clamped(range.lowerBound)...clamped(range.upperBound)
          : range.overlaps(limits) ? range.clamped(to: limits) : largestValue...largestValue
      }
    )
  }

  private func applying(_ activation: Activation) -> BoxState {
    switch activation {
    case .linear, .maxout: self
    case .relu:
      applying(
        tableError: 0,
        { max(0, $0) },
        relaxation: Relaxation.relu,
        slopes: { ($0.lowerBound >= 0 ? 1 : 0)...($0.upperBound <= 0 ? 0 : 1) }
      )
    case .sigmoid:
      applying(
        tableError: ulp / 2,
        logistic,
        relaxation: Relaxation.sigmoid,
        slopes: { rangeOfSlopes(on: $0) { logistic($0) * logistic(-$0) } }
      )
    case .tanh:
      applying(
        tableError: ulp / 2,
        tanh,
        relaxation: Relaxation.hyperbolicTangent,
        slopes: { rangeOfSlopes(on: $0) { 1 - tanh($0) * tanh($0) } }
      )
    case .softmax: softmax()
    case .cappedRelu, .table: preconditionFailure("to come")
    }
  }

  private func applying(
    tableError: Double,
    _ function: (Double) -> Double,
    relaxation: (ClosedRange<Double>) -> Relaxation,
    slopes: (ClosedRange<Double>) -> ClosedRange<Double>
  ) -> BoxState {
    let units = ranges.indices
    return combined(
      units.map { unit in
        var part = values.part(unit, relaxation(ranges[unit]), roundingError: 0)
        part.noise += tableError
        return part
      },
      units.map { unit in
        let error = errors.range(unit)
        // Where z and z − d can be.
        let range =
          ranges[unit].lowerBound - max(0, error.upperBound)...ranges[unit].upperBound
          - min(0, error.lowerBound)
        let relaxation = Relaxation.difference(error, slopes: slopes(range))
        var part = errors.part(unit)
        part.center *= relaxation.slope
        part.terms = [(unit, relaxation.slope)]
        part.noise = relaxation.noise + tableError
        part.slack += (abs(part.center) + part.noise + 1) * elementarySlack
        return part
      },
      units.map { unit in
        let range = function(ranges[unit].lowerBound)...function(ranges[unit].upperBound)
        return tableError > 0 ? range.widened(by: tableError + elementarySlack) : range
      }
    )
  }

  /// |∂pᵢ/∂zⱼ| sums to 2p(1 − p), at most 1/2, over j.
  private func softmax() -> BoxState {
    let largest = (0..<errors.count).reduce(0) { max($0, errors.range($1).largestMagnitude) }
    let count = Double(errors.count)
    let shareError = (1 + 256 * (count * 0x1p-16 + 3 * 0x1p-14)) * ulp
    let noise = min(1, largest / 2 + shareError) * (1 + elementarySlack)
    let any = AffineForms.Combination(center: 0.5, terms: [], noise: 0.5, slack: 0)
    let error = AffineForms.Combination(center: 0, terms: [], noise: noise, slack: 0)
    return combined(
      ranges.map { _ in any },
      ranges.map { _ in error },
      ranges.map { _ in 0...1 }
    )
  }

  /// New values and errors; the values' new symbols come before the errors'.
  private func combined(
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

extension AffineForms {
  /// A form as it is, with room for the rounding of its center.
  fileprivate func part(_ index: Int) -> Combination {
    Combination(center: centers[index], terms: [(index, 1)], noise: 0, slack: slacks[index])
  }

  /// slope · (form ± rounding) + offset ± noise.
  fileprivate func part(
    _ index: Int,
    _ relaxation: Relaxation,
    roundingError: Double
  ) -> Combination {
    Combination(
      center: relaxation.slope * centers[index] + relaxation.offset,
      terms: [(index, relaxation.slope)],
      noise: relaxation.slope * roundingError + relaxation.noise,
      slack: slacks[index] + (abs(centers[index]) + abs(relaxation.offset)) * elementarySlack
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
