import FloatNetwork

/// Histograms of each layer's weights, words and errors, a row a layer.
struct HistogramDrawing {
  private let layers: [Distributions.Layer]

  init(_ layers: [Distributions.Layer]) {
    // More rows are no picture.
    self.layers = Array(layers.prefix(24))
  }

  private static let columns: [(title: String, ends: [String])] = [
    ("weights", ["−largest", "0", "largest"]), ("words of values", ["−32768", "0", "32767"]),
    ("errors in steps", ["1/32", "1", "512"]),
  ]
  private static let (left, columnWidth, plotWidth) = (62.0, 192.0, 168.0)
  private static let (top, rowHeight, plotHeight) = (26.0, 74.0, 54.0)

  var figure: String {
    let titles = Self.columns.enumerated().map { index, column in
      Drawing.text(column.title, left(index) + Self.plotWidth / 2, 14, anchor: "middle", size: 14)
    }
    let rows = layers.enumerated().flatMap { index, layer in row(index, layer) }
    let bottom = Self.top + Double(layers.count) * Self.rowHeight
    let ends = Self.columns.enumerated().flatMap { index, column in
      column.ends.enumerated().map { place, text in
        Drawing.text(
          text,
          left(index) + Self.plotWidth * Double(place) / 2,
          bottom + 2,
          anchor: ["start", "middle", "end"][place],
          size: 13
        )
      }
    }
    return Drawing.figure(
      "Weights, values and errors by layer",
      Drawing.svg(
        "histograms",
        title: "Histograms of weights, words and errors of each layer",
        description: description,
        width: Self.left + 3 * Self.columnWidth,
        height: bottom + 12,
        titles + rows + ends
      ),
      caption:
        "Words that crowd near an end are close to saturation; errors to the right of 1 are more than one "
        + "step of a word."
    )
  }

  private var description: String {
    layers.enumerated().map { index, layer in
      let far = layer.errors.dropFirst(1 - Distributions.firstOctave).reduce(0, +)
      let all = max(1, layer.errors.reduce(0, +))
      let outer = layer.words.prefix(4).reduce(0, +) + layer.words.suffix(4).reduce(0, +)
      let words = max(1, layer.words.reduce(0, +))
      return
        "Layer \(index + 1): \(Drawing.short(100 * Double(outer) / Double(words))) % of the words lie in the "
        + "outer fifth of 16 bits, \(Drawing.short(100 * Double(far) / Double(all))) % of the errors are one step or more."
    }.joined(separator: " ")
  }

  private func left(_ column: Int) -> Double { Self.left + Double(column) * Self.columnWidth }

  private func row(_ index: Int, _ layer: Distributions.Layer) -> [String] {
    let base = Self.top + Double(index) * Self.rowHeight + Self.plotHeight
    let label = Drawing.text("layer \(index + 1)", 0, base)
    let plots = [layer.weights, layer.words, layer.errors].enumerated().flatMap { column, counts in
      bars(counts, left: left(column), base: base)
    }
    return [label] + plots
  }

  private func bars(_ counts: [Int], left: Double, base: Double) -> [String] {
    let most = counts.max() ?? 0
    let axis =
      "<path class=\"axis\" d=\"M\(Drawing.number(left)) \(Drawing.number(base))h\(Drawing.number(Self.plotWidth))\"/>"
    guard most > 0 else { return [axis, Drawing.text("none", left + 4, base - 4)] }
    let width = Self.plotWidth / Double(counts.count)
    // One path for all bars keeps the page small.
    let steps = counts.enumerated().filter { $1 > 0 }.map { place, count in
      let height = max(1, Self.plotHeight * Double(count) / Double(most))
      return "M\(Drawing.number(left + width * Double(place))) \(Drawing.number(base))"
        + "v-\(Drawing.number(height))h\(Drawing.number(width * 0.9))v\(Drawing.number(height))z"
    }
    return ["<path class=\"data\" d=\"\(steps.joined())\"/>", axis]
  }
}
