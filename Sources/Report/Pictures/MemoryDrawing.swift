import Quantization

extension ExportReport {
  /// What lies where in the workspace while which layers run.
  public struct Memory: Codable, Equatable, Sendable {
    /// What a layer gives, in its place.
    public struct Tensor: Codable, Equatable, Sendable {
      /// The layer that writes it, from 1.
      public var layer: Int
      /// The last layer for which it stays there: its last reader, or the one before what is added to it.
      public var lastLayer: Int
      /// Where it begins.
      public var offset: Int
      /// Its bytes.
      public var bytes: Int
      /// Whether its memory is in use when the most is.
      public var isAtPeak: Bool
    }

    /// The tensors, in the order in which they are written.
    public var tensors: [Tensor]
    /// The layer during which the most memory is in use, from 1.
    public var peakLayer: Int
    /// What decides the size, in words.
    public var peakText: String
  }

  /// The plan of the workspace as a section of the page; nothing where a run needs none.
  var memorySection: String {
    memory.map { MemoryDrawing($0, kinds: layers.map(\.kind), size: workspaceBytes).section } ?? ""
  }
}

extension ExportReport.Memory {
  /// Gathers the plan that an image records; nil where a run needs no memory.
  init?(_ plan: MemoryPlan) {
    guard let peakText = plan.peakText else { return nil }
    self.peakText = peakText
    let peak = plan.peak
    peakLayer = peak.layer + 1
    tensors = plan.blocks.flatMap { block in
      // Of tensors in one place each lies there until the next is written.
      zip(block.tensors, block.tensors.dropFirst() + [block.layers.upperBound + 2]).map {
        Tensor(
          layer: $0,
          lastLayer: $1 - 1,
          offset: block.offset,
          bytes: block.size,
          isAtPeak: peak.blocks.contains(block)
        )
      }
    }.sorted { $0.layer < $1.layer }
  }
}

/// The plan as a picture: layers from left to right, bytes from the bottom up. It takes its colors from the page.
struct MemoryDrawing {
  private let memory: ExportReport.Memory
  /// What each layer does.
  private let kinds: [String]
  /// The bytes of the workspace.
  private let size: Int

  init(_ memory: ExportReport.Memory, kinds: [String], size: Int) {
    (self.memory, self.kinds, self.size) = (memory, kinds, size)
  }

  /// The picture under its heading, and what to see in it.
  var section: String {
    """
    <section><h2>Workspace, \(size) bytes</h2>
    <p>Each box is what a layer gives, as long as a later layer still reads it: boxes above each other exist at \
    the same time, boxes side by side share memory, where two overlap a layer writes over what it reads, and the \
    dark ones make the peak, as \(memory.peakText).</p>
    \(svg)</section>

    """
  }

  private var svg: String {
    """
    <svg class="memory" viewBox="0 0 \(Self.width) \(Self.height)" role="img" \
    aria-labelledby="memory-title memory-desc" font-size="12" fill="currentColor">
    <title id="memory-title">What lies in the workspace while each layer runs</title>
    <desc id="memory-desc">\(description)</desc>
    \((axes + memory.tensors.map(box) + [peakLine]).joined(separator: "\n"))
    </svg>
    """
  }

  /// All that the picture shows, in words.
  private var description: String {
    let tensors = memory.tensors.map { tensor in
      "\(fullLabel(tensor)), at byte \(tensor.offset), " + Self.text(tensor)
    }
    return "The peak is \(size) bytes, as \(memory.peakText). "
      + tensors.joined(separator: "; ") + "."
  }

  private func box(_ tensor: ExportReport.Memory.Tensor) -> String {
    let left = left(ofLayer: tensor.layer)
    let width = self.left(ofLayer: tensor.lastLayer + 1) - left
    let top = y(tensor.offset + tensor.bytes)
    // A line where the tensor is small.
    let height = max(1, y(tensor.offset) - top)
    let opacity = tensor.isAtPeak ? "0.3" : "0.1"
    let place =
      "x=\"\(Drawing.number(left))\" y=\"\(Drawing.number(top))\" width=\"\(Drawing.number(width))\""
    // In boxes that overlap, by layers that follow each other, labels are beside each other.
    let shift = height < 40 ? 0 : tensor.layer.isMultiple(of: 2) ? 9.0 : -9
    let label = label(tensor, width: width, height: height).map {
      Drawing.text($0, left + width / 2, top + height / 2 + 4 + shift, anchor: "middle")
    }
    return "<g><title>\(fullLabel(tensor)), \(Self.text(tensor))</title>"
      + "<rect \(place) height=\"\(Drawing.number(height))\" fill-opacity=\"\(opacity)\" "
      + "stroke=\"currentColor\"/>\(label ?? "")</g>"
  }

