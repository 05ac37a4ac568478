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
    var tensors = [Array(repeating: inputError, count: input.count)]
    var layers: [[Int64]] = []
    var isLost =
      network.roundingLaw == .unknown || inputError > ErrorWords.largestHidden
      || input.contains { $0 == .min || $0 == .max }
    for (index, layer) in network.layers.enumerated() {
      let traced = trace.layers[index]
      let isLast = index == network.layers.count - 1
      let largest = isLast ? ErrorWords.largestOutput : ErrorWords.largestHidden
      let words = traced.preActivations.map { Int64(Int16(clamping: $0)) }
      let sumErrors = layer.sumErrors(
        of: layer.form.sources.map {
          BoundedTensor(words: trace.words(ofTensor: $0), errors: tensors[$0])
        },
        biasesAreRounded: network.roundingLaw == .plainBiases
      )
      let after = zip(words, layer.form.largest(of: sumErrors)).map {
        layer.error(at: $0, $1)
      }
      layers.append(after)
      let errors = layer.activation == .softmax && !isLast ? ErrorWords.ofShares(after) : after
      isLost = isLost || layer.form.kind.canSaturate && words.contains { layer.isAtAnEnd($0) }
      isLost = isLost || after.contains { $0 > largest }
      isLost = isLost || errors.contains { $0 > largest }
      tensors.append(errors)
    }
    let errors = tensors.last ?? []
    let values = trace.layers.last?.outputs ?? []
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

/// The words of a tensor with their error words.
private struct BoundedTensor {
  let words: [Int16]
  let errors: [Int64]

  /// What the rounding of a row's weights and start adds, whatever they are.
  func common(_ taps: [(column: Int, input: Int)], channel: Int) -> Int64 {
    var (magnitudes, sum) = (Int64(0), Int64(0))
    for tap in taps {
      magnitudes += Int64(words[tap.input + channel].magnitude)
      sum += errors[tap.input + channel]
    }
    return 8 * magnitudes + magnitudes / 32 + sum + sum / 2 + sum / 512 + 12
  }
}

extension LayerKind {
  /// Whether its sums can be beyond 16 bits.
  fileprivate var canSaturate: Bool { hasWeights || self == .addition }
}

extension QuantizedLayer {
  /// The error of each sum's rounded word.
  fileprivate func sumErrors(of inputs: [BoundedTensor], biasesAreRounded: Bool) -> [Int64] {
    let input = inputs[0]
    switch form.kind {
    case .dense, .convolution, .depthwise:
      return rowErrors(of: input).map { $0 + (biasesAreRounded ? 16 : 8) }
    case .maxPooling: return input.errors
    case .averagePooling:
      return (0..<valueCount).map { value in
        let (position, channel) = value.quotientAndRemainder(dividingBy: unitCount)
        let sum = form.places(at: position).reduce(0) { $0 + input.errors[$1.index + channel] }
        let divisor = Int64(form.divisor(at: position))
        return min((sum + divisor - 1) / divisor, ErrorWords.limit) + 8
      }
    case .addition:
      return input.errors.indices.map { index in
        let shift = shifts[index % unitCount]
        let sum = input.errors[index] << shift.first + inputs[1].errors[index] << shift.second
        let step = Int64(1) << shift.result
        return min((sum + step - 1) / step, ErrorWords.limit) + (shift.result > 0 ? 8 : 0)
      }
    }
  }

  /// What is carried to each row at each place, and what rounding its weights adds.
  private func rowErrors(of input: BoundedTensor) -> [Int64] {
    (0..<form.output.placeCount).flatMap { position in
      let taps = form.taps(at: position)
      // All rows of a place share it, but where each reads a channel of its own.
      let shared = form.kind.isDepthwise ? nil : input.common(taps, channel: 0)
      return (0..<rowCount).map { row in
        let channel = form.kind.isDepthwise ? form.channel(ofRow: row) : 0
        var carried = shared ?? input.common(taps, channel: channel)
        for tap in taps {
          let error = input.errors[tap.input + channel]
          guard error != 0 else { continue }
          let weight = Int64(weights[row * columnCount + tap.column])
          carried += (weight < 0 ? -weight - 1 : weight) * error
        }
        let step = Int64(1) << Int64(fractionBits(ofRow: row))
        return min((carried + step - 1) / step, ErrorWords.limit)
      }
    }
  }

  /// The error of a value, of a pre-activation word and its error.
  fileprivate func error(at word: Int64, _ error: Int64) -> Int64 {
    switch activation {
    case .linear, .maxout, .softmax: return error
    case .relu: return min(error, max(0, 16 * word + error))
    case .cappedRelu:
      let cap = Int64(cap ?? .max)
      return word < 0
        ? max(0, 16 * word + error) : word > cap ? max(0, error - 16 * (word - cap)) : error
    case .table:
      return table?.error(at: word, error) ?? ErrorWords.limit
    case .sigmoid, .tanh:
      // What is beyond has no bound, whatever the table makes of it.
      guard error <= ErrorWords.largestHidden else { return ErrorWords.limit }
      let nearest = max(0, abs(word) - (error + 15) / 16)
      let value = Int64(fixedPointOutputs([Int16(clamping: nearest)])[0])
      let middle: Int64 = activation == .sigmoid ? 128 : 0
      let reach = 256 - middle
      let slope = (reach + value - middle) * (reach + 1 - (value - middle))
      return (error * slope + 65_535) / 65_536 + 8
    }
  }

  /// Whether a pre-activation word may stand for a number beyond 16 bits that matters.
  fileprivate func isAtAnEnd(_ word: Int64) -> Bool {
    word == Int64(Int16.max) && cap == nil
      || (word == Int64(Int16.min) && !activation.isRectified)
  }
}

extension QuantizedTable {
  /// The error of the value of a word, whose own error reaches over some of the table's steps.
  fileprivate func error(at word: Int64, _ error: Int64) -> Int64 {
    let value = self(Int16(clamping: word))
    // What is beyond an end has no bound.
    guard error <= ErrorWords.largestHidden, value != .min, value != .max else {
      return ErrorWords.limit
    }
    let reach = (error + 15) / 16
    let step = { (word: Int64) in Int(min(255, max(0, (word - Int64(lowest)) >> Int64(shift)))) }
    let steepest = (step(word - reach)...step(word + reach)).reduce(Int64(0)) {
      max($0, abs(Int64(points[$1 + 1]) - Int64(points[$1])))
    }
    let width = Int64(1) << Int64(shift)
    return (error * steepest + width - 1) / width + 8 + Int64(self.error)
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
