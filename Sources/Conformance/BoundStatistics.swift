import Proofs
import Quantization

/// What the bounds of single runs say, over the samples that they were computed for.
public struct BoundStatistics: Sendable {
  /// How many samples were to have bounds; of those with a saturated input nothing is known.
  public private(set) var sampleCount = 0
  /// The median of the bounds of all outputs, in ulps; infinite where no sample has one.
  public private(set) var median = 0.0
  /// The largest bound of an output, in ulps.
  public private(set) var largest = 0.0
  /// The median of bound / error over the outputs whose error is at least a hundredth of an ulp.
  public private(set) var medianTightness = 0.0
  /// For how many of the samples the fixed-point run alone proves the float network's answer.
  public private(set) var certifiedCount = 0
  /// The first layer, from 0, in whose units a bound says less than their values do: where the median of
  /// its units' bounds, median over the runs, is more than the median spread of its units' values over the
  /// samples. Nil where there is none.
  public private(set) var lostLayer: Int?

  private var bounds: [Float] = []
  private var ratios: [Float] = []
  /// For each layer the median of each run's bounds.
  private var layerMedians: [[Double]]
  /// For each layer and unit the smallest and the largest word it gives.
  private var ranges: [[ClosedRange<Int16>?]]

  init(of network: QuantizedNetwork) {
    layerMedians = network.layers.map { _ in [] }
    ranges = network.layers.map { Array(repeating: nil, count: $0.unitCount) }
  }

  mutating func add(_ run: SampleRun) {
    for (index, layer) in run.trace.layers.enumerated() {
      for (value, word) in layer.outputs.enumerated() {
        let unit = value % ranges[index].count
        let range = ranges[index][unit] ?? word...word
        ranges[index][unit] = min(range.lowerBound, word)...max(range.upperBound, word)
      }
    }
    guard run.hasBounds else { return }
    sampleCount += 1
    guard let run = run.bounds.map({ (bounds: $0, errors: run.errorsInUlps) }) else {
      bounds += run.output.map { _ in .infinity }
      return
    }
    if run.bounds.isCertified { certifiedCount += 1 }
    for (index, error) in run.errors.enumerated() {
      let bound = run.bounds.bound(ofOutput: index)
      bounds.append(Float(bound))
      largest = max(largest, bound)
      if error >= 0.01 { ratios.append(Float(bound / error)) }
    }
    for (index, units) in run.bounds.unitBounds.enumerated() {
      layerMedians[index].append(middle(of: units))
    }
  }

  /// What can be said once all samples are known.
  mutating func finish() {
    median = Double(middle(of: bounds))
    medianTightness = Double(middle(of: ratios))
    lostLayer = layerMedians.indices.first { index in
      let spreads = ranges[index].compactMap {
        $0.map { Double($0.upperBound) - Double($0.lowerBound) }
      }
      return middle(of: layerMedians[index]) > middle(of: spreads.filter { $0 > 0 })
    }
    (bounds, ratios) = ([], [])
    layerMedians = layerMedians.map { _ in [] }
  }
}

/// The median, the upper one of two; 0 of no values.
private func middle<Value: BinaryFloatingPoint>(of values: [Value]) -> Value {
  values.isEmpty ? 0 : values.sorted()[values.count / 2]
}
