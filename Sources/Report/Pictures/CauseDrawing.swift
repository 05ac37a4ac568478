import Conformance

/// What the error of each layer is made of, as bars side by side.
struct CauseDrawing {
  private let layers: [ExportReport.Layer]

  init(_ layers: [ExportReport.Layer]) {
    self.layers = Array(layers.prefix(24))
  }

  private static let (left, right, rowHeight, top) = (66.0, 590.0, 28.0, 34.0)

  var figure: String {
    let causes = ErrorCauses.Cause.allCases
    let most =
      layers.map { layer in
        layer.errorPartsUlps.values.filter { $0 > 0 }.reduce(0, +)
      }.max() ?? 0
    let scale = (Self.right - Self.left) / max(most, 1e-12)
    let keys = causes.enumerated().flatMap { index, cause in
      let x = Self.left + Double(index) * 108
      return [
        Drawing.bar(x, 4, 11, 11, class: "cause\(index)"), Drawing.text(cause.rawValue, x + 16, 15),
      ]
    }
    let rows = layers.enumerated().flatMap { index, layer -> [String] in
      let y = Self.top + Double(index) * Self.rowHeight
      var x = Self.left
      let bars = causes.enumerated().compactMap { number, cause -> String? in
        let part = layer.errorPartsUlps[cause.rawValue] ?? 0
        guard part > 0 else { return nil }
        defer { x += part * scale }
        return Drawing.bar(
          x,
          y,
          part * scale,
          18,
          class: "cause\(number)",
          title: "\(cause.rawValue) \(Drawing.short(part)) ulp"
        )
      }
      return [Drawing.text("layer \(layer.number)", 0, y + 13)] + bars
    }
    let bottom = Self.top + Double(layers.count) * Self.rowHeight
    let scaleText = Drawing.text(
      "\(Drawing.short(most)) ulp",
      Self.right,
      bottom + 14,
      anchor: "end"
    )
    return Drawing.figure(
      "What the errors are made of",
      Drawing.svg(
        "causes",
        title: "The root mean square error of each layer by cause",
        description: description,
        width: 600,
        height: bottom + 20,
        keys + rows + [scaleText]
      ),
      caption:
        "The longest color is what to change first: weights by wider sums, activations by scaling, inputs by "
        + "their range."
    )
  }

  private var description: String {
    layers.map { layer in
      let parts = ErrorCauses.Cause.allCases.map {
        "\($0.rawValue) \(Drawing.short(layer.errorPartsUlps[$0.rawValue] ?? 0))"
      }
      return "Layer \(layer.number), in ulps: \(parts.joined(separator: ", "))."
    }.joined(separator: " ")
  }
}
