import FloatNetwork
import HalfwordRuntime
import PlainText
import Quantization

extension NumberChoice {
  /// What each input and layer got, and what else was tried, for a person.
  func text(inputNames: [String]) -> String {
    var parts = [network.scalingTable(inputNames: inputNames)]
    let trials = (scalings.count > 1 ? scalings : []) + (sums.count > 1 ? sums : [])
    if judgeCount > 0, !trials.isEmpty { parts.append(trialTable) }
    if !weights.isEmpty { parts.append(weightTable) }
    return parts.joined(separator: "\n\n")
  }

  /// What the bits of weights cost.
  private var weightTable: String {
    var table = Table("Weights", "Image, bytes", "Error", "Changed")
    for trial in weights {
      table.add(
        trial.name == "chosen" ? "chosen: \(bits(of: trial))" : trial.name,
        "\(trial.imageSize)",
        trial.score.map { "\((100 * $0.relativeError).fixed(3)) %" } ?? "not known",
        trial.score.map { "\($0.changedCount) of \(judgeCount)" } ?? "not known"
      )
    }
    return "What the bits of weights cost"
      + (judgeCount > 0
        ? " on the \(judgeCount) samples that judge:" : "; no sample tells how much:") + "\n\n"
      + table.text
  }

  /// The bits of each layer with weights.
  private func bits(of trial: WeightTrial) -> String {
    zip(trial.formats, network.layers).filter { $1.form.kind.hasWeights }
      .map { "\($0.0.bits)" }.joined(separator: ", ")
  }

  private var trialTable: String {
    let isProved = (scalings + sums).contains { $0.score?.proof != nil }
    var table = Table(lines: [
      ["Tried", "Error", "Changed", "Saturated"] + (isProved ? ["Certified", "Mean bound"] : [])
        + ["Instructions on a Cortex-M4"] + (isProved ? ["With proof"] : [])
    ])
    for (index, trial) in (scalings + sums).enumerated() {
      guard let score = trial.score else { continue }
      let isSums = index >= scalings.count
      let proved = score.proof.map {
        ["\($0.certifiedCount) of \(judgeCount)", "\((100 * $0.meanBound).fixed(3)) %"]
      }
      table.add(
        [
          (isSums ? "Sums: " : "") + trial.name + (index == 0 ? " (chosen)" : ""),
          "\((100 * score.relativeError).fixed(4)) %",
          "\(score.changedCount)",
          "\(score.saturatedCount)",
        ] + (proved ?? []) + (isSums ? instructions(of: trial, withProof: isProved) : [])
      )
    }
    return
      "What was tried, judged by \(judgeCount) samples that were not used to fit it; the error is the root "
      + "mean square, as a share of what the outputs vary by:\n\n" + table.text
      + (isProved ? "\n" + workspaceText : "")
  }

  /// What a run in a trial's sums takes on a Cortex-M4, and what one takes that carries its proof.
  private func instructions(of trial: Trial, withProof isProved: Bool) -> [String] {
    guard let core = InstructionModel.cores.first(where: { $0.target == "armv7em" }) else {
      return []
    }
    let network = network.with(sums: trial.forms)
    let text = { (count: Int?) in count.map { "\($0)" } ?? "not modelled" }
    return [text(core.count(for: network))]
      + (isProved ? [text(core.certifiedCount(for: network))] : [])
  }

  /// What all forms of sums have in common.
  private var workspaceText: String {
    "A run with its proof needs \(network.boundedWorkspaceSize) bytes of workspace, a plain run "
      + "\(network.workspaceSize). The image has the same bytes in every form of sums."
  }
}

extension QuantizedNetwork {
  /// A line for each input, or one for all, and a line for each layer.
  func scalingTable(inputNames: [String]) -> String {
    var table = Table("Values of", "Power of two", "Offset", "One step is")
    if Set(inputScales.map { [$0.exponent, Int($0.offset)] }).count == 1 {
      add(inputScales[0], "each input", to: &table)
    } else {
      for (index, scale) in inputScales.enumerated().prefix(Self.mostLines) {
        add(
          scale,
          inputNames.count == inputScales.count ? inputNames[index] : "input \(index)",
          to: &table
        )
      }
      if inputScales.count > Self.mostLines {
        table.add("… and \(inputScales.count - Self.mostLines) more", "", "", "")
      }
    }
    for (index, layer) in layers.enumerated() {
      let (smallest, largest) = (layer.exponents.min() ?? 0, layer.exponents.max() ?? 0)
      table.add(
        index == layers.count - 1 ? "the outputs" : "layer \(index + 1)",
        smallest == largest ? "\(smallest)" : "\(smallest) to \(largest) by unit",
        "none",
        stepText(smallest) + (smallest == largest ? "" : " to \(stepText(largest))")
      )
    }
    return table.text
  }

  /// One line about what lies between values and words.
  var scalingText: String {
    guard !isPlain else { return "neither inputs nor outputs; they are in Q8.8." }
    let exponents = inputScales.map(\.exponent)
    let (smallest, largest) = (exponents.min() ?? 0, exponents.max() ?? 0)
    let offsets = inputScales.count { $0.offset != 0 }
    return
      "inputs by 2^\(smallest)" + (smallest == largest ? "" : " to 2^\(largest)")
      + (offsets == 0 ? "" : ", \(offsets) with an offset") + "; outputs by 2^\(outputExponent)."
  }

  private func add(_ scale: InputScale, _ name: String, to table: inout Table) {
    table.add(
      name,
      "\(scale.exponent)",
      scale.offset == 0 ? "none" : "\(scale.offset)",
      stepText(scale.exponent)
    )
  }

  private func stepText(_ exponent: Int) -> String {
    Double(sign: .plus, exponent: exponent - 8, significand: 1).significant(3)
  }

  /// More inputs are not listed.
  private static let mostLines = 24
}
