import FloatNetwork

/// The largest value, or the mean, of each channel in a window.
extension GraphImporter {
  mutating func maxPooling(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let view = try spatial(signal, node)
    return try maxPooling(WindowReader(node, of: view), view, signal, node)
  }

  mutating func averagePooling(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let view = try spatial(signal, node)
    return try averagePooling(
      WindowReader(node, of: view),
      countsPadding: node.integer("count_include_pad") ?? 0 != 0,
      view,
      signal,
      node
    )
  }

  mutating func globalPooling(_ node: NodeReader, isMean: Bool) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let view = try spatial(signal, node)
    let reader = WindowReader(whole: view)
    return isMean
      ? try averagePooling(reader, countsPadding: false, view, signal, node)
      : try maxPooling(reader, view, signal, node)
  }

  private mutating func maxPooling(
    _ reader: WindowReader,
    _ given: SpatialView,
    _ signal: Signal,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    var (view, reader) = (given, reader)
    // A factor above 0 keeps the order.
    if !view.factors.allSatisfy({ $0 > 0 }) { view = try applied(view) }
    // The zeros that the graph has put around count; they change nothing where no value is less.
    let isHarmless = view.isPlain && isNonNegative(view.base) && reader.touches(view)
    if view.hasBorder, !isHarmless {
      view = try bordered(view, node)
      for axis in 0..<2 {
        reader.before[axis] = reader.ownPadding[axis]
        reader.after[axis] = reader.ownPadding[axis + 2]
      }
    }
    return try pooling(.maxPooling(reader.window(view)), reader, view, signal, node)
  }

  private mutating func averagePooling(
    _ reader: WindowReader,
    countsPadding: Bool,
    _ given: SpatialView,
    _ signal: Signal,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    var (view, reader) = (given, reader)
    let isPadded = reader.ownPadding != [0, 0, 0, 0]
    if view.hasBorder, isPadded && !countsPadding || !reader.touches(view) {
      view = try bordered(try applied(view), node)
      for axis in 0..<2 {
        reader.before[axis] = reader.ownPadding[axis]
        reader.after[axis] = reader.ownPadding[axis + 2]
      }
    }
    let counts = (countsPadding && isPadded) || view.hasBorder
    if counts, !view.hasNoOffsets, !reader.isInside(view) { view = try applied(view) }
    guard !counts || reader.endsInsidePadding(view) else {
      throw node.error(
        "counts its padding, and rounds the size of its output up: the last window then ends behind the "
          + "padding, which is not supported"
      )
    }
    return try pooling(
      .averagePooling(
        reader.window(view),
        countsPadding: counts && !reader.isInside(view)
      ),
      reader,
      view,
      signal,
      node
    )
  }

  /// A pooling; what the graph multiplies and adds to each channel before it, it can as well behind it.
  private mutating func pooling(
    _ kind: LayerKind,
    _ reader: WindowReader,
    _ view: SpatialView,
    _ signal: Signal,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    let shape = reader.shape(view, channels: view.shape.channels)
    let result = try windowed(
      .pooling(kind, view.shape),
      view,
      giving: shape,
      signal,
      node
    )
    guard !view.isPlain else { return result }
    let channels = (0..<result.map.rowCount).map { $0 / shape.placeCount }
    return result.with(
      result.map.scaled(
        by: channels.map { view.factors[$0] },
        adding: channels.map { view.offsets[$0] }
      )
    )
  }

  /// A tensor with its border of zeros, as a layer gives it.
  mutating func bordered(_ view: SpatialView, _ node: NodeReader) throws(ONNXError) -> SpatialView {
    let view = try applied(view)
    guard view.hasBorder else { return view }
    let (y, x) = view.isTransposed ? (1, 0) : (0, 1)
    let shape = TensorShape(
      height: view.shape.height + view.border[y] + view.border[y + 2],
      width: view.shape.width + view.border[x] + view.border[x + 2],
      channels: view.shape.channels
    )
    guard let count = elementCount(of: [shape.height, shape.width, shape.channels]),
      count <= Self.mostValues
    else { throw node.error("pads a tensor to \(shape), which is too large") }
    try budget.take(2 * shape.channels)
    var result = view
    result.base = append(
      Stage(
        parents: [view.base],
        operation: .convolution(
          Convolution(
            isDepthwise: true,
            window: Window(kernel: (1, 1), padding: (view.border[y], view.border[x])),
            input: view.shape,
            output: shape,
            weights: Array(repeating: 1, count: shape.channels),
            biases: Array(repeating: 0, count: shape.channels)
          )
        ),
        layout: .placed(shape)
      )
    )
    result.shape = shape
    result.border = [0, 0, 0, 0]
    return result
  }

  /// Whether no value of a tensor is below 0, as far as its layer tells.
  func isNonNegative(_ base: Int) -> Bool {
    guard base > 0 else { return false }
    let stage = stages[base - 1]
    switch stage.operation {
    case .affine(_, .relu), .affine(_, .cappedRelu), .affine(_, .sigmoid), .affine(_, .softmax),
      .addition(.relu):
      return true
    case .pooling: return isNonNegative(stage.parent)
    case .affine, .function, .convolution, .addition: return false
    }
  }

  // MARK: Reductions over space

  /// The mean, the sum or the largest value over axes of space; nil where the axes are others.
  mutating func reducedOverSpace(
    _ node: NodeReader,
    _ reduction: SpaceReduction
  ) throws(ONNXError) -> Signal? {
    let signal = try node.signal(0)
    let rank = signal.shape.count
    guard [3, 4].contains(rank), signal.map.isSelection,
      let axes = try node.axes(input: 1, since: reduction == .sum ? 13 : 18, rank: rank),
      !axes.isEmpty
    else { return nil }
    // Without a tensor in memory the channels are where ONNX has them.
    let isPlaced = if case .placed = layout(of: signal.base) { true } else { false }
    guard let channels = isPlaced ? channelAxis(of: signal) : 1, channels > 0,
      !axes.contains(channels), !axes.contains(0)
    else { return nil }
    if !isPlaced, reduction == .largest { return nil }
    let order = [0, channels] + (1..<rank).filter { $0 != channels }
    let moved = try permuted(signal, by: order, node)
    let view = try spatial(moved, node)
    var reader = WindowReader(whole: view)
    for axis in 2..<rank where !axes.contains(order[axis]) {
      reader.kernel[axis + 2 - rank] = 1
      reader.output[axis + 2 - rank] = moved.shape[axis]
    }
    var pooled =
      reduction == .largest
      ? try maxPooling(reader, view, moved, node)
      : try averagePooling(reader, countsPadding: false, view, moved, node)
    if reduction == .sum {
      let count = axes.reduce(1) { $0 * signal.shape[$1] }
      pooled = pooled.with(pooled.map.scaled(by: Double(count)))
    }
    let result = try permuted(
      pooled,
      by: order.indices.map { order.firstIndex(of: $0) ?? 0 },
      node
    )
    guard node.integer("keepdims") ?? 1 == 0 else { return result }
    let kept = (0..<rank).filter { !axes.contains($0) }
    return result.reshaped(
      to: kept.map { result.shape[$0] },
      batchAxis: result.batchAxis.flatMap { kept.firstIndex(of: $0) }
    )
  }

  mutating func reduceMean(_ node: NodeReader, _ reduction: SpaceReduction) throws(ONNXError)
    -> Signal
  {
    if let result = try reducedOverSpace(node, reduction) { return result }
    let signal = try node.signal(0)
    let rank = signal.shape.count
    guard let axes = try node.axes(input: 1, since: reduction == .sum ? 13 : 18, rank: rank),
      !axes.isEmpty, !axes.contains(where: { $0 == signal.batchAxis })
    else { throw node.error("must name its axes, and not that of the batch") }
    // Elsewhere it is a matrix with one row.
    let kept = (0..<rank).filter { !axes.contains($0) }
    let count = axes.reduce(1) { $0 * signal.shape[$1] }
    let moved = try permuted(signal, by: kept + axes, node)
    let joined = moved.reshaped(
      to: kept.map { signal.shape[$0] } + [count],
      batchAxis: moved.batchAxis
    )
    let share = reduction == .mean ? 1 / Double(count) : 1
    let result = try contracted(
      joined,
      axis: kept.count,
      with: Matrix(rows: 1, columns: count, values: Array(repeating: share, count: count)),
      node
    )
    let keepsAxes = node.integer("keepdims") ?? 1 != 0
    return result.reshaped(
      to: keepsAxes
        ? (0..<rank).map { axes.contains($0) ? 1 : signal.shape[$0] }
        : kept.map { signal.shape[$0] },
      batchAxis: signal.batchAxis.flatMap { keepsAxes ? $0 : kept.firstIndex(of: $0) }
    )
  }

  enum SpaceReduction { case mean, sum, largest }
}

extension WindowReader {
  /// The window that covers the whole tensor, and its border, once.
  init(whole view: SpatialView) {
    self.init(plain: view)
    kernel = output
    output = [1, 1]
  }
}
