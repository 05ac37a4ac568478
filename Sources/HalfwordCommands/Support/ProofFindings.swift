import Deployment
import Conformance
import FloatNetwork
import HalfwordRuntime
import PlainText
import Proofs
import Quantization

/// What is proved of an export, in words that a user can act on.
struct ProofFindings {
  private(set) var lines: [String] = []

  /// - Parameter saturations: how often units saturated on data, where there is any.
  init(
    of network: QuantizedNetwork,
    _ proof: BoxProof,
    box: ProofBox,
    saturations: SaturationCounts?
  ) {
    lines.append(Self.sums(network))
    let saturating = proof.layers.map(\.unitsThatMaySaturate)
    if saturating.allSatisfy(\.isEmpty) {
      lines.append("Range: no pre-activation of any unit leaves its words, for \(box.text).")
    } else {
      lines.append("Range: for \(box.text),")
      for (index, units) in saturating.enumerated() where !units.isEmpty {
        lines += Self.findings(
          layer: index,
          units,
          of: network,
          proof.layers[index].preActivations,
          saturations
        )
      }
      lines.append("  " + Self.advice(network, saturations))
    }
    if let saturations {
      let total = saturations.counts.joined().reduce(0, +)
      lines.append(
        "Samples: \(total == 0 ? "nothing" : "\(total) pre-activations") saturated in "
          + "\(saturations.sampleCount) samples."
      )
    }
    let dead = proof.layers.enumerated().filter { !$1.deadUnits.isEmpty }.map {
      "\($1.deadUnits.count) of layer \($0 + 1)"
    }
    if !dead.isEmpty {
      lines.append(
        "Dead: \(dead.joined(separator: ", ")) ReLU units give 0 for \(box.text); they take flash "
          + "and time for nothing."
      )
    }
    lines.append(Self.error(proof, network))
  }

  private static func sums(_ network: QuantizedNetwork) -> String {
    let forms = SumForm.cheapestFirst.compactMap { form -> String? in
      let layers = network.layers.indices.filter { network.layers[$0].sums == form }
      guard !layers.isEmpty else { return nil }
      guard layers.count < network.layers.count else { return "in \(form.text) in every layer" }
      let numbers = layers.map { "\($0 + 1)" }.joined(separator: ", ")
      return "in \(form.text) in \(layers.count == 1 ? "layer" : "layers") \(numbers)"
    }
    return "Sums: exact \(forms.joined(separator: "; ")), whatever the input."
  }

  private static func findings(
    layer index: Int,
    _ units: [Int],
    of network: QuantizedNetwork,
    _ ranges: [ClosedRange<Double>],
    _ saturations: SaturationCounts?
  ) -> [String] {
    let worst = units.sorted { excess(ranges[$0]) > excess(ranges[$1]) }
    let heading =
      "  layer \(index + 1): \(units.count) of \(network.layers[index].unitCount) units can leave "
      + "their words and would be saturated, the others not"
    return [heading]
      + worst.prefix(mostUnits).map { unit in
        let factor = Double(
          sign: .plus,
          exponent: network.layers[index].exponents[unit],
          significand: 1
        )
        let ends = [ranges[unit].lowerBound, ranges[unit].upperBound, -128, 127.996]
          .map { ($0 * factor).significant(3) }
        let range = "\(ends[0]) … \(ends[1]), its words hold \(ends[2]) … \(ends[3])"
        let seen = saturations.map {
          ", and does in \($0.counts[index][unit]) of \($0.sampleCount) samples"
        }
        return "    layer \(index + 1), unit \(unit) can reach \(range)\(seen ?? "")"
      }
      + (worst.count > mostUnits ? ["    … and \(worst.count - mostUnits) more"] : [])
  }

  private static func advice(
    _ network: QuantizedNetwork,
    _ saturations: SaturationCounts?
  ) -> String {
    let costly = saturations?.costlyLayers(of: network) ?? []
    let last = network.layers.count - 1
    if costly.contains(last), network.layers[last].activation == .softmax {
      return "The logits of layer \(last + 1) saturate in samples, which costs answers, and "
        + "nothing can be scaled through a softmax: train with smaller weights, or end the network "
        + "with the logits, whose largest is the same (halfword import --logits, or "
        + "deploy --logits)."
    }
    if let layer = costly.first {
      return "Layer \(layer + 1) saturates in samples, which costs accuracy: leave more room with "
        + "--headroom, or give the exporter more samples that are like those of the device."
    }
    if network.inputRange == .min ... .max {
      return "If inputs are smaller than that, say so with --input-range, and more is proved."
    }
    guard let saturations else {
      return
        "Pass --samples to count how often it happens, and to have layers scaled so that it does not."
    }
    return saturations.counts.joined().contains { $0 > 0 }
      ? "Samples do in layers of sigmoid or tanh only, which are flat there: it costs nothing."
      : "No sample does; on the device, halfword_run_counting tells when an input does."
  }

  private static func error(_ proof: BoxProof, _ network: QuantizedNetwork) -> String {
    let outputs = network.layers.last?.activation == .softmax ? "logits" : "outputs"
    let ulps = (proof.outputBounds.max() ?? 0) * Double(Q8_8.one)
    // No two words are further apart.
    guard ulps < 65_536 else {
      return
        "Bound: for every such input at once, none that is of use; check and deploy bound each sample's "
        + "run, and halfword_run_bounded each of the device's."
    }
    let bound = (ulps * network.outputUlp).significant(3)
    return "Bound: for every such input, \(outputs) are within \(bound) of the float network's"
      + (proof.assumesNoSaturation ? " in a run that saturates nothing." : ".")
  }

  private static func excess(_ range: ClosedRange<Double>) -> Double {
    max(-range.lowerBound, range.upperBound)
  }

  private static let mostUnits = 3
}

extension SaturationCounts {
  /// The layers in which pre-activations were saturated; not those of sigmoid and tanh, which are flat
  /// long before the ends of Q8.8.
  fileprivate func costlyLayers(of network: QuantizedNetwork) -> [Int] {
    network.layers.indices.filter { index in
      switch network.layers[index].activation {
      case .sigmoid, .tanh: false
      case .linear, .relu, .cappedRelu, .maxout, .table, .softmax: counts[index].contains { $0 > 0 }
      }
    }
  }
}
