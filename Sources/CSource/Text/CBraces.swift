/// Gives each body of a control statement braces, as MISRA C (rule 15.6) and many house styles want them, so that the
/// texts here can do without.
struct CBraces {
  private let lines: [Substring]
  private var position = 0
  private var output: [String] = []

  static func added(to text: String) -> String {
    var braces = CBraces(text)
    while braces.position < braces.lines.count { braces.takeLine() }
    return braces.output.joined(separator: "\n")
  }

  private init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// A line outside of bodies without braces, or a whole control statement that has one.
  private mutating func takeLine() {
    guard isControl(lines[position]) else {
      output.append(String(lines[position]))
      position += 1
      return
    }
    let indentation = String(lines[position].prefix { $0 == " " })
    takeHead()
    guard output.last?.hasSuffix("{") == false else { return }
    output[output.count - 1] += " {"
    takeStatement()
    let closes = position < lines.count && lines[position].hasPrefix(indentation + "else")
    output.append(indentation + (closes ? "} else" : "}"))
    guard closes else { return }
    // The body of the "else", whose own line is there already.
    position += 1
    output[output.count - 1] += " {"
    takeStatement()
    output.append(indentation + "}")
  }

  /// The lines of a control statement up to its closing parenthesis.
  private mutating func takeHead() {
    var depth = 0
    repeat {
      depth += lines[position].reduce(0) { $0 + ($1 == "(" ? 1 : $1 == ")" ? -1 : 0) }
      output.append(String(lines[position]))
      position += 1
    } while depth > 0 && position < lines.count
  }

  /// One statement, over as many lines as it has.
  private mutating func takeStatement() {
    if isControl(lines[position]) { return takeLine() }
    var isOpen = true
    while isOpen, position < lines.count {
      isOpen = !lines[position].hasSuffix(";")
      output.append(String(lines[position]))
      position += 1
    }
  }

  private func isControl(_ line: Substring) -> Bool {
    let text = line.drop { $0 == " " }
    return text.hasPrefix("if (") || text.hasPrefix("for (")
  }
}
