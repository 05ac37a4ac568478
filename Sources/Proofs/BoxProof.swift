import FloatNetwork
import Quantization

/// What holds for every input of a box: the ranges of all numbers of the fixed-point network, and how
/// far its outputs can be from the float network's.
///
/// `Docs/proofs.md` has the theorems.
public struct BoxProof: Sendable {
  /// What is proved of one layer.
  public struct Layer: Sendable {
    /// For each row the interval that holds its sum at every place, and every partial sum in any order, in units of
    /// the sum: of a row of weights those of the accumulator. Without weights each channel is a row.
    public let sums: [ClosedRange<Double>]
    /// For each unit the interval that holds its pre-activation at every place in real units, before saturation.
    public let preActivations: [ClosedRange<Double>]
    /// For each unit the interval that holds what it gives.
    public let outputs: [ClosedRange<Double>]

    /// The units whose pre-activation may lie outside 16 bits; not below, where ReLU makes it 0 in any case, and not
    /// above where it has a cap.
    public var unitsThatMaySaturate: [Int] {
      preActivations.indices.filter {
        !isRectified && preActivations[$0].lowerBound < smallestValue - ulp
          || !isCapped && preActivations[$0].upperBound >= largestValue + ulp
      }
    }
    /// Whether the layer's activation makes 0 of what is negative.
    let isRectified: Bool
    /// Whether it has a cap.
    let isCapped: Bool
    /// The ReLU units that give 0 for every input.
    public let deadUnits: [Int]
    /// Whether 32 bits hold every sum and partial sum, for the inputs of the box.
    public var fits32: Bool {
      sums.allSatisfy { $0.lowerBound > -0x1p31 && $0.upperBound < 0x1p31 - 1 }
    }
  }

  /// The layers, the input's first.
  public let layers: [Layer]
  /// For each output a bound on |fixed − float|, in real units; for a softmax of the logits. Where it
  /// holds is said by `assumesNoSaturation`.
  public let outputBounds: [Double]
  /// Whether the bounds of errors hold only for runs in which nothing saturates, as some unit may.
  public let assumesNoSaturation: Bool
}

extension PairedNetwork {
  /// Proves what holds for every input of Q8.8 values in a box, which both networks get alike.
  ///
  /// - Parameter box: the smallest and the largest value of each input.
  public func proof(for box: [ClosedRange<Int16>]) -> BoxProof {
    precondition(box.count == inputCount)
    let layers = pass(over: box, saturates: true).proved
    let output = pass(over: box, saturates: false).output
    return BoxProof(
      layers: layers,
      outputBounds: output.intervals.map(\.range.largestMagnitude),
      assumesNoSaturation: layers.contains { !$0.unitsThatMaySaturate.isEmpty }
    )
  }

  private func pass(
    over box: [ClosedRange<Int16>],
    saturates: Bool
  ) -> (output: BoxState, proved: [BoxProof.Layer]) {
    var tensors = [BoxState(box)]
    var proved: [BoxProof.Layer] = []
    for (index, layer) in layers.enumerated() {
      let (next, layer) = BoxState.after(
        layer,
        reading: layer.form.sources.map { tensors[$0] },
        saturates: saturates,
        isLast: !saturates && index == layers.count - 1
      )
      tensors.append(next)
      proved.append(layer)
    }
    return (tensors[layers.count], proved)
  }
}

extension BoxProof.Layer {
  /// - Parameters:
  ///   - preActivations: of each value.
  ///   - outputs: likewise.
  init(
    _ layer: PairedLayer,
    sums: [ClosedRange<Double>],
    preActivations: [ClosedRange<Double>],
    outputs: [ClosedRange<Double>]
  ) {
    let units = preActivations.hulls(count: layer.unitCount)
    self.sums = sums
    self.preActivations = units
    self.outputs = outputs.hulls(count: layer.unitCount)
    isRectified = layer.activation.isRectified
    isCapped = layer.activation.isCapped
    deadUnits = isRectified ? units.indices.filter { units[$0].upperBound < ulp } : []
  }
}

extension PairedLayer {
  /// For each row the interval of every partial sum at every place, in units of the sum: each product is at least the
  /// smaller of 0 and what it can be, and at most the larger.
  ///
  /// With a = min(0, lowest) and b = max(0, highest) of what a coefficient v meets, min(0, v·a, v·b) is
  /// ½·(v·(a + b) − |v|·(b − a)), which are two products with the map.
  func accumulators(of sources: [[ClosedRange<Double>]]) -> [ClosedRange<Double>] {
    let ends = sources.map { $0.map { (min(0, $0.lowerBound), max(0, $0.upperBound)) } }
    let centers = maps.fixed.times(ends.map { $0.map { ($0.0 + $0.1) / 2 } })
    let radii = maps.fixed.absoluteTimes(ends.map { $0.map { ($0.1 - $0.0) / 2 } })
    let largest = ends.joined().reduce(0) { max($0, $1.1, -$1.0) }
    let slacks = slacks(magnitude: largest)
    let ranges = centers.indices.map { sum in
      let (scale, row) = (sumScales[sum] / ulp, sum % rowCount)
      let bias = coefficients.fixedBiases[row]
      let lowest = min(0, bias) + centers[sum] - radii[sum] - slacks[row]
      let highest = max(0, bias) + centers[sum] + radii[sum] + slacks[row]
      return lowest * scale...highest * scale + (sumsAreRounded ? sumScales[sum] / 2 : 0)
    }
    return ranges.hulls(count: rowCount)
  }
}

extension [ClosedRange<Double>] {
  /// Of values that stand place by place, the hull of each at all places.
  fileprivate func hulls(count: Int) -> [ClosedRange<Double>] {
    var hulls = Array(prefix(count))
    for index in indices.dropFirst(count) {
      let (hull, other) = (hulls[index % count], self[index])
      hulls[index % count] =
        Swift.min(hull.lowerBound, other.lowerBound)...Swift.max(hull.upperBound, other.upperBound)
    }
    return hulls
  }
}

extension ClosedRange<Double> {
  /// The part that both share; where rounding left none, the other.
  func narrowed(to other: ClosedRange<Double>) -> ClosedRange<Double> {
    overlaps(other) ? clamped(to: other) : other
  }

  func widened(by value: Double) -> ClosedRange<Double> { lowerBound - value...upperBound + value }
}
