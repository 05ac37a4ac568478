import FloatNetwork
import Quantization

/// What holds for every input of a box: the ranges of all numbers of the fixed-point network, and how
/// far its outputs can be from the float network's.
///
/// `Docs/proofs.md` has the theorems.
public struct BoxProof: Sendable {
  /// What is proved of one layer.
  public struct Layer: Sendable {
    /// For each row the interval that holds its sum, and every partial sum in any order, in units of
    /// the accumulator.
    public let sums: [ClosedRange<Double>]
    /// For each unit the interval that holds its pre-activation in real units, before saturation.
    public let preActivations: [ClosedRange<Double>]
    /// For each unit the interval that holds what it gives.
    public let outputs: [ClosedRange<Double>]

    /// The units whose pre-activation may lie outside 16 bits; not below, where ReLU makes it 0 in any case.
    public var unitsThatMaySaturate: [Int] {
      preActivations.indices.filter {
        !isRectified && preActivations[$0].lowerBound < smallestValue - ulp
          || preActivations[$0].upperBound >= largestValue + ulp
      }
    }
    /// Whether the layer's activation is ReLU.
    let isRectified: Bool
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
    var ranges = BoxState(box)
    var layers: [BoxProof.Layer] = []
    for layer in self.layers {
      let (next, proved) = ranges.after(layer, saturates: true)
      layers.append(proved)
      ranges = next
    }
    let mayReachTheEnds = layers.contains { !$0.unitsThatMaySaturate.isEmpty }
    var state = BoxState(box)
    for (index, layer) in self.layers.enumerated() {
      state = state.after(layer, saturates: false, isLast: index == self.layers.count - 1).next
    }
    let errors = state.errors
    return BoxProof(
      layers: layers,
      outputBounds: (0..<errors.count).map { errors.range($0).largestMagnitude },
      assumesNoSaturation: mayReachTheEnds
    )
  }
}

extension ClosedRange<Double> {
  /// The part that both share; where rounding left none, the other.
  func narrowed(to other: ClosedRange<Double>) -> ClosedRange<Double> {
    overlaps(other) ? clamped(to: other) : other
  }

  func widened(by value: Double) -> ClosedRange<Double> { lowerBound - value...upperBound + value }
}