  /// The longest label that fits a box.
  private func label(
    _ tensor: ExportReport.Memory.Tensor,
    width: Double,
    height: Double
  ) -> String? {
    guard height >= 13 else { return nil }
    let labels = [
      fullLabel(tensor), "\(tensor.layer): \(tensor.bytes) bytes",
      "\(tensor.layer): \(tensor.bytes)", "\(tensor.layer)",
    ]
    return labels.first { Double($0.count) * Self.letterWidth < width }
  }

  private func fullLabel(_ tensor: ExportReport.Memory.Tensor) -> String {
    "layer \(tensor.layer), \(kinds[tensor.layer - 1]), \(tensor.bytes) bytes"
  }

  private static func text(_ tensor: ExportReport.Memory.Tensor) -> String {
    tensor.lastLayer == tensor.layer
      ? "while that layer runs" : "until layer \(tensor.lastLayer) has run"
  }

  /// Layers below, bytes on the left.
  private var axes: [String] {
    let bottom = y(0)
    // Not so many that they touch.
    let step = Int((Self.letterWidth * 3.5 / columnWidth).rounded(.up))
    let numbers = stride(from: 1, through: kinds.count, by: max(1, step)).map { layer in
      let middle = left(ofLayer: layer) + columnWidth / 2
      return Drawing.text("\(layer)", middle, bottom + 16, anchor: "middle")
    }
    var tick = 4
    while tick * 5 < size { tick *= 2 }
    let bytes = stride(from: 0, to: size, by: tick).filter { $0 == 0 || size - $0 > tick / 3 }
    return [
      "<path d=\"M\(Drawing.number(Self.left)) \(Drawing.number(Self.top))V\(Drawing.number(bottom))H\(Drawing.number(Self.right))\" "
        + "fill=\"none\" stroke=\"currentColor\"/>",
      Drawing.text("layer", (Self.left + Self.right) / 2, bottom + 34, anchor: "middle"),
      Drawing.text("bytes", Self.left - 6, Self.top - 12, anchor: "end"),
    ] + numbers + bytes.map { Drawing.text("\($0)", Self.left - 6, y($0) + 4, anchor: "end") }
  }

  /// How far up memory is in use, and during which layer.
  private var peakLine: String {
    let middle = left(ofLayer: memory.peakLayer) + columnWidth / 2
    let isLeft = middle < (Self.left + Self.right) / 2
    let y = Drawing.number(y(size))
    return
      "<path d=\"M\(Drawing.number(Self.left)) \(y)H\(Drawing.number(Self.right))\" fill=\"none\" "
      + "stroke=\"currentColor\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>"
      + "<path d=\"M\(Drawing.number(middle)) \(y)l-5 -8h10z\"/>"
      + Drawing.text("\(size)", Self.left - 6, self.y(size) + 4, anchor: "end")
      + Drawing.text(
        "peak, while layer \(memory.peakLayer) runs",
        middle + (isLeft ? 9 : -9),
        self.y(size) - 5,
        anchor: isLeft ? "start" : "end"
      )
  }

  /// Where a layer's column begins, and where the one before it ends.
  private func left(ofLayer layer: Int) -> Double {
    Self.left + Double(layer - 1) * columnWidth
  }

  private var columnWidth: Double { (Self.right - Self.left) / Double(max(1, kinds.count)) }

  private func y(_ bytes: Int) -> Double {
    Self.bottom - (Self.bottom - Self.top) * Double(bytes) / Double(max(1, size))
  }

  private static let (width, height) = (900, 360)
  private static let (left, right, top, bottom) = (70.0, 890.0, 40.0, 316.0)
  /// About that of the page's font.
  private static let letterWidth = 6.6
}
