import Quantization

/// What follows the sums of a layer, in affine forms.
extension BoxState {
  /// The largest of each unit's pieces.
  ///
  /// With p the piece that wins in fixed point and q the one in float, h − H = y_p − Z_q lies between
  /// d_q = y_q − Z_q and d_p = y_p − Z_p: between the errors of those pieces that can win.
  func largestPieces(_ candidates: [[Int]]) -> BoxState {
    var valueParts: [AffineForms.Combination] = []
    var errorParts: [AffineForms.Combination] = []
    var largest: [ClosedRange<Double>] = []
    for rows in candidates {
      let base = rows.max { values.centers[$0] < values.centers[$1] } ?? rows[0]
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

  /// Rounds, and saturates or leaves out runs in which a unit would be.
  func rounded(_ layer: PairedLayer, saturates: Bool) -> BoxState {
    let half = layer.sumsAreRounded ? ulp / 2 : 0
    let limits = layer.activation.limits
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

  func applying(_ activation: PairedActivation) -> BoxState {
    if activation.isSoftmax { return softmax() }
    let hull = ranges.dropFirst().reduce(ranges[0]) {
      min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
    }
    guard let activation = BoxActivation.of(activation, on: hull) else { return self }
    let units = ranges.indices
    return combined(
      units.map { unit in
        let activation = activation(unit)
        var part = values.part(unit, activation.relaxation(ranges[unit]), roundingError: 0)
        part.noise += activation.noise
        return part
      },
      units.map { errorPart($0, activation($0)) },
      units.map { activation($0).values(ranges[$0]) }
    )
  }

  private func errorPart(_ unit: Int, _ activation: BoxActivation) -> AffineForms.Combination {
    let (range, error) = (ranges[unit], errors.range(unit))
    let slopes = activation.slopes(range.arguments(Interval(error)))
    let residue = activation.residue(range)
    guard slopes.isFinite, residue.isFinite else {
      return AffineForms.Combination(
        any: Interval(activation.values(range))
          - activation.float((Interval(range) - Interval(error)).range)
      )
    }
    let relaxation = Relaxation.difference(error, slopes: slopes.range)
    var part = errors.part(unit)
    part.center = part.center * relaxation.slope + residue.middle
    part.terms = [(unit, relaxation.slope)]
    part.noise = relaxation.noise + residue.width / 2
    part.slack =
      part.slack * max(1, abs(relaxation.slope))
      + (abs(part.center) + part.noise + 1) * elementarySlack
    return part
  }

  private func softmax() -> BoxState {
    let largest = (0..<errors.count).reduce(0) { max($0, errors.range($1).largestMagnitude) }
    let noise = softmaxNoise(largest, errors.count)
    let any = AffineForms.Combination(center: 0.5, terms: [], noise: 0.5, slack: 0)
    let error = AffineForms.Combination(center: 0, terms: [], noise: noise, slack: 0)
    return combined(
      ranges.map { _ in any },
      ranges.map { _ in error },
      ranges.map { _ in 0...1 }
    )
  }
}

extension AffineForms.Combination {
  /// Anything of an interval.
  fileprivate init(any interval: Interval) {
    let center = interval.middle
    let radius = max(interval.upper - center, center - interval.lower)
    self.init(center: center, terms: [], noise: radius * (1 + 0x1p-50), slack: 0)
  }
}

extension AffineForms {
  /// Intervals without symbols; what is not finite is anything.
  init(intervals: [Interval]) {
    let centers = intervals.map { $0.isFinite ? $0.middle : 0 }
    self.init(
      exactly: centers,
      slacks: zip(intervals, centers).map { max($0.upper - $1, $1 - $0.lower) * (1 + 0x1p-50) }
    )
  }

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
