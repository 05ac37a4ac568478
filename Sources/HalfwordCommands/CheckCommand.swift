import ArgumentParser
import Conformance
import Datasets
import Files
import FloatNetwork
import Foundation
import Quantization

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare an image with the float network it came from, on every test sample.",
    discussion: """
      Runs each sample in Q8.8 and in Float64. Exits with status 1 where a limit is broken.
      """
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint that the image was exported from.")
  var against: String

  @OptionGroup var data: DataOptions

  @Option(help: "Limit: the accuracy that both must reach, in percent; none unless given.")
  var minAccuracy: Double?

  @Option(help: "Limit: how many percentage points of accuracy may be lost.")
  var maxAccuracyDrop = 0.3

  @Option(help: "Limit: the share of samples, in percent, whose answer may differ.")
  var maxDiffering = 1.0

  @Option(help: "Limit: the largest error of an output, in ulps of 1/256; none unless given.")
  var maxError: Double?

  func validate() throws {
    for (name, limit) in [
      ("--max-accuracy-drop", maxAccuracyDrop), ("--max-differing", maxDiffering),
      ("--max-error", maxError ?? 0), ("--min-accuracy", minAccuracy ?? 0),
    ] where !(limit >= 0) {
      throw ValidationError("\(name) must be a number from 0 up, not \(limit)")
    }
  }

  func run() throws {
    let deployment = try Deployment(modelFile: model, checkpointFile: against)
    let checkpoint = try deployment.requiredCheckpoint()
    let dataset = try deployment.testSamples(data).modelInputs
    var progress = ProgressLine()
    let comparison = try Comparison(
      of: deployment.model,
      with: checkpoint.network,
      standardization: checkpoint.foldedStandardization(for: deployment.inputs),
      on: dataset
    ) { done in
      progress.show(
        Double(done) / Double(dataset.count),
        "sample \(done) of \(dataset.count)"
      )
    }
    progress.finish()
    print(report(comparison, of: deployment))
    let broken = brokenLimits(comparison)
    guard broken.isEmpty else {
      throw FileError(file: model, reason: "limits broken: \(broken.joined(separator: "; "))")
    }
    print("Every limit is kept.")
  }

  private func report(_ comparison: Comparison, of deployment: Deployment) -> String {
    let largest = comparison.largestError
    var table = Table("Measure", "Value", "Limit")
    table.add("samples", "\(comparison.sampleCount)")
    table.add(
      "accuracy in float64",
      percent(comparison.floatAccuracy),
      minAccuracy.map { "at least \(percent($0))" } ?? "none"
    )
    let leastAccuracy = max(comparison.floatAccuracy - maxAccuracyDrop, minAccuracy ?? 0)
    table.add(
      "accuracy in Q8.8",
      percent(comparison.fixedAccuracy),
      "at least \(percent(leastAccuracy))"
    )
    table.add(
      "answers that differ",
      "\(comparison.differingSamples.count)",
      "at most \(percent(maxDiffering))"
    )
    table.add(
      "largest output error",
      String(format: "%.2f ulp", largest.ulps),
      maxError.map { "at most \($0) ulp" } ?? "none"
    )
    table.add("mean output error", String(format: "%.4f ulp", comparison.meanError))
    table.add("inputs saturated", "\(comparison.saturatedInputCount)")
    for (index, count) in comparison.saturations.enumerated() {
      table.add("saturations in layer \(index + 1)", "\(count)")
    }
    let differing = comparison.differingSamples.prefix(10).map(String.init)
    return table.text + "\n  1 ulp = 1/256; the largest error is at sample \(largest.sample), "
      + "output \(largest.output).\n"
      + (differing.isEmpty
        ? "" : "  Answers differ at samples \(differing.joined(separator: ", ")).\n")
      + "  " + origin(of: deployment)
  }

  /// Whether the image is what `export` makes of the checkpoint.
  private func origin(of deployment: Deployment) -> String {
    let identity = deployment.model.identityText
    guard deployment.isExport else {
      return "The image is not the export of this checkpoint: its identity is \(identity), the "
        + "export's \(deployment.exportIdentity ?? "unknown")."
    }
    let inputs =
      deployment.checkpoint?.standardization == nil ? "" : ", for \(deployment.inputs) inputs"
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
    let drop = comparison.floatAccuracy - comparison.fixedAccuracy
    if drop > maxAccuracyDrop {
      broken.append(
        "accuracy falls by \(points(drop)) points, at most \(points(maxAccuracyDrop)) are allowed"
      )
    }
    if comparison.differingShare > maxDiffering {
      broken.append(
        "\(percent(comparison.differingShare)) of the answers differ, at most "
          + "\(percent(maxDiffering)) may"
      )
    }
    if let maxError, comparison.largestError.ulps > maxError {
      broken.append(
        "an output is off by \(points(comparison.largestError.ulps)) ulp, at most "
          + "\(maxError) are allowed"
      )
    }
    return broken
  }

  private func percent(_ value: Double) -> String { String(format: "%.2f %%", value) }
  private func points(_ value: Double) -> String { String(format: "%.2f", value) }
}
