import ArgumentParser
import Conformance
import Datasets
import Files
import FloatNetwork
import Foundation

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write all that is known about an export: a page with pictures, and JSON.",
    discussion: """
      For each layer the use of its weights' range, clipped weights, dead units, rounding noise, sums, \
      saturations, flash and products; flash, RAM and instructions; the samples whose answer \
      changed and those with the largest errors. The page needs no other file.
      """
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint that the image was exported from.")
  var against: String

  @OptionGroup var data: DataOptions

  @Option(help: "The page to write (.html).")
  var html: String?

  @Option(help: "The machine-readable report to write (.json).")
  var json: String?

  func validate() throws {
    if html == nil && json == nil { throw ValidationError("give --html, --json or both") }
  }

  func run() throws {
    let deployment = try Deployment(modelFile: model, checkpointFile: against)
    let fixed = deployment.model
    let network = try deployment.floatNetwork()
    for file in [html, json].compactMap(\.self) { try checkFolder(ofFile: file) }
    let dataset = try deployment.testSamples(data).modelInputs
    let box = ProofBox(of: fixed.network, orOf: dataset)
    var progress = ProgressLine()
    let report = try ExportReport(
      of: fixed,
      with: network,
      on: dataset,
      box: box.ranges,
      boxText: box.text
    ) { progress.show($0, "the report") }
    progress.finish()
    if let html { try write(Data(report.html.utf8), toFile: html) }
    if let json { try write(report.json(), toFile: json) }
    print("Wrote \([html, json].compactMap(\.self).joined(separator: " and ")).")
  }
}
