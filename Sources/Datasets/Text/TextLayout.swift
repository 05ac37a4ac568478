/// How the lines of delimited text are divided, found from the first that is no comment.
struct TextLayout {
  let separator: Separator
  /// A semicolon or comma that ends lines without being the separator.
  let lineEnd: UInt8?

  /// - Parameter given: the separator that a person named; nil finds out.
  init(detectedIn bytes: [UInt8], given: Separator?) throws(TextFailure) {
    let (line, number) = Self.firstLine(of: bytes)
    let found = given ?? Self.separator(of: line)
    separator = found
    lineEnd = line.last.flatMap { last in
      let isEnd =
        (last == UInt8(ascii: ";") || last == UInt8(ascii: ",")) && last != found.byte
        && line.count { $0 == last } == 1
      return isEnd ? last : nil
    }
    if let given, !Self.occurs(given, in: line) {
      let others = Separator.allCases.filter { Self.occurs($0, in: line) }
      if !others.isEmpty {
        let names = others.map(\.rawValue).joined(separator: " and ")
        throw TextFailure(
          line: number,
          "has no \(given.rawValue), which --separator names, but \(names); pass --separator "
            + "\(Self.separator(of: line).rawValue), or leave it out"
        )
      }
    }
  }

  private static func occurs(_ separator: Separator, in line: [UInt8]) -> Bool {
    separator.byte.map(line.contains) ?? line.contains(where: isBlank)
  }

  /// The first of tab, comma and semicolon that the line has, otherwise blanks; but a comma between
  /// digits may be a decimal one, which shows where semicolons or blanks divide the line into numbers.
  private static func separator(of line: [UInt8]) -> Separator {
    let semicolon = UInt8(ascii: ";")
    if line.contains(UInt8(ascii: "\t")) { return .tab }
    let hasSemicolon = line.dropLast().contains(semicolon)
    if line.contains(UInt8(ascii: ",")) {
      if hasSemicolon, areDecimal(line.split(separator: semicolon)) { return .semicolon }
      let words = line.split(whereSeparator: isBlank)
      return words.count >= 2 && areDecimal(words) ? .blank : .comma
    }
    if line.contains(semicolon), hasSemicolon || !line.contains(where: isBlank) {
      return .semicolon
    }
    return .blank
  }

  /// Whether each field that has a comma is a number with a decimal one.
  private static func areDecimal(_ fields: [ArraySlice<UInt8>]) -> Bool {
    fields.allSatisfy { field in
      let trimmed = field.filter { !isBlank($0) }
      return !trimmed.contains(UInt8(ascii: ",")) || isDecimalCommaNumber(trimmed)
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// The first line that holds something and is no comment, without the blanks around it, and its
  /// number; what stands in quotes is left out.
  private static func firstLine(of bytes: [UInt8]) -> (line: [UInt8], number: Int) {
    var line: [UInt8] = []
    var number = 1
    var start = 1
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") && !isQuoted {
        let content = line.trimmingBlanks()
        if !isQuoted, !content.isEmpty, content.first != UInt8(ascii: "#") {
          return (content, start)
        }
        if byte == UInt8(ascii: "\n") { number += 1 }
        if !isQuoted {
          line.removeAll(keepingCapacity: true)
          start = number
        }
      } else if !isQuoted {
        // Of a byte order mark nothing matters here.
        line.append(byte)
      }
    }
    let content = line.trimmingBlanks()
    return (content.first == UInt8(ascii: "#") ? [] : content, start)
  }
}

extension [UInt8] {
  fileprivate func trimmingBlanks() -> [UInt8] {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return [] }
    return Array(self[first...last])
  }
}
