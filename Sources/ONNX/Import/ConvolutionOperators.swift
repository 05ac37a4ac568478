import FloatNetwork

/// Convolutions over one or two axes of space.
extension GraphImporter {
  mutating func convolution(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let weights = try node.constant(1, "weights")
    let view = try spatial(signal, node)
    guard weights.shape.count == signal.shape.count, weights.count > 0 else {
      throw node.error(
        "has weights of shape \(text(ofShape: weights.shape)) for a tensor of shape "
          + text(ofShape: signal.shape)
      )
    }
    let (units, inner) = (weights.shape[0], weights.shape[1])
    let groups = node.integer("group") ?? 1
    let channels = view.shape.channels
    guard groups >= 1, groups <= channels, product(inner, groups) == channels,
      units.isMultiple(of: groups)
    else {
      throw node.error(
        "has weights of shape \(text(ofShape: weights.shape)) and \(groups) groups for "
          + "\(channels) channels"
      )
    }
    let biases =
      try node.optionalConstant(2, "bias")?.values ?? Array(repeating: 0, count: units)
    guard biases.count == units else {
      throw node.error("has \(biases.count) biases for \(units) units")
    }
    let reader = try WindowReader(node, of: view, kernel: Array(weights.shape.dropFirst(2)))
    let kernel = Kernel(
      units: units,
      groups: groups,
      channels: channels,
      places: reader.kernel,
      isTransposed: view.isTransposed
    )
    return try convolution(
      kernel,
      weights.values,
      biases,
      reader,
      of: view,
      like: signal,
      node
    )
  }

  /// - Parameter weights: units × channels of a group × places of the kernel, as the graph has its axes.
  private mutating func convolution(
    _ kernel: Kernel,
    _ weights: [Double],
    _ biases: [Double],
    _ reader: WindowReader,
    of given: SpatialView,
    like signal: Signal,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    var view = given
    // What is added to each channel stays out of the padding, so it can join the bias only without one.
    if !view.hasNoOffsets, !reader.isInside(view) { view = try applied(view) }
    let columns = kernel.columnCount
    guard columns <= NetworkDescription.largestCount,
      kernel.units <= NetworkDescription.largestCount
    else {
      throw node.error(
        "has \(kernel.units) units of \(columns) weights"
          + (kernel.isExpanded ? " (its \(kernel.groups) groups are read as one)" : "")
          + "; Halfword takes up to \(NetworkDescription.largestCount) of each"
      )
    }
    try budget.take(product(kernel.units, columns))
    if kernel.isExpanded {
      remark(
        "a convolution in groups is read as one over all channels, whose other weights are 0: it "
          + "takes more memory and time than its author may think"
      )
    }
    var rows = Array(repeating: 0.0, count: kernel.units * columns)
    var sums = biases
    kernel.forEachWeight { index, unit, channel, column in
      rows[unit * columns + column] = weights[index] * view.factors[channel]
      sums[unit] += weights[index] * view.offsets[channel]
    }
    let shape = reader.shape(view, channels: kernel.units)
    return try windowed(
      .convolution(
        Convolution(
          isDepthwise: kernel.isDepthwise,
          window: reader.window(view),
          input: view.shape,
          output: shape,
          weights: rows,
          biases: sums
        )
      ),
      view,
      giving: shape,
      signal,
      node
    )
  }

  /// A matrix that is multiplied with the channels of each place: a convolution with a kernel of one place.
  ///
  /// - Parameter axis: that of the channels.
  /// - Returns: nil where the signal is no tensor that lies in memory, or is one place.
  mutating func pointwise(
    _ signal: Signal,
    axis: Int,
    with weights: Matrix,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal? {
    guard case .placed(let shape) = layout(of: signal.base), !shape.isVector,
      signal.map.isSelection, [3, 4].contains(signal.shape.count), axis > 0,
      channelAxis(of: signal) == axis
    else { return nil }
    let rank = signal.shape.count
    let order = [0, axis] + (1..<rank).filter { $0 != axis }
    let moved = try permuted(signal, by: order, node)
    let view = try spatial(moved, node)
    let kernel = Kernel(
      units: weights.rows,
      groups: 1,
      channels: weights.columns,
      places: [1, 1],
      isTransposed: false
    )
    let result = try convolution(
      kernel,
      weights.values,
      Array(repeating: 0, count: weights.rows),
      WindowReader(plain: view),
      of: view,
      like: moved,
      node
    )
    return try permuted(result, by: order.indices.map { order.firstIndex(of: $0) ?? 0 }, node)
  }

  /// Which axis of a signal is that of the channels of the tensor in memory; nil where it cannot be told.
  func channelAxis(of signal: Signal) -> Int? {
    guard case .placed(let shape) = layout(of: signal.base),
      let sources = signal.map.selection?.sources
    else { return nil }
    let sample = signal.sampleShape
    let steps = strides(of: sample)
    let fitting = sample.indices.filter {
      $0 != signal.batchAxis && sample[$0] == shape.channels
        && (sample[$0] == 1 || sources[steps[$0]] - sources[0] == 1)
    }
    return fitting.count == 1 || shape.channels > 1 ? fitting.first : nil
  }
}

extension WindowReader {
  /// A kernel of one place, without padding.
  init(plain view: SpatialView) {
    (kernel, strides, dilations) = ([1, 1], [1, 1], [1, 1])
    (before, after) = (Array(view.border[..<2]), Array(view.border[2...]))
    ownPadding = [0, 0, 0, 0]
    output = [
      view.size.height + before[0] + after[0], view.size.width + before[1] + after[1],
    ]
  }
}

/// Which weight of a graph belongs where.
private struct Kernel {
  let units: Int
  let groups: Int
  /// Of what is read.
  let channels: Int
  /// Height and width, as the graph has them.
  let places: [Int]
  /// Whether these change places in memory.
  let isTransposed: Bool

  /// Whether each unit reads one of several channels.
  var isDepthwise: Bool { groups == channels && channels > 1 }
  /// Whether there are weights that the graph does not have.
  var isExpanded: Bool { groups > 1 && !isDepthwise }
  /// Weights of a row.
  var columnCount: Int { places[0] * places[1] * (isDepthwise ? 1 : channels) }

  /// Goes through the weights of the graph.
  func forEachWeight(_ body: (_ index: Int, _ unit: Int, _ channel: Int, _ column: Int) -> Void) {
    let (inner, ofGroup) = (channels / groups, units / groups)
    var index = 0
    for unit in 0..<units {
      for offset in 0..<inner {
        let channel = unit / ofGroup * inner + offset
        for y in 0..<places[0] {
          for x in 0..<places[1] {
            let place = isTransposed ? x * places[0] + y : y * places[1] + x
            body(index, unit, channel, isDepthwise ? place : place * channels + channel)
            index += 1
          }
        }
      }
    }
  }
}
