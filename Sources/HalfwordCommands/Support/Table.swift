/// Lines of cells under a heading, in columns as wide as they need to be. Numbers stand right.
struct Table {
  private var lines: [[String]]

  init(_ heading: String...) {
    lines = [heading]
  }

  /// - Parameter lines: the heading, then the lines.
  init(lines: [[String]]) {
    self.lines = lines
  }

  mutating func add(_ cells: String...) { add(cells) }

  mutating func add(_ cells: [String]) { lines.append(cells) }

  var text: String {
    let columns = lines.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { line in
      let cells = line.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return cell.first?.isNumber ?? false || cell.first == "-" || cell.first == "+"
          ? padding + cell : cell + padding
      }
      return "  " + cells.joined(separator: "  ").trimmingTrailingSpaces
    }.joined(separator: "\n")
  }
}

extension String {
  var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
