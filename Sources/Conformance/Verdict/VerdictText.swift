import PlainText

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
        "Answers kept: \(keptPercent.fixed(2)) % of \(sampleCount) samples"
          + " (the answer is \(answerText))."
      )
    } else {
      lines.append("Samples: \(sampleCount) (the answer is \(answerText)).")
    }
    if let worst {
      let share = worst.shareOfSpread.map { "\((100 * $0).significant(3)) % of " } ?? ""
      lines.append(
        "Largest error: \(worst.largestError.significant(3)) at output \(worst.output), "
          + share + "a spread of \(worst.spread.significant(3)) (\(worst.ulps.fixed(2)) ulp); "
          + "root mean square there \(worst.rootMeanSquareError.significant(3))."
      )
    }
    lines.append(saturationText)
    lines.append(provedText)
    if let certifiedByChipPercent, let certifiedByHostPercent {
      lines.append(
        "Certified: \(certifiedByChipPercent.fixed(2)) % of the answers by the chip, "
          + "\(certifiedByHostPercent.fixed(2)) % by the host."
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
      return "Proved: half of all outputs are within \(medianBound.significant(3)) of the float "
        + "network's\(part)."
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
