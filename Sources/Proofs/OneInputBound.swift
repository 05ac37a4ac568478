import FloatNetwork
import Quantization
import Foundation
import HalfwordRuntime

/// What a fixed-point network may give for one input, by running error analysis.
///
/// `Docs/proofs.md` has the theorem.
public struct OneInputBound: Sendable {
  /// The float network's outputs, in units of 256 ulps of the outputs.
  public let reference: [Double]
  /// The outputs that a correct implementation may give, in ulps of Q8.8.
  public let allowed: [ClosedRange<Int>]

  /// How far an allowed output may be from the reference, in ulps.
  public func bound(ofOutput index: Int) -> Double {
    let exact = reference[index] / ulp
    return max(exact - Double(allowed[index].lowerBound), Double(allowed[index].upperBound) - exact)
  }

  /// The outputs that no correct implementation gives.
  public func violations(in output: [Int16]) -> [Int] {
    output.indices.filter { !allowed[$0].contains(Int(output[$0])) }
  }
}

extension PairedNetwork {
  /// Bounds every output of the fixed-point network for one input.
  ///
  /// - Parameters:
  ///   - input: what the float network gets, in its own units.
  ///   - quantized: the words of it that the fixed-point network gets.
  /// - Precondition: `input` has as many values as the networks take, all of them finite.
  public func bound(for input: [Float], quantized: [Int16]) -> OneInputBound {
    precondition(input.count == inputCount && quantized.count == inputCount)
    let places = zip(input, inputScales).map { $1.position(of: Double($0)) * ulp }
    var state = ErrorState(
      reference: places,
      referenceSlack: offsetSlack(places),
      errors: AffineForms(exactly: zip(places, quantized).map { Double($1) * ulp - $0 })
    )
    for layer in layers { state = state.after(layer) }
    let allowed = zip(0..., state.reference).map { index, value in
      allowedOutputs(around: value, state.errors.range(index), slack: state.referenceSlack)
    }
    return OneInputBound(reference: state.reference, allowed: allowed)
  }

  /// How far places may be from the exact ones: a difference of a value and an offset is rounded once.
  private func offsetSlack(_ places: [Double]) -> Double {
    zip(places, inputScales).reduce(0) { $1.1.offset == 0 ? $0 : max($0, abs($1.0) * 0x1p-52) }
  }

  /// The whole ulps in reference + errors, inside Q8.8.
  private func allowedOutputs(
    around reference: Double,
    _ errors: ClosedRange<Double>,
    slack: Double
  ) -> ClosedRange<Int> {
    let rounding = slack + abs(reference) * 0x1p-50
    let lowest = (clamped(reference + errors.lowerBound - rounding) / ulp).rounded(.up)
    let highest = (clamped(reference + errors.upperBound + rounding) / ulp).rounded(.down)
    return Int(min(lowest, highest))...Int(max(lowest, highest))
  }
}

/// The float network's values at one place, and by how much the fixed-point network's differ.
private struct ErrorState {
  /// As computed in Float64.
  let reference: [Double]
  /// How far each of them may be from the exact value.
  let referenceSlack: Double
  /// Fixed − exact.
  let errors: AffineForms

  func after(_ layer: PairedLayer) -> ErrorState {
    let z = ErrorState(before: layer, self)
    let unit = layer.activation.pieces > 1 ? z.largestPieces(layer) : z
    let rounded = unit.rounded(sumsAreRounded: layer.sumsAreRounded)
    return switch layer.activation {
    case .linear, .maxout: rounded
    case .relu: rounded.applying(.relu, to: { max(0, $0) }, tableError: 0)
    case .sigmoid: rounded.applying(.sigmoid, to: logistic, tableError: ulp / 2)
    case .tanh: rounded.applying(.tanh, to: { tanh($0) }, tableError: ulp / 2)
    case .softmax: rounded.softmax()
    }
  }

  init(reference: [Double], referenceSlack: Double, errors: AffineForms) {
    self.reference = reference
    self.referenceSlack = referenceSlack
    self.errors = errors
  }

  /// The sums of a layer, before they are rounded: (V h + b) − (W H + B) = V (h − H) − E H − (B − b).
  private init(before layer: PairedLayer, _ state: ErrorState) {
    let largest = state.reference.reduce(0) { max($0, abs($1)) }
    var z = layer.float.times(state.reference)
    let change = layer.residue.times(state.reference)
    var errors = state.errors.times(layer.fixed)
    let errorMagnitude = state.errors.largestMagnitude
    var worstSlack = 0.0
    for row in z.indices {
      z[row] += layer.floatBiases[row]
      errors.shift(row, by: -change[row] - layer.biasResidue(row))
      let bias = abs(layer.floatBiases[row]) + abs(layer.fixedBiases[row])
      let rounding = layer.slack * (layer.norms[row] * (largest + errorMagnitude) + bias)
      errors.addSlack(
        layer.norms[row] * state.errors.largestSlack
          + layer.residueNorms[row] * state.referenceSlack + rounding,
        to: row
      )
      worstSlack = max(worstSlack, layer.norms[row] * state.referenceSlack + rounding)
    }
    self.init(reference: z, referenceSlack: worstSlack * (1 + 0x1p-50), errors: errors)
  }

  /// The largest piece of each unit.
  private func largestPieces(_ layer: PairedLayer) -> ErrorState {
    let pieces = layer.activation.pieces
    var reference: [Double] = []
    var parts: [AffineForms.Combination] = []
    for start in stride(from: 0, to: self.reference.count, by: pieces) {
      let rows = start..<start + pieces
      let largest = rows.map { self.reference[$0] }.max() ?? 0
      reference.append(largest)
      parts.append(largestPiece(of: rows, largest: largest))
    }
    return ErrorState(
      reference: reference,
      referenceSlack: referenceSlack,
      errors: errors.combined(parts)
    )
  }

