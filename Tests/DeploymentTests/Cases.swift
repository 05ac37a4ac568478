import Conformance
import Datasets
import Deployment
import FloatNetwork
import Foundation
import Testing

/// The small inputs that went wrong once: HALFWORD_CASES, or `shared/cases` beside the package.
enum Cases {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["HALFWORD_CASES"] {
      return URL(filePath: path)
    }
    let packageRoot = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return packageRoot.appending(path: "../shared/cases").standardized
  }()

  /// Says so where they are not there.
  static let areThere: Bool = {
    let areThere = FileManager.default.fileExists(atPath: folder.path)
    if !areThere { print("SKIPPED: no cases in \(folder.path); set HALFWORD_CASES") }
    return areThere
  }()

  static func path(_ name: String) -> String { folder.appending(path: name).path }
}

/// One case on the way that `deploy` takes.
struct CaseRun {
  let source: Checkpoint
  let export: Export
  let evaluation: FixedPointEvaluation
  let guess: AnswerGuess

  var comparison: Comparison { evaluation.comparison }
  var verdict: Verdict { evaluation.verdict }

  /// - Parameters:
  ///   - label: where the label stands; nil for none.
  ///   - change: what is asked for that the defaults do not.
  init(
    _ name: String,
    data: String? = nil,
    label: TableFormat.LabelColumn = .last,
    answer: Answer? = nil,
    limits: VerdictLimits = VerdictLimits(),
    change: (inout ExportRequest) -> Void = { _ in }
  ) throws {
    source = try Checkpoint(ofModelFile: Cases.path("\(name).onnx"))
    let loaded = try DataSource(
      Cases.path(data ?? "\(name).csv"),
      options: .init(table: TableFormat(label: label))
    ).samples(.test, isDivided: false, outputCount: source.network.outputCount)
    var request = ExportRequest()
    let samples = try PreparedSamples(
      loaded,
      for: source,
      inputs: request.inputs,
      form: .gray
    )
    guess = AnswerGuess(
      given: answer,
      recorded: nil,
      for: source,
      truth: samples.truth
    )
    request.answer = guess.answer
    change(&request)
    export = try Export(of: source, samples: samples.rows, request, name: name)
    evaluation = try FixedPointEvaluation(
      of: export.model,
      with: export.network,
      pair: export.pair,
      on: samples,
      answer: guess.answer,
      limits: limits,
      proved: (export.box, export.proof)
    )
  }
}
