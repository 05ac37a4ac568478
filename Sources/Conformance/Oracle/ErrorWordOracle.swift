import FloatNetwork
import Foundation
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

/// Error words, written a second time and differently: each row's numbers first, then each unit's, with
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
    var values = BoundedValues(
      words: input,
      errors: Array(repeating: inputError, count: input.count),
      hasBound: network.roundingLaw != .unknown && inputError <= 32_767
        && !input.contains(-32_768) && !input.contains(32_767)
    )
    var scores = values
    for (index, layer) in network.layers.enumerated() {
      let limit = index == network.layers.count - 1 ? 1_048_575 : 32_767
      let roundings = network.roundingLaw == .plainBiases ? 2 : 1
      scores = values.after(layer, ulpRoundings: roundings).limited(to: limit)
      values =
        layer.activation == .softmax ? scores.afterSoftmax().limited(to: limit) : scores
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

  /// What a layer makes of them, before a softmax.
  ///
  /// - Parameter ulpRoundings: how many times a row was rounded to an ulp: its result, and its bias.
  func after(_ layer: QuantizedLayer, ulpRoundings: Int) -> BoundedValues {
    let rows = (0..<layer.rowCount).map { row in
      let exact = product(of: layer, row: row)
      let error = min(rowError(of: layer, row: row), 1 << 26) + 8 * ulpRoundings
      return (z: exact, error: error)
    }
    var result = BoundedValues(words: [], errors: [], hasBound: hasBound)
    for first in stride(from: 0, to: rows.count, by: layer.activation.pieces) {
      let unit = BoundedUnit(pieces: Array(rows[first..<first + layer.activation.pieces]))
      result.words.append(unit.word(layer.activation))
      let error = unit.error(layer.activation)
      result.errors.append(error ?? 0)
      result.hasBound =
        result.hasBound && error != nil && !unit.isAtAnEnd(before: layer.activation)
    }
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

  /// ⌊(start + Σ w·x) / 2^f⌋, whatever its size.
  private func product(of layer: QuantizedLayer, row: Int) -> Int {
    var sum = Int(layer.starts[row])
    for (column, word) in words.enumerated().reversed() {
      sum += Int(word) * Int(layer.weights[row * layer.inputCount + column])
    }
    return -up(-sum, by: step(of: layer, row: row))
  }

  /// ⌈(A + K) / 2^f⌉.
  private func rowError(of layer: QuantizedLayer, row: Int) -> Int {
    let magnitudes = words.map { abs(Int($0)) }.reduce(0, +)
    let sum = errors.reduce(0, +)
    var total = 8 * magnitudes + magnitudes / 32 + sum + sum / 2 + sum / 512 + 12
    for (column, error) in errors.enumerated().reversed() {
      let weight = Int(layer.weights[row * layer.inputCount + column])
      total += max(weight, -1 - weight) * error
    }
    return up(total, by: step(of: layer, row: row))
  }

  private func step(of layer: QuantizedLayer, row: Int) -> Int {
    (0..<layer.fractionBits(ofRow: row)).reduce(1) { step, _ in 2 * step }
  }
}

/// The rows of a unit: what each gives before it is saturated, and its error.
private struct BoundedUnit {
  let pieces: [(z: Int, error: Int)]

  /// The pre-activation word.
  private var saturated: Int16 {
    Int16(max(-32_768, min(32_767, pieces.map(\.z).max() ?? 0)))
  }

  /// Whether the pre-activation word may stand for a number beyond it; below, ReLU makes 0 of either.
  func isAtAnEnd(before activation: Activation) -> Bool {
    saturated == 32_767 || (saturated == -32_768 && activation != .relu)
  }

  func word(_ activation: Activation) -> Int16 {
    switch activation {
    case .linear, .maxout, .softmax: saturated
    case .relu: max(0, saturated)
    case .sigmoid: ExactOracle.sigmoid(saturated)
    case .tanh: ExactOracle.tanh(saturated)
    case .cappedRelu, .table: preconditionFailure("to come")
    }
  }

  /// The unit's error word; nil where its run has none.
  func error(_ activation: Activation) -> Int? {
    let error = pieces.map(\.error).max() ?? 0
    switch activation {
    case .linear, .maxout, .softmax: return error
    case .relu: return min(error, max(0, 16 * Int(saturated) + error))
    case .cappedRelu, .table: preconditionFailure("to come")
    case .sigmoid, .tanh:
      guard error <= 32_767 else { return nil }
      let nearest = Int16(min(32_767, max(0, abs(Int(saturated)) - up(error, by: 16))))
      let middle = activation == .sigmoid ? 128 : 0
      let reach = 256 - middle
      let value =
        activation == .sigmoid ? ExactOracle.sigmoid(nearest) : ExactOracle.tanh(nearest)
      let grown = Int(value) - middle
      return up(error * (reach + grown) * (reach + 1 - grown), by: 65_536) + 8
    }
  }
}

/// The least whole number that is at least dividend / divisor.
private func up(_ dividend: Int, by divisor: Int) -> Int {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return remainder > 0 ? quotient + 1 : quotient
}
