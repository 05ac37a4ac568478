import FloatNetwork

/// A signal of N × channels × height × width (or N × channels × length) as a tensor that lies in memory.
struct SpatialView {
  /// Which tensor.
  var base: Int
  /// As it lies in memory.
  var shape: TensorShape
  /// Whether the graph's height is the tensor's width.
  var isTransposed = false
  /// What the graph multiplies each channel with, and adds to it.
  var factors: [Double]
  var offsets: [Double]
  /// How many rows and columns of zeros the graph has put around it: above, left, below, right, as the graph sees it.
  var border = [0, 0, 0, 0]
  /// How many axes of space the graph has: 1 or 2.
  let axes: Int

  /// The height and width that the graph sees, without the border.
  var size: (height: Int, width: Int) {
    isTransposed ? (shape.width, shape.height) : (shape.height, shape.width)
  }

  var isPlain: Bool { factors.allSatisfy { $0 == 1 } && hasNoOffsets }
  var hasNoOffsets: Bool { offsets.allSatisfy { $0 == 0 } }
  var hasBorder: Bool { border != [0, 0, 0, 0] }
}

extension GraphImporter {
  /// A signal as a tensor for a layer that looks at its neighbourhoods.
  mutating func spatial(_ given: Signal, _ node: NodeReader) throws(ONNXError) -> SpatialView {
    let rank = given.shape.count
    guard rank == 3 || rank == 4 else {
      throw node.error(
        "reads a tensor of \(rank) axes, \(text(ofShape: given.shape)); one or two axes of space are "
          + "supported: N×C×L or N×C×H×W"
      )
    }
    guard given.batchAxis == 0 || given.batchSize == 1 && given.shape[0] == 1 else {
      throw node.error(
        "needs the batch on axis 0, but reads \(text(ofShape: given.shape))"
      )
    }
    var signal = given
    if !signal.map.isSelection {
      signal = try layer(signal.map, of: signal, activation: .linear)
    }
    let grid = TensorShape(
      height: rank == 4 ? signal.shape[2] : 1,
      width: signal.shape[rank - 1],
      channels: signal.shape[1]
    )
    try budget.take(product(4, signal.map.rowCount))
    if case .vector = layout(of: signal.base), signal.base > 0 {
      signal = try spread(signal, as: grid, node)
    }
    if let view = view(of: signal, grid) { return view }
    // Channels that are chosen, doubled or swapped become a layer that does that.
    let chosen = try layer(signal.map, of: signal, activation: .linear)
    if case .placed = layout(of: chosen.base), let view = view(of: chosen, grid) { return view }
    throw node.error(
      "reads \(text(ofShape: given.shape)), whose values lie in memory as another tensor "
        + "(a Reshape or Transpose has mixed height, width and channels), or are scaled, shifted or "
        + "padded differently from place to place; that is not supported"
    )
  }

  /// Nil where the values do not lie as the graph has its axes.
  private mutating func view(of signal: Signal, _ grid: TensorShape) -> SpatialView? {
    guard let (sources, factors) = signal.map.selection else { return nil }
    let border = Border(of: signal.map, grid)
    let inner = TensorShape(
      height: grid.height - border.top - border.bottom,
      width: grid.width - border.left - border.right,
      channels: grid.channels
    )
    var shape = inner
    var order: InputOrder?
    switch layout(of: signal.base) {
    case .vector: return nil
    case .placed(let placed): shape = placed
    case .input:
      if inputOrder == nil, inner.count == inputCount {
        inputOrder = Self.order(of: sources, grid, border, inner)
      }
      guard let known = inputOrder else { return nil }
      (shape, order) = (known.shape, known)
    }
    for isTransposed in [false, true] {
      let size = isTransposed ? (shape.width, shape.height) : (shape.height, shape.width)
      guard size == (inner.height, inner.width), shape.channels == inner.channels else { continue }
      var result = SpatialView(
        base: signal.base,
        shape: shape,
        isTransposed: isTransposed,
        factors: Array(repeating: 1, count: shape.channels),
        offsets: Array(repeating: 0, count: shape.channels),
        border: [border.top, border.left, border.bottom, border.right],
        axes: signal.shape.count - 2
      )
      var agrees = true
      forEachPlace(of: inner, in: grid, border) { element, y, x, channel in
        let (row, column) = isTransposed ? (x, y) : (y, x)
        let place = (row * shape.width + column) * shape.channels + channel
        let wanted = order?.places[place] ?? place
        if y == 0, x == 0 {
          result.factors[channel] = factors[element]
          result.offsets[channel] = signal.map.offsets[element]
        }
        agrees =
          agrees && sources[element] == wanted && factors[element] == result.factors[channel]
          && signal.map.offsets[element] == result.offsets[channel]
      }
      if agrees { return result }
    }
    return nil
  }

  /// The order in memory in which the input lies channels innermost as a graph reads it first; nil where it reads
  /// another number of values, or some twice.
  private static func order(
    of sources: [Int],
    _ grid: TensorShape,
    _ border: Border,
    _ inner: TensorShape
  ) -> InputOrder? {
    var places = Array(repeating: 0, count: inner.count)
    forEachPlace(of: inner, in: grid, border) { element, y, x, channel in
      places[(y * inner.width + x) * inner.channels + channel] = sources[element]
    }
    return isPermutation(places) ? InputOrder(shape: inner, places: places) : nil
  }

