import Conformance
import Deployment
import FloatNetwork
import HalfwordRuntime
import PlainText
import Quantization

extension Export {
  /// What was made and proved, for a person.
  ///
  /// - Parameters:
  ///   - inputNames: what the inputs are called; empty where that is unknown.
  ///   - saturations: how often units saturated on samples; nil where nobody counted.
  func text(inputNames: [String], saturations: SaturationCounts?) -> String {
    var parts = [
      layerTable,
      choice.text(inputNames: inputNames),
      "Flash: \(model.imageSize) bytes for the image. RAM: \(model.workspaceSize) bytes of "
        + "workspace.\nIdentity: \(model.identityText)"
        + ([inputAccount, saturationAccount].compactMap(\.self).map { "\n" + $0 }).joined(),
    ]
    let findings = ProofFindings(
      of: quantized,
      proof,
      box: box,
      saturations: saturations
    )
    parts.append(findings.lines.joined(separator: "\n"))
    return parts.joined(separator: "\n\n")
  }

  private var saturationAccount: String? {
    guard quantized.saturatedCount > 0 else { return nil }
    return "\(quantized.saturatedCount) weights or biases did not fit and were saturated; run "
      + "halfword check to see what that costs."
  }

  /// What became of a standardization or a unit; nil where there is none.
  private var inputAccount: String? {
    switch request.inputs.kind {
    case .standardized:
      "Inputs: standardized by the application, input by input (value - mean) / deviation; the C header "
        + "holds both."
    case .counts:
      "Inputs: whole numbers; "
        + (request.inputs.units == nil
          ? "" : "what one count is worth is folded into layer 1, and ")
        + "the header's conversion takes integers only."
    case .raw:
      source.standardization == nil
        ? nil : "Inputs: raw values; their standardization is folded into layer 1."
    }
  }

  private var layerTable: String {
    var table = Table(
      "Layer",
      "Activation",
      "Inputs",
      "Units",
      "Weights",
      "Bits",
      "Smallest",
      "Largest",
      "Fraction",
      "Sums",
      "Dropout"
    )
    for (index, layer) in quantized.layers.enumerated() {
      let weights = layer.realWeights
      table.add(
        "\(index + 1)",
        activationText(layer.activation),
        "\(layer.inputCount)",
        "\(layer.unitCount)",
        "\(layer.weights.count)",
        layer.form.kind.hasWeights ? "\(layer.weightFormat.bits)" : "none",
        weightText(weights.min() ?? 0),
        weightText(weights.max() ?? 0),
        layer.fractionText,
        layer.sums.text,
        layer.foldedDropout == 0
          ? "none"
          : "\(layer.foldedDropout) folded" + (source.network.isDropoutFolded ? " before" : "")
      )
    }
    return table.text
  }
}

/// A weight with three decimals.
private func weightText(_ weight: Double) -> String { weight.fixed(3) }

func activationText(_ activation: Activation) -> String {
  if case .maxout(let pieces) = activation { "maxout of \(pieces)" } else { activation.name }
}
