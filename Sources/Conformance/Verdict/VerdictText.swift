import Foundation

extension Verdict {
  /// The verdict for a person: what was kept, in the network's units, then KEPT or NOT KEPT and why.
  public var text: String {
    (measures + [decision] + remedies.enumerated().map { "  \($0 + 1). \($1)" })
      .joined(separator: "\n")
  }

  /// What was measured, a line each.
  private var measures: [String] {
    var lines: [String] = []
    if let keptPercent {
      lines.append(
        String(format: "Answers kept: %.2f %% of %d samples", keptPercent, sampleCount)
          + " (the answer is \(answerText))."
      )
    } else {
      lines.append("Samples: \(sampleCount) (the answer is \(answerText)).")
    }
    if let worst {
      let share = worst.shareOfSpread.map { String(format: "%.3g %% of ", 100 * $0) } ?? ""
      lines.append(
        String(format: "Largest error: %.3g at output %d, ", worst.largestError, worst.output)
          + share + String(format: "a spread of %.3g (%.2f ulp); ", worst.spread, worst.ulps)
          + String(format: "root mean square there %.3g.", worst.rootMeanSquareError)
      )
    }
    lines.append(saturationText)
    lines.append(provedText)
    if let certifiedByChipPercent, let certifiedByHostPercent {
      lines.append(
        String(
          format: "Certified: %.2f %% of the answers by the chip, %.2f %% by the host.",
          certifiedByChipPercent,
          certifiedByHostPercent
        )
      )
    }
    let instructions = instructions.sorted { $0.key < $1.key }
      .map { "\($0.value) instructions on \($0.key.withArticle)" }.joined(separator: ", ")
    lines.append(
      "Cost: \(imageBytes) bytes of flash, \(workspaceBytes) bytes of RAM"
        + (instructions.isEmpty
          ? "." : "; a run takes \(areInstructionsExact ? "" : "about ")\(instructions).")
    )
    return lines
  }

  /// What the bounds of the runs say.
  private var provedText: String {
    let part =
      boundedSampleCount < sampleCount
      ? " (bounds of \(boundedSampleCount) of \(sampleCount) samples)" : ""
    if let medianBound {
      return String(
        format: "Proved: half of all outputs are within %.3g of the float network's",
        medianBound
      )
        + "\(part)."
    }
    let layer = boundLostInLayer.map { "; it is lost in layer \($0)" } ?? ""
    return "Proved: no useful bound, as it is wider than the outputs' spread\(layer)\(part)."
  }

  private var answerText: String {
    switch answer {
    case "largest", "smallest": "the class with the \(answer) output"
    case "values": "the outputs' values"
    default: "each output against \(answer.dropFirst("threshold:".count))"
    }
  }

  private var saturationText: String {
    let parts = [
      saturatedInputCount > 0 ? "\(saturatedInputCount) values of inputs" : nil,
      saturatedUnitCount > 0 ? "\(saturatedUnitCount) pre-activations" : nil,
      harmlessSaturationCount > 0
        ? "\(harmlessSaturationCount) pre-activations of sigmoid or tanh, which is flat there"
        : nil,
    ].compactMap(\.self)
    return "Saturated: \(parts.isEmpty ? "nothing" : parts.joined(separator: ", "))."
  }

  private var decision: String {
    let limits =
      (keptPercent == nil
        ? "" : "at least \(shortNumber(limits.leastKeptPercent)) % of the answers, ")
      + "errors up to \(limits.largestError.text)"
    guard !isKept else { return "KEPT (\(limits))." }
    let remedyText = remedies.isEmpty ? "" : "\nWhat may help:"
    return "NOT KEPT: \(reasons.joined(separator: "; ")).\(remedyText)"
  }
}

extension String {
  /// The name of a core with its article.
  package var withArticle: String { (hasPrefix("RV") ? "an " : "a ") + self }
}
