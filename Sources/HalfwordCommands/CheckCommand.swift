import ArgumentParser
import Conformance
import Datasets
import Files
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold an image to the float network it came from, on every test sample.",
    discussion: """
      Runs each sample in fixed point and in Float64. Every output must lie inside a bound that is worked \
      out for its sample from the rounding of the weights and the definition of the numbers \
      (Docs/proofs.md); there is no tolerance to choose. Exits with status 1 where one does not, where \
      a weight is not the nearest to the checkpoint's, or where an accuracy is below --min-accuracy.
      """
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint that the image was exported from.")
  var against: String

  @OptionGroup var data: DataOptions

  @Option(help: "The accuracy that both must reach, in percent; none unless given.")
  var minAccuracy: Double?

  @Flag(help: "List every sample whose answer changed, not only the first ten.")
  var all = false

  func validate() throws {
    if let minAccuracy, !(minAccuracy >= 0) {
      throw ValidationError("--min-accuracy must be a number from 0 up, not \(minAccuracy)")
    }
  }

  func run() throws {
    let deployment = try Deployment(modelFile: model, checkpointFile: against)
    let fixed = deployment.model
    let network = try deployment.floatNetwork()
    let dataset = try deployment.testSamples(data).modelInputs
    let box = ProofBox(of: fixed.network, orOf: dataset)
    var progress = ProgressLine()
    let comparison = try Comparison(
      of: fixed,
      with: network,
      on: dataset,
      box: box.ranges
    ) { done in
      progress.show(
        Double(done) / Double(dataset.count),
        "sample \(done) of \(dataset.count)"
      )
    }
    progress.finish()
    print(table(comparison))
    print(notes(comparison, of: deployment, box: box))
    let broken = brokenLimits(comparison)
    guard broken.isEmpty else {
      throw FileError(file: model, reason: "limits broken: \(broken.joined(separator: "; "))")
    }
    print("Every output is inside its bound, and every limit is kept.")
  }

  private func table(_ comparison: Comparison) -> String {
    var table = Table("Measure", "Value", "Limit")
    let accuracyLimit = minAccuracy.map { "at least \(percent($0))" } ?? "none"
    table.add("samples", "\(comparison.sampleCount)")
    table.add("accuracy in float64", percent(comparison.floatAccuracy), accuracyLimit)
    table.add("accuracy in fixed point", percent(comparison.fixedAccuracy), accuracyLimit)
    table.add("answers that differ", "\(comparison.changedSamples.count)")
    table.add("answers certified", percent(comparison.certifiedShare))
    table.add("answers certified by the image", percent(comparison.libraryCertifiedShare))
    table.add("outputs outside their bound", "\(comparison.violationCount)", "0")
    table.add("largest output error", ulps(comparison.largestError.ulps))
    table.add("mean output error", String(format: "%.4f ulp", comparison.meanError))
    table.add("median bound", ulps(comparison.medianBound))
    table.add(
      "median of bound / error",
      String(format: "%.2f", comparison.medianTightness)
    )
    table.add("weights not the nearest", "\(comparison.misroundedCounts.reduce(0, +))", "0")
    table.add("inputs saturated", "\(comparison.saturatedInputCount)")
    for (index, units) in comparison.saturations.enumerated() {
      table.add("saturations in layer \(index + 1)", "\(units.reduce(0, +))")
    }
    return table.text
  }

  private func notes(
    _ comparison: Comparison,
    of deployment: Deployment,
    box: ProofBox
  ) -> String {
    let largest = comparison.largestError
    let ulpText = String(format: "%.3g", deployment.model.network.outputUlp)
    var lines = [
      "1 ulp of an output is \(ulpText); the largest error is at sample \(largest.sample), output \(largest.output).",
      "Certified: the fixed-point run alone proves the float network's class, for \(box.text): "
        + "its margin exceeds "
        + String(
          format: "%.3g",
          comparison.proof.certifiedMargin * deployment.model.network.outputUlp
        )
        + " (or less, by the pair of classes)"
        + (comparison.proof.assumesNoSaturation ? " and nothing saturates." : "."),
    ]
    let changed = comparison.changedSamples
    for sample in all ? changed[...] : changed.prefix(10) { lines.append(sample.text) }
    if !all && changed.count > 10 { lines.append("… and \(changed.count - 10) more; pass --all.") }
    lines.append(origin(of: deployment))
    return lines.map { "  \($0)" }.joined(separator: "\n")
  }

  /// Whether the image is what `export` makes of the checkpoint.
  private func origin(of deployment: Deployment) -> String {
    let identity = deployment.model.identityText
    guard deployment.isExport else {
      return "The image (\(identity)) is not the export of this checkpoint: other weights come out."
    }
    let kind = deployment.inputs.kind
    let isChoice = kind != .raw || deployment.checkpoint?.standardization != nil
    let inputs = isChoice ? ", for \(kind) inputs" : ""
    return "The image is the export of this checkpoint (\(identity))\(inputs)."
  }

  private func brokenLimits(_ comparison: Comparison) -> [String] {
    var broken: [String] = []
    let least = min(comparison.floatAccuracy, comparison.fixedAccuracy)
    if let minAccuracy, least < minAccuracy {
      broken.append(
        "an accuracy is \(percent(least)), at least \(percent(minAccuracy)) is asked for"
      )
    }
    if let violation = comparison.firstViolation {
      broken.append(
        "\(comparison.violationCount) outputs are outside their bound, first output "
          + "\(violation.output) of sample \(violation.sample): \(violation.value) ulp, where "
          + "\(violation.allowed.lowerBound) to \(violation.allowed.upperBound) is right; run "
          + "halfword explain to see where they part"
      )
    }
    if comparison.certifiesTooMuch {
      broken.append("the image certifies answers by a smaller margin than is proved")
    }
    for (index, count) in comparison.misroundedCounts.enumerated() where count > 0 {
      broken.append(
        "\(count) weights or biases of layer \(index + 1) are not the nearest to the checkpoint's: "
          + "the image was exported from another"
      )
    }
    return broken
  }

  private func percent(_ value: Double) -> String { String(format: "%.2f %%", value) }
  private func ulps(_ value: Double) -> String { String(format: "%.2f ulp", value) }
}

extension Comparison.ChangedSample {
  /// One line for a person.
  var text: String {
    "Sample \(sample), which is \(label): float says \(floatClass) by "
      + String(format: "%.4f", floatMargin) + ", fixed point \(fixedClass) by "
      + String(format: "%.4f.", fixedMargin)
  }
}
