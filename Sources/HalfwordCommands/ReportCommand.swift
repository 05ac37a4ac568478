import ArgumentParser
import Conformance
import Deployment
import Files
import Quantization
import Report

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Write a page that runs the model, with all that is known about its export, and JSON.",
    discussion: """
      The page runs the model with the bits of the device: draw a digit, or set the inputs, and see the words, the \
      float network beside them, and each layer. Below are the verdict and pictures; for each layer the use of its weights' range, clipped weights, dead units, rounding \
      noise, sums, saturations, flash and products; flash, RAM and instructions; the samples whose answer \
      changed and those with the largest errors. The page needs no other file.
      """
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint or the ONNX model that the image was exported from.")
  var against: String

  @OptionGroup var data: DataOptions

  @OptionGroup(title: "Verdict") var verdict: VerdictOptions

  @Option(help: "What halfword train --history wrote: its curves are drawn (.csv).")
  var history: String?

  @Option(help: "The page to write (.html).")
  var html: String?

  @Option(help: "The machine-readable report to write (.json).")
  var json: String?

  func validate() throws {
    if html == nil && json == nil { throw ValidationError("give --html, --json or both") }
  }

  func run() throws {
    let outputs = [html, json].compactMap(\.self)
    try checkOutputs(outputs, inputs: [model, against] + [history].compactMap(\.self) + data.files)
    for file in outputs { try checkFolder(ofFile: file) }
    let training = try history.map(curves)
    let deployed = try DeployedModel(modelFile: model, checkpointFile: against)
    let samples = try data.preparedSamples(for: deployed)
    let guess = try deployed.answerGuess(given: verdict.answer, samples)
    let evaluation = try FixedPointEvaluation(
      of: deployed,
      on: samples,
      answer: guess.answer,
      limits: verdict.limits,
      samplesLimit: verdict.samplesLimit
    )
    if let html {
      let page = evaluation.pageModel(
        of: deployed.model,
        samples,
        classes: deployed.classes,
        name: fileStem(model),
        identifier: CHeader.identifier(from: fileStem(model))
      )
      try write(Data(evaluation.report.html(running: page, training: training).utf8), toFile: html)
    }
    if let json { try write(evaluation.report.json(), toFile: json) }
    print(guess.text)
    print("Wrote \(outputs.joined(separator: " and ")).")
  }

  private func curves(ofFile file: String) throws -> TrainingCurves {
    let data = try contents(ofFile: file, limit: 64 << 20)
    guard let curves = TrainingCurves(history: String(decoding: data, as: UTF8.self)) else {
      throw FileError(file: file, reason: "it is no history of halfword train, or has no epoch")
    }
    return curves
  }
}
