import FloatNetwork
import HalfwordRuntime
public import Quantization

/// A run with error words, as `Docs/numerics.md` defines it.
public struct BoundedOutputs: Equatable, Sendable {
  /// The words of the outputs.
  public let outputs: [Int16]
  /// The error word of each output; nil where the run has no bound.
  public let errors: [Int]?
  /// What is read from the outputs: a class, or how many of them reach the threshold.
  public let answer: Int
  /// Whether the run certifies its answer.
  public let isCertified: Bool
}

/// Error words, written a second time and differently: value by value from the sums that it is the largest of, with
/// integers that trap on overflow, a division that rounds up in place of shifts, and the oracle's own
/// functions in place of tables.
extension ExactOracle {
  /// Runs a network with error words.
  ///
  /// - Parameter inputError: the error word of each input.
  public static func bounded(
    _ network: QuantizedNetwork,
    for input: [Int16],
    inputError: Int
  ) -> BoundedOutputs {
    let inputs = BoundedValues(
      words: input,
      errors: Array(repeating: inputError, count: input.count),
      hasBound: network.roundingLaw != .unknown && inputError <= 32_767
        && !input.contains(-32_768) && !input.contains(32_767)
    )
    var (tensors, scores, values) = ([inputs], inputs, inputs)
    for (index, layer) in network.layers.enumerated() {
      let limit = index == network.layers.count - 1 ? 1_048_575 : 32_767
      let read = layer.form.sources.map { tensors[$0] }
      scores = BoundedValues(of: layer, reading: read, network.roundingLaw).limited(to: limit)
      values =
        layer.activation == .softmax ? scores.afterSoftmax().limited(to: limit) : scores
      tensors.append(values)
    }
    // A class is taken before a softmax; a threshold is one of the outputs.
    var read = scores
    if case .threshold = network.answer { read = values }
    let (answer, isProved) = reading(read, by: network.answer, ulp: network.outputUlp)
    return BoundedOutputs(
      outputs: values.words,
      errors: values.hasBound ? values.errors : nil,
      answer: answer,
      isCertified: isProved && values.hasBound
    )
  }

  /// The answer, and whether no scores within the errors give another one.
  private static func reading(
    _ scores: BoundedValues,
    by answer: Answer,
    ulp: Double
  ) -> (answer: Int, isProved: Bool) {
    let lowest = zip(scores.words, scores.errors).map { 16 * Int($0) - $1 }
    let highest = zip(scores.words, scores.errors).map { 16 * Int($0) + $1 }
    switch answer {
    case .threshold(let threshold):
      let sixteenths = (threshold / ulp * 16).rounded(.up)
      let least = Int(max(-2_147_483_648, min(2_147_483_647, sixteenths)))
      let reached = scores.words.map { 16 * Int($0) >= least }
      let isProved = reached.indices.allSatisfy { index in
        reached[index] ? lowest[index] >= least : highest[index] < least
      }
      return (reached.count { $0 }, isProved)
    case .smallest:
      let best = scores.words.firstIndex(of: scores.words.min() ?? 0) ?? 0
      let others = lowest.indices.filter { $0 != best }
      return (best, others.allSatisfy { highest[best] < lowest[$0] })
    case .largest, .values:
      let best = scores.words.firstIndex(of: scores.words.max() ?? 0) ?? 0
      let others = lowest.indices.filter { $0 != best }
      let leads = others.allSatisfy { lowest[best] > highest[$0] }
      return (best, leads && answer == .largest)
    }
  }
}

/// The words of a layer with their error words.
private struct BoundedValues {
  var words: [Int16]
  var errors: [Int]
  var hasBound: Bool

  /// The same, without a bound where an error word is too large.
  func limited(to largest: Int) -> BoundedValues {
    var result = self
    result.hasBound = hasBound && errors.allSatisfy { $0 <= largest }
    return result
  }

  /// What a softmax makes of logits.
  func afterSoftmax() -> BoundedValues {
    let error = up(errors.max() ?? 0, by: 2) + 17 + up(words.count, by: 16)
    return BoundedValues(
      words: ExactOracle.softmaxShares(words),
      errors: words.map { _ in error },
      hasBound: hasBound
    )
  }
}

