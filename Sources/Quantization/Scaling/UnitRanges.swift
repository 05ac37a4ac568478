public import FloatNetwork

/// What the pre-activations of a network's units were found to be, and are proved to be, in float; for maxout
/// those of the largest piece. By layer and unit.
public struct UnitRanges: Sendable {
  /// On samples; nil by layer where there are none.
  public let sampled: [[ClosedRange<Double>]?]
  /// On samples and the extremes that a search found inside the inputs' box.
  public let searched: [[ClosedRange<Double>]?]
  /// For every input of the box, by interval arithmetic.
  public let proved: [[ClosedRange<Double>]]

  /// Looks for them.
  ///
  /// - Parameters:
  ///   - samples: inputs in the network's own units; may be empty.
  ///   - box: the values that inputs can have.
  /// - Throws: `ScalingError` where a sample, or what the network makes of it, is not finite.
  public init(
    of network: Network,
    samples: [[Float]],
    box: InputBox
  ) throws(ScalingError) {
    proved = network.provedRanges(in: box)
    var extremes = ExtremeSearch(network, box: box)
    for (index, sample) in samples.enumerated() {
      if let input = sample.firstIndex(where: { !$0.isFinite }) {
        throw ScalingError(what: "input \(input) of sample \(index)", value: Double(sample[input]))
      }
      try extremes.add(sample: sample.map(Double.init))
    }
    guard !samples.isEmpty else {
      sampled = network.layers.map { _ in nil }
      searched = sampled
      return
    }
    sampled = extremes.ranges
    extremes.search()
    searched = extremes.ranges
  }
}

extension Network {
  /// The intervals of all units' pre-activations for every input of a box.
  fileprivate func provedRanges(in box: InputBox) -> [[ClosedRange<Double>]] {
    var values = box.ranges
    return layers.map { layer in
      let keep = isDropoutFolded ? 1 : 1 - layer.inputDropout
      let rows = (0..<layer.rowCount).map { layer.range(ofRow: $0, for: values, keep: keep) }
      let pieces = layer.activation.pieces
      let units = stride(from: 0, to: rows.count, by: pieces).map { first in
        let of = rows[first..<first + pieces]
        return (of.map(\.lowerBound).max() ?? 0)...(of.map(\.upperBound).max() ?? 0)
      }
      values = units.map { layer.activation.range($0) }
      return units
    }
  }
}

extension NetworkLayer {
  /// The interval of one row's sum, widened by the rounding of Float64.
  fileprivate func range(
    ofRow row: Int,
    for values: [ClosedRange<Double>],
    keep: Double
  ) -> ClosedRange<Double> {
    var (lower, upper) = (Double(biases[row]), Double(biases[row]))
    var magnitude = abs(lower)
    for (column, range) in values.enumerated() {
      let weight = Double(weights[row * inputCount + column]) * keep
      lower += weight * (weight >= 0 ? range.lowerBound : range.upperBound)
      upper += weight * (weight >= 0 ? range.upperBound : range.lowerBound)
      magnitude += abs(weight) * range.largestMagnitude
    }
    let slack = magnitude * summationSlack(terms: inputCount)
    guard (upper - lower).isFinite else { return -.infinity ... .infinity }
    return lower - slack...upper + slack
  }
}

extension Activation {
  /// What it makes of an interval of pre-activations.
  fileprivate func range(_ z: ClosedRange<Double>) -> ClosedRange<Double> {
    switch self {
    case .linear, .maxout: z
    case .relu: max(0, z.lowerBound)...max(0, z.upperBound)
    case .sigmoid: (0.0)...1
    case .tanh: -1...1
    case .softmax: (0.0)...1
    }
  }
}
