/// Where delimited text is wrong, and how.
struct TextFailure: Error {
  /// The place and what is wrong there, in words that may follow the file's name.
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// - Parameters:
  ///   - line: from 1.
  ///   - column: from 0; the text counts from 1.
  init(line: Int, column: Int, _ text: String) {
    reason = "line \(line), column \(column + 1) \(text)"
  }

  init(line: Int, _ text: String) { reason = "line \(line) \(text)" }
}
