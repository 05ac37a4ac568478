public import FloatNetwork
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
  /// Row i, column j: by how much the fixed network can favour class i over class j more than the float
  /// network does.
  public let pairBounds: [[Double]]
  /// Whether the bounds of errors hold only for runs in which nothing saturates, as some unit may.
  public let assumesNoSaturation: Bool

  /// The margin, in ulps, beyond which the class is certainly that of the float network.
  public var certifiedMargin: Double {
    (pairBounds.joined().max() ?? 0) / ulp
  }

  /// The smallest lead of a class, in whole ulps, that certifies it whatever the other class is; 0 where
  /// no lead that Q8.8 can express does.
  public var certifiedLead: UInt32 {
    let lead = certifiedMargin.rounded(.down) + 1
    return lead < 65_536 ? UInt32(lead) : 0
  }

  /// Whether the float network certainly gives the same answer.
  ///
  /// - Parameters:
  ///   - answer: what is read from the outputs.
  ///   - scores: what a class is taken from: the logits before a softmax, otherwise the outputs; in words.
  ///     No pre-activation of the run may have been saturated where `assumesNoSaturation`.
  ///   - outputExponent: a value is word · 2^(outputExponent − 8).
  ///   - endsInSoftmax: then the bounds are those of logits, and say nothing of a threshold.
  public func certifies(
    _ answer: Answer,
    scores: [Int16],
    outputExponent: Int,
    endsInSoftmax: Bool
  ) -> Bool {
    let values = scores.map { Double($0) * ulp }
    switch answer {
    case .values: return false
    case .largest: return leads(indexOfLargest(values), values, sign: 1)
    case .smallest: return leads(indexOfLargest(values.map { -$0 }), values, sign: -1)
    case .threshold(let threshold):
      let limit = threshold * power(-outputExponent)
      return !endsInSoftmax
        && values.indices.allSatisfy { abs(values[$0] - limit) > outputBounds[$0] }
    }
  }

  /// Whether a class leads each other one by more than both networks' difference.
  private func leads(_ classIndex: Int, _ values: [Double], sign: Double) -> Bool {
    values.indices.allSatisfy { other in
      other == classIndex
        || sign * (values[classIndex] - values[other])
          > (sign > 0 ? pairBounds[classIndex][other] : pairBounds[other][classIndex])
    }
  }
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
      pairBounds: (0..<errors.count).map { first in
        (0..<errors.count).map { second in
          first == second ? 0 : max(0, errors.range(first, minus: second).upperBound)
        }
      },
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