  /// A vector that a dense layer gives, as a tensor: by a convolution whose kernel is as large as the tensor, so that
  /// each place of it has weights of its own.
  private mutating func spread(
    _ signal: Signal,
    as grid: TensorShape,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    guard let (sources, factors) = signal.map.selection else { return signal }
    let count = signal.map.inputCount
    let input = TensorShape(vector: count)
    guard let columns = product(grid.placeCount, count),
      columns <= NetworkDescription.largestCount
    else {
      throw node.error(
        "reads the \(count) outputs of a dense layer as \(text(ofShape: signal.shape)); that takes "
          + "more than \(NetworkDescription.largestCount) weights for each channel"
      )
    }
    guard signal.map.offsets.allSatisfy({ $0 == 0 }) else {
      let closed = try layer(signal.map, of: signal, activation: .linear)
      return try spread(closed, as: grid, node)
    }
    try budget.take(product(grid.channels, columns))
    var weights = Array(repeating: 0.0, count: grid.channels * columns)
    let whole = Border(top: 0, left: 0, bottom: 0, right: 0)
    forEachPlace(of: grid, in: grid, whole) { element, y, x, channel in
      let place = (grid.height - 1 - y) * grid.width + grid.width - 1 - x
      weights[channel * columns + place * count + sources[element]] = factors[element]
    }
    let base = append(
      Stage(
        parents: [signal.base],
        operation: .convolution(
          Convolution(
            isDepthwise: false,
            window: Window(
              kernel: (grid.height, grid.width),
              padding: (grid.height - 1, grid.width - 1)
            ),
            input: input,
            output: grid,
            weights: weights,
            biases: Array(repeating: 0, count: grid.channels)
          )
        ),
        layout: .placed(grid)
      )
    )
    return try placed(
      base,
      grid,
      isTransposed: false,
      shape: signal.shape,
      batchAxis: signal.batchAxis
    )
  }

  /// A tensor as the graph sees it: N × channels × height × width, or N × channels × length.
  mutating func placed(
    _ base: Int,
    _ shape: TensorShape,
    isTransposed: Bool,
    shape graphShape: [Int],
    batchAxis: Int?
  ) throws(ONNXError) -> Signal {
    try budget.take(product(3, shape.count))
    let (height, width) =
      isTransposed ? (shape.width, shape.height) : (shape.height, shape.width)
    var sources: [Int] = []
    sources.reserveCapacity(shape.count)
    for channel in 0..<shape.channels {
      for y in 0..<height {
        for x in 0..<width {
          let place = isTransposed ? x * shape.width + y : y * shape.width + x
          sources.append(place * shape.channels + channel)
        }
      }
    }
    let map = AffineMap(
      sources: sources,
      factors: Array(repeating: 1, count: sources.count),
      offsets: Array(repeating: 0, count: sources.count),
      inputCount: sources.count
    )
    return Signal(base: base, map: map, shape: graphShape, batchAxis: batchAxis)
  }

  /// The tensor with its factors and offsets applied, as a layer gives it.
  mutating func applied(_ view: SpatialView) throws(ONNXError) -> SpatialView {
    guard !view.isPlain else { return view }
    let shape = view.shape
    try budget.take(product(3, shape.count))
    let order = layout(of: view.base) == .input ? inputOrder : nil
    // The rows of the layer are in the order of what it reads.
    var channels = Array(repeating: 0, count: shape.count)
    for place in 0..<shape.count {
      channels[order?.places[place] ?? place] = place % shape.channels
    }
    let map = AffineMap(
      sources: Array(0..<shape.count),
      factors: channels.map { view.factors[$0] },
      offsets: channels.map { view.offsets[$0] },
      inputCount: shape.count
    )
    var result = view
    result.base = append(
      Stage(
        parents: [view.base],
        operation: .affine(map, .linear),
        layout: layout(of: view.base)
      )
    )
    result.factors = Array(repeating: 1, count: shape.channels)
    result.offsets = Array(repeating: 0, count: shape.channels)
    return result
  }
}

/// How many rows and columns around a tensor are nothing but zeros.
private struct Border {
  var top: Int
  var left: Int
  var bottom: Int
  var right: Int

  init(top: Int, left: Int, bottom: Int, right: Int) {
    (self.top, self.left, self.bottom, self.right) = (top, left, bottom, right)
  }

  /// Of the elements of N × channels × height × width.
  init(of map: AffineMap, _ grid: TensorShape) {
    self.init(top: 0, left: 0, bottom: 0, right: 0)
    guard let factors = map.selection?.factors else { return }
    var (firstRow, lastRow, firstColumn, lastColumn) = (Int.max, -1, Int.max, -1)
    for (element, factor) in factors.enumerated()
    where factor != 0 || map.offsets[element] != 0 {
      let place = element % grid.placeCount
      let (y, x) = place.quotientAndRemainder(dividingBy: grid.width)
      (firstRow, lastRow) = (min(firstRow, y), max(lastRow, y))
      (firstColumn, lastColumn) = (min(firstColumn, x), max(lastColumn, x))
    }
    guard lastRow >= 0 else { return }
    self.init(
      top: firstRow,
      left: firstColumn,
      bottom: grid.height - 1 - lastRow,
      right: grid.width - 1 - lastColumn
    )
  }
}

/// Goes through the elements of N × channels × height × width that lie inside a border.
private func forEachPlace(
  of inner: TensorShape,
  in grid: TensorShape,
  _ border: Border,
  _ body: (_ element: Int, _ y: Int, _ x: Int, _ channel: Int) -> Void
) {
  for channel in 0..<inner.channels {
    for y in 0..<inner.height {
      let start = (channel * grid.height + y + border.top) * grid.width + border.left
      for x in 0..<inner.width { body(start + x, y, x, channel) }
    }
  }
}
