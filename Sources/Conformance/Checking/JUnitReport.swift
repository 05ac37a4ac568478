/// Verdicts as JUnit XML, which continuous-integration servers show.
public struct JUnitReport {
  private let suite: String
  private let results: [(name: String, verdict: VectorVerdict)]

  /// - Parameters:
  ///   - suite: what was checked.
  ///   - results: the verdict on each record.
  public init(suite: String, results: [(name: String, verdict: VectorVerdict)]) {
    self.suite = suite
    self.results = results
  }

  /// The file's text.
  public var text: String {
    let failed = results.count { if case .failed = $0.verdict { true } else { false } }
    let skipped = results.count { if case .skipped = $0.verdict { true } else { false } }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
        <testsuite name="\(escaped(suite))" tests="\(results.count)" failures="\(failed)" \
      skipped="\(skipped)" errors="0">
      \(results.map(testCase).joined(separator: "\n"))
        </testsuite>
      </testsuites>

      """
  }

  private func testCase(name: String, verdict: VectorVerdict) -> String {
    let group = name.prefix { $0 != "/" }
    let start = "    <testcase classname=\"\(escaped(String(group)))\" name=\"\(escaped(name))\""
    switch verdict {
    case .passed: return "\(start)/>"
    case .failed(let message):
      return "\(start)><failure message=\"\(escaped(message))\"/></testcase>"
    case .skipped(let message):
      return "\(start)><skipped message=\"\(escaped(message))\"/></testcase>"
    }
  }

  /// Text for an attribute; characters that XML 1.0 does not allow become question marks.
  private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { character -> String in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "\t", "\n", "\r": "&#\(character.value);"
      case _ where character.value < 0x20: "?"
      default: String(character)
      }
    }.joined()
  }
}