  private func largestPiece(of rows: Range<Int>, largest: Double) -> AffineForms.Combination {
    let fixed = { (row: Int) in reference[row] + errors.centers[row] }
    let base = rows.max { fixed($0) < fixed($1) } ?? rows.lowerBound
    var part = AffineForms.Combination(
      center: errors.centers[base] + reference[base] - largest,
      terms: [(base, 1)],
      noise: 0,
      slack: errors.slacks[base] + 2 * referenceSlack + abs(largest) * 0x1p-48
    )
    // How far each of the others may be above the base.
    var rivals: [(row: Int, lead: ClosedRange<Double>)] = []
    for row in rows where row != base {
      let lead = errors.range(row, minus: base)
      let offset = reference[row] - reference[base]
      let slack = 2 * referenceSlack + abs(offset) * 0x1p-48
      let range = lead.lowerBound + offset - slack...lead.upperBound + offset + slack
      if range.upperBound > 0 { rivals.append((row, range)) }
    }
    if let rival = rivals.first, rivals.count == 1 {
      let relaxation = Relaxation.relu(rival.lead)
      part.center += relaxation.slope * (fixed(rival.row) - fixed(base)) + relaxation.offset
      part.terms = [(base, 1 - relaxation.slope), (rival.row, relaxation.slope)]
      part.noise = relaxation.noise
      part.slack += errors.slacks[rival.row] + errors.slacks[base] + 2 * referenceSlack
    } else if let lead = rivals.map(\.lead.upperBound).max() {
      part.center += lead / 2
      part.noise = lead / 2
    }
    return part
  }

  /// The sums rounded to Q8.8 and saturated.
  private func rounded(sumsAreRounded: Bool) -> ErrorState {
    let half = sumsAreRounded ? ulp / 2 : 0
    let parts = reference.indices.map { unit in
      let error = errors.range(unit)
      let z =
        reference[unit] + error.lowerBound - half - referenceSlack...reference[unit]
        + error.upperBound + half + referenceSlack
      return combination(unit, .saturation(z), roundingError: half, value: reference[unit])
    }
    return ErrorState(
      reference: reference,
      referenceSlack: referenceSlack,
      errors: errors.combined(parts)
    )
  }

  private enum UnaryFunction {
    case relu, sigmoid, tanh

    func relaxation(on range: ClosedRange<Double>) -> Relaxation {
      switch self {
      case .relu: .relu(range)
      case .sigmoid: .sigmoid(range)
      case .tanh: .hyperbolicTangent(range)
      }
    }
  }

  private func applying(
    _ function: UnaryFunction,
    to exact: (Double) -> Double,
    tableError: Double
  ) -> ErrorState {
    let values = reference.map(exact)
    let parts = reference.indices.map { unit in
      let error = errors.range(unit)
      let z =
        reference[unit] + error.lowerBound - referenceSlack...reference[unit] + error.upperBound
        + referenceSlack
      var part = combination(
        unit,
        function.relaxation(on: z),
        roundingError: 0,
        value: values[unit]
      )
      part.noise += tableError
      return part
    }
    return ErrorState(
      reference: values,
      // Every one of the functions has slopes of at most 1.
      referenceSlack: referenceSlack + (tableError > 0 ? elementarySlack : 0),
      errors: errors.combined(parts)
    )
  }

  /// slope · (reference + error ± rounding) + offset ± noise − value.
  private func combination(
    _ unit: Int,
    _ relaxation: Relaxation,
    roundingError: Double,
    value: Double
  ) -> AffineForms.Combination {
    let z = reference[unit] + errors.centers[unit]
    let magnitude = abs(z) + abs(reference[unit]) + abs(relaxation.offset) + abs(value) + 1
    return AffineForms.Combination(
      center: relaxation == .identity
        ? errors.centers[unit] + (reference[unit] - value)
        : relaxation.slope * z + relaxation.offset - value,
      terms: [(unit, relaxation.slope)],
      noise: relaxation.slope * roundingError + relaxation.noise,
      slack: relaxation.slope * errors.slacks[unit] + 2 * referenceSlack
        + (relaxation == .identity
          ? abs(errors.centers[unit]) * 0x1p-50 : magnitude * elementarySlack)
    )
  }

  /// The shares of a softmax of logits in Q8.8.
  private func softmax() -> ErrorState {
    let exact = Activation.softmax.reference(reference)
    let shares = SoftmaxShares(
      count: reference.count,
      differences: { first, second in
        let error = errors.range(first, minus: second)
        let difference = reference[first] - reference[second]
        let slack = 2 * referenceSlack + abs(difference) * 0x1p-50
        return error.lowerBound + difference - slack...error.upperBound + difference + slack
      },
      ranges: { unit in
        let error = errors.range(unit)
        return error.lowerBound + reference[unit] - referenceSlack...error.upperBound
          + reference[unit] + referenceSlack
      }
    )
    let parts = exact.indices.map { unit in
      let range = shares.range(of: unit)
      return AffineForms.Combination(
        center: (range.lowerBound + range.upperBound) / 2 - exact[unit],
        terms: [],
        noise: (range.upperBound - range.lowerBound) / 2,
        slack: elementarySlack
      )
    }
    return ErrorState(
      reference: exact,
      referenceSlack: 2 * referenceSlack + elementarySlack * Double(exact.count + 16),
      errors: errors.combined(parts)
    )
  }
}