extension BoundedValues {
  /// What a layer gives, before a softmax.
  ///
  /// - Parameters:
  ///   - inputs: the tensors that it reads.
  ///   - law: what is known of the weights' rounding.
  init(of layer: QuantizedLayer, reading inputs: [BoundedValues], _ law: RoundingLaw) {
    let weightsAreExact = law == .exactNarrowWeights && layer.weightFormat != .bits16
    let shape = layer.form.output
    self.init(words: [], errors: [], hasBound: inputs.allSatisfy(\.hasBound))
    for index in 0..<shape.count {
      let place = OraclePlace(
        y: index / shape.channels / shape.width,
        x: index / shape.channels % shape.width,
        channel: index % shape.channels
      )
      let sums = ExactOracle.sums(of: layer, at: place)
      let value = BoundedUnit(
        word: ExactOracle.saturated(sums.map { $0.value(of: inputs.map(\.words)) }.max() ?? 0),
        error: sums.map { $0.error(of: inputs, law, weightsAreExact) }.max() ?? 0,
        layer: layer
      )
      words.append(ExactOracle.activated(value.word, by: layer))
      errors.append(value.errorAfterActivation ?? 0)
      hasBound = hasBound && value.errorAfterActivation != nil && !value.isAtAnEnd
    }
  }
}

extension OracleSum {
  /// The most that the float network's can differ from the rounded sum.
  fileprivate func error(
    of inputs: [BoundedValues],
    _ law: RoundingLaw,
    _ weightsAreExact: Bool
  ) -> Int {
    var (carried, magnitudes, sum) = (0, 0, 0)
    for term in terms.reversed() {
      let error = inputs[term.source].errors[term.index]
      let factor = term.factor
      carried += (hasRoundedFactors ? max(factor, -1 - factor) : factor) * error
      magnitudes += abs(Int(inputs[term.source].words[term.index]))
      sum += error
    }
    guard hasRoundedFactors else {
      return min(up(carried, by: divisor), 1 << 26) + (divisor > 1 ? 8 : 0)
    }
    let ofRounding = 8 * magnitudes + magnitudes / 32 + sum / 2 + sum / 512
    let common = sum + 12 + (weightsAreExact ? 0 : ofRounding)
    // The result was rounded to an ulp, and in plain numbers the bias.
    let ulpRoundings = law == .plainBiases ? 2 : 1
    return min(up(carried + common, by: divisor), 1 << 26) + 8 * ulpRoundings
  }
}

/// A value before its activation: the word, and its error.
private struct BoundedUnit {
  let word: Int16
  let error: Int
  let layer: QuantizedLayer

  /// Whether the word may stand for a number beyond it that matters: below, ReLU makes 0 of either; above, a cap
  /// makes the cap of either; and poolings give what is there already.
  var isAtAnEnd: Bool {
    switch (layer.form.kind, layer.activation) {
    case (.maxPooling, _), (.averagePooling, _), (_, .cappedRelu): false
    case (_, .relu): word == 32_767
    default: word == 32_767 || word == -32_768
    }
  }

  /// The error word of the value; nil where its run has none.
  var errorAfterActivation: Int? {
    switch layer.activation {
    case .linear, .maxout, .softmax: return error
    case .relu: return min(error, max(0, 16 * Int(word) + error))
    case .cappedRelu:
      // How far the word is outside of what the cap lets through, in ulps.
      let beyond = word < 0 ? -Int(word) : max(0, Int(word) - Int(layer.cap ?? .max))
      return max(0, error - 16 * beyond)
    case .table: return layer.table.flatMap { errorAfter($0) }
    case .sigmoid, .tanh:
      guard error <= 32_767 else { return nil }
      let nearest = Int16(min(32_767, max(0, abs(Int(word)) - up(error, by: 16))))
      let middle = layer.activation == .sigmoid ? 128 : 0
      let reach = 256 - middle
      let value =
        layer.activation == .sigmoid ? ExactOracle.sigmoid(nearest) : ExactOracle.tanh(nearest)
      let grown = Int(value) - middle
      return up(error * (reach + grown) * (reach + 1 - grown), by: 65_536) + 8
    }
  }
}

extension BoundedUnit {
  /// The error word after a table: by the steepest of the steps that the pre-activation can be in, with what rounding
  /// adds, and the table's own error; nil where there is none.
  private func errorAfter(_ table: QuantizedTable) -> Int? {
    let value = ExactOracle.value(of: table, at: word)
    guard error <= 32_767, value != 32_767, value != -32_768 else { return nil }
    let reach = up(error, by: 16)
    let width = ExactOracle.power(table.shift)
    let steps = [-reach, reach].map { way in
      max(0, min(255, ExactOracle.floorDivision(Int(word) + way - Int(table.lowest), by: width)))
    }
    let steepest = (steps[0]...steps[1]).map {
      abs(Int(table.points[$0 + 1]) - Int(table.points[$0]))
    }.max()
    return up(error * (steepest ?? 0), by: width) + 8 + Int(table.error)
  }
}

/// The least whole number that is at least dividend / divisor.
private func up(_ dividend: Int, by divisor: Int) -> Int {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return remainder > 0 ? quotient + 1 : quotient
}
