import CMath
import FloatNetwork
import HalfwordRuntime
import PlainText
import Quantization

/// What would help a network whose answers are not kept, the most likely first.
struct Remedies {
  private(set) var sentences: [String] = []

  init(for comparison: Comparison, _ network: QuantizedNetwork, _ worst: Verdict.WorstOutput?) {
    let last = network.layers.count - 1
    let activation = network.layers[last].activation
    let saturations = comparison.saturations.map { $0.reduce(0, +) }
    if let input = comparison.saturatedInputs.firstIndex(where: { $0 > 0 }) {
      add(
        "Input \(network.inputShape.shortName(ofValue: input)) lies beyond what its words hold in "
          + "\(comparison.saturatedInputs[input]) samples: "
          + "export with samples that have such values, or say how far they go with --input-range or "
          + "--input-box."
      )
    }
    if activation == .softmax, saturations[last] > 0 {
      add(
        "The logits of layer \(last + 1) saturate in \(saturations[last]) places, and nothing can be scaled "
          + "through a softmax: end the network with its logits, whose largest is the same (--logits)."
      )
    }
    let hidden = network.layers.indices.first { index in
      saturations[index] > 0
        && ![.sigmoid, .tanh, .softmax].contains(network.layers[index].activation)
    }
    if let hidden {
      add(
        "Layer \(hidden + 1) saturates in \(saturations[hidden]) places: leave more room with --headroom, "
          + "or export with more samples that are like those of the device."
      )
    }
    if network.record?.numbers != .plain { addOutputs(activation, network, comparison, worst) }
    if network.record?.numbers == .plain {
      add(
        "The image is in plain Q8.8, which scales nothing: export without --weights q8.8, so that the "
          + "numbers are fitted to the network."
      )
      addOutputs(activation, network, comparison, worst)
    } else if let coarse = network.layers.firstIndex(where: {
      $0.form.kind.hasWeights && $0.sums != .bits64
    }) {
      add(
        "Layer \(coarse + 1) sums in \(network.layers[coarse].sums.text), which takes bits from its weights: "
          + "try --sums 64."
      )
    }
    if comparison.sampleCount < Self.fewSamples {
      add(
        "The numbers were judged by \(comparison.sampleCount) samples: with some hundreds of them both the "
          + "fit and this verdict say more."
      )
    }
    if sentences.isEmpty {
      add(
        "16 bits do not hold this network closely enough: run halfword explain to see which layer adds "
          + "the most, and train with smaller weights (--weight-decay) or for fixed point (--quantize-aware)."
      )
    }
  }

  /// What the outputs' own numbers cost.
  private mutating func addOutputs(
    _ activation: Activation,
    _ network: QuantizedNetwork,
    _ comparison: Comparison,
    _ worst: Verdict.WorstOutput?
  ) {
    guard let worst else { return }
    if activation == .softmax || activation == .sigmoid || activation == .tanh {
      guard worst.ulps < 4, activation != .tanh else { return }
      let half =
        comparison.answer == .threshold(0.5) ? "; where the sigmoid is 0.5 its logit is 0" : ""
      add(
        "Outputs come in steps of 1/256, and more than that does not fit them: logits in place of the "
          + "\(activation.name) are finer (--logits)\(half)."
      )
      return
    }
    let largest =
      comparison.outputs.map { max(abs($0.range.lowerBound), abs($0.range.upperBound)) }.max() ?? 0
    guard largest > 0 else { return }
    let bits = max(1, Int((log2(largest / network.outputUlp) + 1).rounded(.up)))
    if bits < 12 {
      add(
        "Outputs reach \(largest.significant(3)) and use \(bits) of 16 bits: "
          + "export with samples, so that outputs are scaled to what they reach."
      )
    }
  }

  private mutating func add(_ sentence: String) {
    if sentences.count < Self.most { sentences.append(sentence) }
  }

  private static let most = 3
  private static let fewSamples = 50
}
