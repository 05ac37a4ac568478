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
    for (index, sample) in samples.enumerated() {
      guard let input = sample.firstIndex(where: { !$0.isFinite }) else { continue }
      throw ScalingError(what: "input \(input) of sample \(index)", value: Double(sample[input]))
    }
    guard !samples.isEmpty else {
      sampled = network.layers.map { _ in nil }
      searched = sampled
      return
    }
    guard network.isChainOfDenseLayers else {
      sampled = try network.sampledRanges(samples)
      searched = sampled
      return
    }
    var extremes = ExtremeSearch(network, box: box)
    for sample in samples { try extremes.add(sample: sample.map(Double.init)) }
    sampled = extremes.ranges
    extremes.search()
    searched = extremes.ranges
  }
}

extension Network {
  /// What the units' pre-activations are on samples, at any place.
  fileprivate func sampledRanges(
    _ samples: [[Float]]
  ) throws(ScalingError) -> [[ClosedRange<Double>]?] {
    var ranges: [[ClosedRange<Double>]] = []
    for (index, sample) in samples.enumerated() {
      let trace = referenceTrace(for: sample.map(Double.init))
      for (depth, layer) in layers.enumerated() {
        let values = layer.form.largest(of: trace[depth].preActivations)
        if let value = values.firstIndex(where: { !$0.isFinite }) {
          throw ScalingError(
            what: "value \(value) of layer \(depth + 1) for sample \(index)",
            value: values[value]
          )
        }
        let found = layer.form.channelRanges(of: values)
        if index == 0 {
          ranges.append(found)
        } else {
          ranges[depth] = zip(ranges[depth], found).map { [$0, $1].hull }
        }
      }
    }
    return ranges
  }

  /// The intervals of all units' pre-activations for every input of a box, at any place.
  fileprivate func provedRanges(in box: InputBox) -> [[ClosedRange<Double>]] {
    var tensors = [box.ranges]
    return layers.map { layer in
      let keep = isDropoutFolded ? 1 : 1 - layer.inputDropout
      let values = layer.ranges(for: layer.sources.map { tensors[$0] }, keep: keep)
      tensors.append(values.map { layer.activation.range($0) })
      return stride(from: 0, to: layer.unitCount, by: 1).map { channel in
        stride(from: channel, to: values.count, by: layer.unitCount).lazy.map { values[$0] }.hull
      }
    }
  }
}

extension LayerForm {
  /// The range of each channel of what the layer gives.
  fileprivate func channelRanges(of values: [Double]) -> [ClosedRange<Double>] {
    var ranges = (0..<unitCount).map { values[$0]...values[$0] }
    for (index, value) in values.enumerated() {
      ranges[index % unitCount] = ranges[index % unitCount].including(value)
    }
    return ranges
  }
}

extension NetworkLayer {
  /// The intervals of the values' pre-activations, widened by the rounding of Float64.
  fileprivate func ranges(
    for inputs: [[ClosedRange<Double>]],
    keep: Double
  ) -> [ClosedRange<Double>] {
    switch form.kind {
    case .dense, .convolution, .depthwise:
      let rows = sumRanges(for: inputs[0], keep: keep)
      let pieces = activation.pieces
      guard pieces > 1 else { return rows }
      return stride(from: 0, to: rows.count, by: pieces).map { first in
        let of = rows[first..<first + pieces]
        return (of.map(\.lowerBound).max() ?? 0)...(of.map(\.upperBound).max() ?? 0)
      }
    case .maxPooling:
      return (0..<valueCount).map { value in
        let places = form.candidates(ofValue: value).map { inputs[0][$0] }
        return (places.map(\.lowerBound).max() ?? 0)...(places.map(\.upperBound).max() ?? 0)
      }
    case .averagePooling:
      return (0..<valueCount).map { value in
        let (position, channel) = value.quotientAndRemainder(dividingBy: unitCount)
        let places = form.places(at: position).map { inputs[0][$0.index + channel] }
        let divisor = Double(form.divisor(at: position))
        let slack = places.reduce(0) { $0 + $1.largestMagnitude } * 0x1p-40
        return (places.reduce(0) { $0 + $1.lowerBound } - slack)
          / divisor...(places.reduce(0) {
            $0 + $1.upperBound
          } + slack) / divisor
      }
    case .addition:
      return zip(inputs[0], inputs[1]).map { first, second in
        let slack = (first.largestMagnitude + second.largestMagnitude) * 0x1p-50
        return first.lowerBound + second.lowerBound - slack...first.upperBound + second.upperBound
          + slack
      }
    }
  }

  /// The interval of each row's sum at each place.
  private func sumRanges(
    for values: [ClosedRange<Double>],
    keep: Double
  ) -> [ClosedRange<Double>] {
    (0..<form.output.placeCount).flatMap { position in
      let taps = form.taps(at: position)
      return (0..<rowCount).map { row in
        let channel = form.kind.isDepthwise ? form.channel(ofRow: row) : 0
        return range(
          ofRow: row,
          taps.lazy.map { ($0.column, values[$0.input + channel]) },
          keep: keep
        )
      }
    }
  }

  /// The interval of one row's sum.
  private func range(
    ofRow row: Int,
    _ inputs: some Sequence<(column: Int, range: ClosedRange<Double>)>,
    keep: Double
  ) -> ClosedRange<Double> {
    var (lower, upper) = (Double(biases[row]), Double(biases[row]))
    var magnitude = abs(lower)
    for (column, range) in inputs {
      let weight = Double(weights[row * columnCount + column]) * keep
      lower += weight * (weight >= 0 ? range.lowerBound : range.upperBound)
      upper += weight * (weight >= 0 ? range.upperBound : range.lowerBound)
      magnitude += abs(weight) * range.largestMagnitude
    }
    let slack = magnitude * summationSlack(terms: columnCount)
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
    case .cappedRelu(let cap): min(cap, max(0, z.lowerBound))...min(cap, max(0, z.upperBound))
    case .table(let function): function.values(on: z).map { $0...$0 }.hull
    case .sigmoid: (0.0)...1
    case .tanh: -1...1
    case .softmax: (0.0)...1
    }
  }
}
