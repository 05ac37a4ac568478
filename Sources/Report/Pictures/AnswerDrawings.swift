/// How clear answers are, and how many of them changed.
struct ReliabilityDrawing {
  private let margins: [Distributions.Margin]

  /// Nil where there is nothing to draw.
  init?(_ margins: [Distributions.Margin]) {
    guard let first = margins.firstIndex(where: { $0.samples > 0 }),
      let last = margins.lastIndex(where: { $0.samples > 0 })
    else { return nil }
    self.margins = Array(margins[first...last])
  }

  private static let (left, right, top, bottom) = (52.0, 590.0, 20.0, 200.0)

  var figure: String {
    let width = (Self.right - Self.left) / Double(margins.count)
    let most = Double(margins.map(\.samples).max() ?? 1)
    let height = Self.bottom - Self.top
    let bars = margins.enumerated().map { index, margin in
      let size = height * Double(margin.samples) / most
      return Drawing.bar(
        Self.left + Double(index) * width + 1,
        Self.bottom - size,
        width - 2,
        size,
        class: "pale",
        title: "\(margin.samples) samples, \(margin.changed) changed"
      )
    }
    let points = margins.enumerated().compactMap { index, margin -> (x: Double, y: Double)? in
      guard margin.samples > 0 else { return nil }
      let share = Double(margin.changed) / Double(margin.samples)
      return (Self.left + (Double(index) + 0.5) * width, Self.bottom - height * share)
    }
    let step = max(1, margins.count / 8)
    let labels = margins.enumerated().filter { $0.offset.isMultiple(of: step) }.map {
      index,
      margin in
      Drawing.text(
        Drawing.short(margin.least),
        Self.left + Double(index) * width,
        Self.bottom + 17,
        anchor: "middle"
      )
    }
    let axis = [
      "<path class=\"axis\" d=\"M52 20V200H590\"/>",
      Drawing.text("100 %", 47, Self.top + 4, anchor: "end"),
      Drawing.text("0 %", 47, Self.bottom + 3, anchor: "end"),
      Drawing.text("lead of the float network’s answer, in ulps", 320, 236, anchor: "middle"),
    ]
    let dots = points.map {
      "<circle class=\"mark\" r=\"3\" cx=\"\(Drawing.number($0.x))\" cy=\"\(Drawing.number($0.y))\"/>"
    }
    let changed = margins.map(\.changed).reduce(0, +)
    return Drawing.figure(
      "How clear the answers are",
      Drawing.svg(
        "reliability",
        title: "The share of changed answers by the lead of the float network’s answer",
        description: margins.map {
          "From \(Drawing.short($0.least)) ulps: \($0.samples) samples, \($0.changed) changed."
        }.joined(separator: " "),
        width: 600,
        height: 240,
        bars + axis + labels + [Drawing.line(points)] + dots
      ),
      caption: changed == 0
        ? "No answer changed, however small its lead: the line stays at 0 %."
        : "Answers change where the lead is small, on the left, and no longer where it is large; bars say how many samples "
          + "there are."
    )
  }
}

/// How often fixed point answers each class, for each class that is right.
struct ConfusionDrawing {
  private let counts: [[Int]]
  private let hasLabels: Bool

  /// Nil where there is nothing to draw.
  init?(_ distributions: Distributions) {
    guard !distributions.confusion.isEmpty else { return nil }
    counts = distributions.confusion
    hasLabels = distributions.hasLabels
  }

  var figure: String {
    let cell = 280 / Double(counts.count)
    let most = Double(counts.flatMap(\.self).max() ?? 1)
    let cells = counts.indices.flatMap { row in
      counts[row].indices.compactMap { column -> String? in
        let count = counts[row][column]
        guard count > 0 else { return nil }
        let (x, y) = (40 + Double(column) * cell, 30 + Double(row) * cell)
        let opacity = Drawing.decimal(0.15 + 0.85 * (Double(count) / max(1, most)), digits: 2)
        let kind = row == column ? "data" : "mark"
        let box =
          "<rect class=\"\(kind)\" fill-opacity=\"\(opacity)\" x=\"\(Drawing.number(x))\" y=\"\(Drawing.number(y))\" "
          + "width=\"\(Drawing.number(cell - 1))\" height=\"\(Drawing.number(cell - 1))\"/>"
        guard counts.count <= 12 else { return box }
        let isDark = row == column && Double(count) > most / 2
        return box
          + "<text class=\"\(isDark ? "on-data" : "")\" x=\"\(Drawing.number(x + cell / 2))\" "
          + "y=\"\(Drawing.number(y + cell / 2 + 4))\" text-anchor=\"middle\">\(count)</text>"
      }
    }
    let numbers = counts.indices.filter { counts.count <= 20 || $0.isMultiple(of: 5) }.flatMap {
      [
        Drawing.text("\($0)", 34, 30 + (Double($0) + 0.5) * cell + 4, anchor: "end"),
        Drawing.text("\($0)", 40 + (Double($0) + 0.5) * cell, 24, anchor: "middle"),
      ]
    }
    let wrong = counts.indices.map { row in
      counts[row].enumerated().filter { $0.offset != row }.map(\.element).reduce(0, +)
    }.reduce(0, +)
    let truth = hasLabels ? "right" : "float’s answer"
    return Drawing.figure(
      hasLabels ? "Which classes are confused" : "Which answers changed",
      Drawing.svg(
        "confusion",
        title: "Answers in fixed point by the class that is \(truth)",
        description: pairs.isEmpty
          ? "All samples lie on the diagonal."
          : "Off the diagonal: \(pairs.joined(separator: "; ")).",
        width: 600,
        height: 322,
        cells + numbers + [
          Drawing.text("fixed point answers", 180, 10, anchor: "middle"),
          "<text transform=\"translate(10 170) rotate(-90)\" text-anchor=\"middle\">\(truth)</text>",
        ]
      ),
      caption: "Off the diagonal \(wrong == 1 ? "is 1 answer" : "are \(wrong) answers") that "
        + "\(hasLabels ? (wrong == 1 ? "is wrong." : "are wrong.") : "float would not give.")"
    )
  }

  private var pairs: [String] {
    counts.indices.flatMap { row in
      counts[row].indices.filter { $0 != row && counts[row][$0] > 0 }.map {
        "\(counts[row][$0]) of class \(row) answered as \($0)"
      }
    }
  }
}
