import FloatNetwork
import HalfwordRuntime

/// The error words of one run, computed as `Docs/numerics.md` has them: for each value the most that the float
/// network's can differ from it, in sixteenths of an ulp, by what a device knows. They are those of the
/// runtime, which a test holds to it.
public struct ErrorWords: Equatable, Sendable {
  /// By layer and unit, before a softmax; nothing can be said from the layer on where an error outgrew its word.
  public let layers: [[Int64]]
  /// Of the outputs; nil where nothing is proved of the run.
  public let outputs: [Int64]?
  /// Whether the float network provably gives the answer that the run gives.
  public let isCertified: Bool

  /// Bounds a run.
  ///
  /// - Parameters:
  ///   - trace: the run.
  ///   - input: the words that it began with.
  ///   - inputError: by how much each input may differ from its word, in sixteenths of the word's step.
  public init(
    of trace: FixedPointTrace,
    in network: QuantizedNetwork,
    for input: [Int16],
    inputError: Int64 = 0
  ) {
    var values = input
    var errors = Array(repeating: inputError, count: input.count)
    var layers: [[Int64]] = []
    var isLost =
      network.roundingLaw == .unknown || inputError > ErrorWords.largestHidden
      || input.contains { $0 == .min || $0 == .max }
    for (index, layer) in network.layers.enumerated() {
      let traced = trace.layers[index]
      let isLast = index == network.layers.count - 1
      let largest = isLast ? ErrorWords.largestOutput : ErrorWords.largestHidden
      let words = traced.preActivations.map { Int64(Int16(clamping: $0)) }
      let after = layer.errors(
        afterInputs: values,
        errors,
        preActivations: words,
        biasesAreRounded: network.roundingLaw == .plainBiases
      )
      layers.append(after)
      errors = layer.activation == .softmax && !isLast ? ErrorWords.ofShares(after) : after
      isLost = isLost || words.contains { layer.activation.isAtAnEnd($0) }
      isLost = isLost || after.contains { $0 > largest }
      isLost = isLost || errors.contains { $0 > largest }
      values = traced.outputs
    }
    self.layers = layers
    let endsInSoftmax = network.layers.last?.activation == .softmax
    let outputErrors = endsInSoftmax ? ErrorWords.ofShares(errors) : errors
    isLost = isLost || outputErrors.contains { $0 > ErrorWords.largestOutput }
    outputs = isLost ? nil : outputErrors
    if case .threshold = network.answer {
      isCertified = !isLost && network.certifies(values.map { Int64($0) * 16 }, outputErrors)
    } else {
      let scores = trace.scores(in: network).map { Int64($0) * 16 }
      isCertified = !isLost && network.certifies(scores, errors)
    }
  }

  /// 15 bits, so that two of them make a word of a device.
  static let largestHidden: Int64 = 32_767
  /// All that 16 bits hold, in sixteenths.
  static let largestOutput: Int64 = (1 << 20) - 1

  /// Errors beyond this are taken as this.
  static let limit: Int64 = 1 << 26

  /// Of the shares of a softmax, of the errors of its logits.
  static func ofShares(_ errors: [Int64]) -> [Int64] {
    let largest = errors.max() ?? 0
    let count = Int64(errors.count)
    return errors.map { _ in (largest + 1) / 2 + 17 + (count + 15) / 16 }
  }
}

extension QuantizedLayer {
  /// The errors of what the layer gives, before a softmax.
  fileprivate func errors(
    afterInputs values: [Int16],
    _ errors: [Int64],
    preActivations: [Int64],
    biasesAreRounded: Bool
  ) -> [Int64] {
    let magnitudes = values.reduce(Int64(0)) { $0 + Int64($1.magnitude) }
    let sum = errors.reduce(0, +)
    let common = 8 * magnitudes + magnitudes / 32 + sum + sum / 2 + sum / 512 + 12
    let rowErrors = (0..<rowCount).map { row in
      var carried = common
      for column in 0..<inputCount where errors[column] != 0 {
        let weight = Int64(weights[row * inputCount + column])
        carried += (weight < 0 ? -weight - 1 : weight) * errors[column]
      }
      let step = Int64(1) << Int64(fractionBits(ofRow: row))
      return min((carried + step - 1) / step, ErrorWords.limit) + (biasesAreRounded ? 16 : 8)
    }
    return (0..<unitCount).map { unit in
      let rows = unit * activation.pieces..<(unit + 1) * activation.pieces
      return activation.error(at: preActivations[unit], rowErrors[rows].max() ?? 0)
    }
  }
}

extension Activation {
  /// The error of a value, of a pre-activation word and its error.
  fileprivate func error(at word: Int64, _ error: Int64) -> Int64 {
    switch self {
    case .linear, .maxout, .softmax: return error
    case .relu: return min(error, max(0, 16 * word + error))
    case .sigmoid, .tanh:
      // What is beyond has no bound, whatever the table makes of it.
      guard error <= ErrorWords.largestHidden else { return ErrorWords.limit }
      let nearest = max(0, abs(word) - (error + 15) / 16)
      let value = Int64(fixedPointOutputs([Int16(clamping: nearest)])[0])
      let middle: Int64 = self == .sigmoid ? 128 : 0
      let reach = 256 - middle
      let slope = (reach + value - middle) * (reach + 1 - (value - middle))
      return (error * slope + 65_535) / 65_536 + 8
    }
  }

  /// Whether a pre-activation word may stand for a number beyond 16 bits that matters.
  fileprivate func isAtAnEnd(_ word: Int64) -> Bool {
    word == Int64(Int16.max) || (word == Int64(Int16.min) && self != .relu)
  }
}

extension QuantizedNetwork {
  /// Whether scores that are off by at most their errors leave no other answer.
  fileprivate func certifies(_ scores: [Int64], _ errors: [Int64]) -> Bool {
    switch answer {
    case .values: return false
    case .largest: return leads(scores, errors)
    case .smallest: return leads(scores.map { -$0 }, errors)
    case .threshold:
      let threshold = Int64(thresholdWord)
      return zip(scores, errors).allSatisfy {
        $0 >= threshold ? $0 - $1 >= threshold : $0 + $1 < threshold
      }
    }
  }

  private func leads(_ scores: [Int64], _ errors: [Int64]) -> Bool {
    let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    return scores.indices.allSatisfy {
      $0 == best || scores[best] - errors[best] > scores[$0] + errors[$0]
    }
  }
}
