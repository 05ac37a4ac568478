extension MemoryPlan {
  /// The plan for people: for each stretch of memory where it lies, what lies there, and in which layers.
  public struct Line: Equatable, Sendable {
    /// The bytes, from the first to the last.
    public let bytes: ClosedRange<Int>
    /// What lies there, as in "layers 1, 3 and 4": what these give.
    public let contents: String
    /// A mark for each layer: whether the memory is in use while it runs.
    public let use: [Bool]
    /// Whether it is there when the most memory is in use.
    public let isAtPeak: Bool
  }

  /// The lines, those of the lowest memory first.
  public var lines: [Line] {
    let peak = peak
    return blocks.sorted { ($0.offset, $0.layers.lowerBound) < ($1.offset, $1.layers.lowerBound) }
      .map { block in
        Line(
          bytes: block.offset...block.offset + block.size - 1,
          contents: Self.text(ofLayers: block.tensors),
          use: offsets.indices.map { block.layers.contains($0) },
          isAtPeak: peak.blocks.contains(block)
        )
      }
  }

  /// What decides the size, as in "layer 2 runs with what layers 1 and 2 give"; nil where there is no memory.
  public var peakText: String? {
    guard size > 0 else { return nil }
    let (layer, blocks) = peak
    let tensors = blocks.flatMap(\.tensors).filter { $0 <= layer + 1 }.sorted()
    return "layer \(layer + 1) runs with what \(Self.text(ofLayers: tensors)) gave or gives"
  }

  private static func text(ofLayers numbers: [Int]) -> String {
    guard let last = numbers.last, numbers.count > 1 else { return "layer \(numbers.first ?? 0)" }
    return "layers " + numbers.dropLast().map { "\($0)" }.joined(separator: ", ") + " and \(last)"
  }
}
