import Conformance
import Deployment
import FloatNetwork
import PlainText
import Quantization

extension FixedPointEvaluation {
  /// What was measured, for a person: the table, and a line for each answer that changed.
  ///
  /// - Parameters:
  ///   - accuracyLimit: the accuracy that is asked for, in percent; nil for none.
  ///   - listsAll: whether every changed sample is listed, not only the first ten.
  func text(
    of samples: PreparedSamples,
    outputUlp: Double,
    accuracyLimit: Double? = nil,
    listsAll: Bool = false
  ) -> String {
    var parts = [measures(outputUlp: outputUlp, accuracyLimit: accuracyLimit)]
    if comparison.answer == .values { parts.append(outputTable) }
    return parts.joined(separator: "\n\n") + "\n"
      + notes(samples, outputUlp: outputUlp, listsAll: listsAll)
  }

  private func measures(outputUlp: Double, accuracyLimit: Double?) -> String {
    var table = Table("Measure", "Value", "Limit")
    table.add("samples", "\(comparison.sampleCount)")
    if comparison.answer != .values {
      if comparison.truth != .unknown {
        let limit = accuracyLimit.map { "at least \(percent($0))" } ?? "none"
        table.add("accuracy in float64", percent(comparison.floatAccuracy), limit)
        table.add("accuracy in fixed point", percent(comparison.fixedAccuracy), limit)
      }
      table.add("answers that differ", "\(comparison.changedSamples.count)")
      table.add("answers certified by the chip", percent(comparison.chipCertifiedShare))
      table.add("answers certified by the host", percent(comparison.hostCertifiedShare))
    }
    table.add("certificates or bounds that are wrong", "\(comparison.wrongCertificateCount)", "0")
    table.add("outputs that are not as defined", "\(comparison.violationCount)", "0")
    table.add("largest output error", size(comparison.largestError.ulps, outputUlp))
    table.add("mean output error", size(comparison.meanError, outputUlp))
    table.add(
      "samples with bounds",
      "\(comparison.bounds.sampleCount) of \(comparison.sampleCount)"
    )
    if let bound = verdict.medianBound {
      table.add("median bound", size(bound / outputUlp, outputUlp))
      table.add("largest bound", size(comparison.bounds.largest, outputUlp))
      table.add(
        "median of bound / error",
        comparison.bounds.medianTightness.fixed(2)
      )
    } else {
      let layer = verdict.boundLostInLayer.map { ", lost in layer \($0)" } ?? ""
      table.add("median bound", "none of use\(layer)")
    }
    table.add("weights not the nearest", "\(comparison.misroundedCounts.reduce(0, +))", "0")
    table.add("inputs saturated", "\(comparison.saturatedInputCount)")
    for (index, units) in comparison.saturations.enumerated() {
      table.add("saturations in layer \(index + 1)", "\(units.reduce(0, +))")
    }
    return table.text
  }

  /// A line for each output whose values are the answer.
  private var outputTable: String {
    let hasTargets = comparison.outputs.contains { $0.targetDetermination != nil }
    var lines = [
      ["Output", "Smallest", "Largest", "RMS error", "Largest error", "R²", "Rank correlation"]
        + (hasTargets ? ["R² of float to targets", "of fixed point"] : [])
    ]
    for (index, output) in comparison.outputs.enumerated().prefix(Self.mostOutputs) {
      lines.append(
        [
          "\(index)", number(output.range.lowerBound), number(output.range.upperBound),
          number(output.rootMeanSquareError), number(output.largestError),
          output.determination.map(share) ?? "constant",
          output.rankCorrelation.map(share) ?? "constant",
        ]
          + (hasTargets
            ? [
              output.targetDetermination.map { share($0.float) } ?? "constant",
              output.targetDetermination.map { share($0.fixed) } ?? "constant",
            ] : [])
      )
    }
    let more = comparison.outputs.count - Self.mostOutputs
    return Table(lines: lines).text
      + (more > 0 ? "\n  … and \(more) more outputs, which are in the report" : "")
  }

  private func notes(_ samples: PreparedSamples, outputUlp: Double, listsAll: Bool) -> String {
    let largest = comparison.largestError
    var lines = [
      "The largest error is at \(samples.name(ofSample: largest.sample)), output \(largest.output)."
    ]
    if comparison.answer != .values {
      lines.append(
        "Certified: a run alone proves the float network's answer, by the chip for what the input words "
          + "stand for, by the host for the sample's own values."
      )
    }
    let changed = comparison.changedSamples
    for sample in listsAll ? changed[...] : changed.prefix(10) {
      lines.append(sample.text(in: samples))
    }
    if !listsAll && changed.count > 10 {
      lines.append("… and \(changed.count - 10) more; pass --all.")
    }
    return lines.map { "  \($0)" }.joined(separator: "\n")
  }

  private func percent(_ value: Double) -> String { "\(value.fixed(2)) %" }
  private func number(_ value: Double) -> String { value.significant(4) }
  private func share(_ value: Double) -> String { value.fixed(6) }
  private func size(_ ulps: Double, _ ulp: Double) -> String {
    "\((ulps * ulp).significant(3)) (\(ulps.fixed(2)) ulp)"
  }

  /// More outputs are not listed.
  private static let mostOutputs = 16
}

extension ChangedSample {
  /// One line for a person.
  func text(in samples: PreparedSamples) -> String {
    let right = label.map { ", which is \($0)" } ?? ""
    let place = output.map { ", output \($0)" } ?? ""
    let name = samples.name(ofSample: sample, isFirstWord: true)
    return "\(name)\(place)\(right): float says \(floatClass) by "
      + floatMargin.significant(4) + ", fixed point \(fixedClass) by "
      + fixedMargin.significant(4) + "."
  }
}

extension PreparedSamples {
  /// A sample's number, and where it stands in its file.
  func name(ofSample index: Int, isFirstWord: Bool = false) -> String {
    let place = place(ofSample: index).map { " (\($0))" } ?? ""
    return "\(isFirstWord ? "Sample" : "sample") \(index)\(place)"
  }
}
