/// Lines of C, indented as they are nested.
struct CCode {
  private(set) var text = ""
  private var depth = 0

  /// Adds lines at the present depth.
  mutating func add(_ lines: String) {
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      text += (line.isEmpty ? "" : String(repeating: "    ", count: depth)) + line + "\n"
    }
  }

  /// Adds `head { … }`.
  mutating func block(_ head: String, _ body: (inout CCode) -> Void) {
    add(head.isEmpty ? "{" : head + " {")
    depth += 1
    body(&self)
    depth -= 1
    add("}")
  }

  /// Adds a function, whose brace stands on a line of its own.
  mutating func function(_ head: String, _ body: (inout CCode) -> Void) {
    add(head)
    add("{")
    depth += 1
    body(&self)
    depth -= 1
    add("}")
  }

  /// Adds a loop of `variable` from `first` to before `end`; where that is one turn from 0 on, the body alone, to
  /// which the variable is then "0".
  mutating func loop(
    _ variable: String,
    from first: String = "0",
    to end: String,
    _ body: (inout CCode, String) -> Void
  ) {
    if first == "0" && end == "1" { return body(&self, "0") }
    block("for (\(variable) = \(first); \(variable) < \(end); \(variable)++)") {
      body(&$0, variable)
    }
  }
}

/// Expressions of C, without what changes nothing.
enum CExpression {
  static func product(_ first: String, _ factor: Int) -> String {
    if first == "0" || factor == 0 { return "0" }
    if factor == 1 { return first }
    return "\(operand(first)) * \(factor)"
  }

  static func sum(_ terms: String...) -> String {
    let left = terms.filter { $0 != "0" }
    return left.isEmpty ? "0" : left.joined(separator: " + ")
  }

  static func difference(_ first: String, _ number: Int) -> String {
    if number == 0 { return first }
    return first == "0" ? "-\(number)" : "\(first) - \(number)"
  }

  private static func operand(_ text: String) -> String {
    text.contains(" + ") || text.contains(" - ") ? "(\(text))" : text
  }
}

/// Numbers and arrays of C.
enum CNumbers {
  /// A number as C takes it on any machine: the smallest of 32 bits has no literal of its own.
  static func literal(_ number: some FixedWidthInteger) -> String {
    number == Int32.min ? "(-2147483647 - 1)" : "\(number)"
  }

  /// A constant array of the file's own.
  static func array(
    _ type: String,
    _ name: String,
    _ numbers: [some FixedWidthInteger & Sendable],
    perLine: Int? = nil
  ) -> String {
    """
    static const \(type) \(name)[\(numbers.count)] HALFWORD_CONSTANT = {
    \(lines(numbers.map { literal($0) }, perLine: perLine))
    };

    """
  }

  /// Entries with commas, in lines of about a hundred characters; a new line after each `perLine`.
  static func lines(_ entries: [String], perLine: Int? = nil) -> String {
    var lines: [String] = []
    var line = ""
    for (index, entry) in entries.enumerated() {
      let text = entry + (index + 1 < entries.count ? "," : "")
      let isNew = perLine.map { index > 0 && index.isMultiple(of: $0) } ?? false
      if isNew || line.utf8.count + text.utf8.count + 1 > 104 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "    " : " ") + text
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
