import Files

@testable import Datasets

/// A table in memory, for tests.
struct TableText {
  var text: String
  var format = TableFormat()
  var classes: ClassNames?
  var outputCount: Int?

  func samples() throws(FileError) -> LabeledSamples {
    try LabeledSamples(
      table: Array(text.utf8),
      format: format,
      classes: classes,
      outputCount: outputCount,
      file: "t.csv"
    )
  }

  /// Why it is refused.
  var refusal: String {
    do {
      _ = try samples()
      return "no error"
    } catch {
      return error.reason
    }
  }
}

extension LabeledSamples {
  /// The values of rows of numbers.
  var rowValues: [Float]? { if case .rows(let rows) = content { rows.inputs } else { nil } }
}
