/// How much more work the checks of a graph may take: for a graph that makes sense little more than a step a layer,
/// but no more than this for any, or an image could be made that takes hours.
struct GraphCheck {
  private var stepsLeft = 1 &<< 22

  /// - Throws: `RuntimeError.badLayer` where there were too many.
  @inline(__always)
  mutating func step() throws(RuntimeError) {
    stepsLeft = stepsLeft &- 1
    guard stepsLeft > 0 else { throw .badLayer }
  }
}

/// What of a descriptor the checks of a graph ask.
private struct GraphNode {
  let kind: KindCode
  let activation: ActivationCode
  let source: Int
  let secondSource: Int
  let place: Int
  let size: Int

  /// The layer at `index`, which has been opened.
  init(_ image: RawSpan, at index: Int) {
    typealias Field = ImageFormat.LayerField
    let offset = ImageFormat.headerSize &+ index &* ImageFormat.descriptorSize
    kind = KindCode(rawValue: image.byte(at: offset &+ Field.kind)) ?? .dense
    activation = ActivationCode(rawValue: image.byte(at: offset &+ Field.activation)) ?? .linear
    source = image.count16(at: offset &+ Field.source)
    secondSource = image.count16(at: offset &+ Field.secondSource)
    place = Int(truncatingIfNeeded: image.word(at: offset &+ Field.outputOffset))
    size = WorkspacePlan.size(
      unitCount: image.dimensions(at: offset &+ Field.outputHeight).count
    )
  }

  /// Whether it reads a tensor; what its last step adds, the addition reads.
  func reads(_ tensor: Int) -> Bool {
    source == tensor || (kind == .addition && secondSource == tensor)
  }

  /// Whether its values share a byte with another's.
  func overlaps(_ other: GraphNode) -> Bool {
    place < other.place &+ other.size && other.place < place &+ size
  }

  /// Whether its last step is the addition after it.
  var addsInLastStep: Bool { kind != .addition && secondSource != 0 }
}

extension ModelImage {
  /// Checks that what a layer reads is still there, that it does not write over it too early, and that its own tensor
  /// is read.
  ///
  /// - Throws: `RuntimeError.badLayer`.
  func verifyMemory(
    of layer: LayerDescriptor,
    at index: Int,
    _ check: inout GraphCheck
  ) throws(RuntimeError) {
    try verifySource(layer.source, at: index, &check)
    if layer.kind == .addition { try verifySource(layer.secondSource, at: index, &check) }
    guard index < layerCount &- 1 else { return }
    var reader = index &+ 1
    while !GraphNode(bytes, at: reader).reads(index &+ 1) {
      try check.step()
      reader = reader &+ 1
      guard reader < layerCount else { throw .badLayer }
    }
  }

  /// Checks that nothing was written over a tensor before the layer at `index` reads it, or while it does.
  private func verifySource(
    _ tensor: Int,
    at index: Int,
    _ check: inout GraphCheck
  ) throws(RuntimeError) {
    guard tensor > 0 else { return }
    let node = GraphNode(bytes, at: tensor &- 1)
    var writer = tensor
    while writer < index {
      try check.step()
      let between = GraphNode(bytes, at: writer)
      // What a last step adds is read before it is written over.
      let isAdded =
        writer &+ 1 == index && between.addsInLastStep && between.secondSource == tensor
      guard isAdded || !between.overlaps(node) else { throw .badLayer }
      writer = writer &+ 1
    }
    let reader = GraphNode(bytes, at: index)
    guard index < layerCount &- 1, reader.kind != .dense else { return }
    guard geometry(ofLayerAt: index).allows(reader.kind, outputAt: reader.place, over: node.place)
    else { throw .badLayer }
  }

  /// Whether no word of a tensor can be negative: that of an activation that gives none, or of poolings of such.
  func isNonnegative(_ tensor: Int, _ check: inout GraphCheck) throws(RuntimeError) -> Bool {
    var tensor = tensor
    while tensor > 0 {
      let node = GraphNode(bytes, at: tensor &- 1)
      guard node.kind.isPooling else { return node.activation.isNonnegative }
      try check.step()
      tensor = node.source
    }
    return false
  }
}
