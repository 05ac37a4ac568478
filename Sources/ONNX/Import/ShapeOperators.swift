/// Operators that move values about and change none.
extension GraphImporter {
  mutating func dropout(_ node: NodeReader) throws(ONNXError) -> Signal {
    if node.opset >= 12, let mode = try node.optionalNumber(2, "training mode"), mode != 0 {
      throw node.error("is in training mode; export the model for inference")
    }
    return try node.signal(0)
  }

  mutating func cast(_ node: NodeReader) throws(ONNXError) -> Signal {
    var signal = try node.signal(0, allowingLogarithm: true)
    let target = Int32(truncatingIfNeeded: node.integer("to") ?? 0)
    guard let type = ElementType(rawValue: target), type.isFloat else {
      throw node.error(
        "makes whole numbers or text of computed values, which is not supported: \(Self.notReal)"
      )
    }
    signal.type = type
    return signal
  }

  mutating func flatten(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0, allowingLogarithm: true)
    let rank = signal.shape.count
    let axis = node.integer("axis") ?? 1
    let split = axis == rank ? rank : try node.axis(axis, rank: max(rank, 1))
    return try reshaped(
      signal,
      to: [signal.shape[..<split].reduce(1, *), signal.shape[split...].reduce(1, *)],
      node
    )
  }

  mutating func reshape(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0, allowingLogarithm: true)
    let asked = try node.constant(1, "shape").integers
    let shape = try node.targetShape(of: signal.shape, asked: asked)
    return try reshaped(signal, to: shape, node)
  }

  /// The same values in another shape in which the batch is still an axis of its own.
  private func reshaped(
    _ signal: Signal,
    to shape: [Int],
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    guard elementCount(of: shape) == signal.shape.reduce(1, *) else {
      throw unfit(signal, shape, node)
    }
    guard let batchAxis = signal.batchAxis else {
      return signal.reshaped(to: shape, batchAxis: nil)
    }
    let before = signal.shape[..<batchAxis].reduce(1, *)
    let axis = shape.indices.first {
      shape[$0] == signal.batchSize && shape[..<$0].reduce(1, *) == before
    }
    guard axis != nil || signal.batchSize == 1 else { throw unfit(signal, shape, node) }
    return signal.reshaped(to: shape, batchAxis: axis)
  }

  private func unfit(_ signal: Signal, _ shape: [Int], _ node: NodeReader) -> ONNXError {
    node.error(
      "makes \(text(ofShape: signal.shape)) into \(text(ofShape: shape)), which has another number "
        + "of values or mixes samples"
    )
  }

  mutating func squeeze(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0, allowingLogarithm: true)
    let axes =
      try node.axes(input: 1, since: 13, rank: signal.shape.count)
      ?? signal.shape.indices.filter { signal.shape[$0] == 1 }
    guard axes.allSatisfy({ signal.shape[$0] == 1 }) else {
      throw node.error("removes an axis of \(text(ofShape: signal.shape)) that is longer than 1")
    }
    let kept = signal.shape.indices.filter { !axes.contains($0) }
    return signal.reshaped(
      to: kept.map { signal.shape[$0] },
      batchAxis: signal.batchAxis.flatMap { kept.firstIndex(of: $0) }
    )
  }

  mutating func unsqueeze(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0, allowingLogarithm: true)
    let given =
      node.opset < 13 ? node.integers("axes") : try node.constant(1, "axes").integers
    guard let given, !given.isEmpty, given.count + signal.shape.count <= Self.mostAxes else {
      throw node.error("must name its new axes, and not too many")
    }
    let rank = signal.shape.count + given.count
    var axes: Set<Int> = []
    for axis in given { axes.insert(try node.axis(axis, rank: rank)) }
    guard axes.count == given.count else { throw node.error("names an axis twice") }
    let kept = (0..<rank).filter { !axes.contains($0) }
    var shape = Array(repeating: 1, count: rank)
    for (old, new) in kept.enumerated() { shape[new] = signal.shape[old] }
    return signal.reshaped(to: shape, batchAxis: signal.batchAxis.map { kept[$0] })
  }

  mutating func transpose(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0, allowingLogarithm: true)
    let order = node.integers("perm") ?? signal.shape.indices.reversed()
    guard order.sorted() == Array(signal.shape.indices) else {
      throw node.error(
        "has the order of axes \(order.prefix(20)) for \(text(ofShape: signal.shape))"
      )
    }
    return try permuted(signal, by: order, node)
  }

  /// Axis i of the result is axis order[i] of the signal.
  mutating func permuted(
    _ signal: Signal,
    by order: [Int],
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    let sample = signal.sampleShape
    let moved = signal.reshaped(
      to: order.map { signal.shape[$0] },
      batchAxis: signal.batchAxis.flatMap { order.firstIndex(of: $0) }
    )
    let isMoved = order.filter { sample[$0] > 1 } != order.filter { sample[$0] > 1 }.sorted()
    guard isMoved else { return moved }
    try budget.take(signal.map.size)
    return moved.with(signal.map.selecting(transposedIndices(of: sample, by: order)))
  }

  /// Joins signals, and constants that are the same for every sample, along an axis of a sample.
  mutating func concat(_ node: NodeReader) throws(ONNXError) -> Signal {
    guard
      let start = node.inputs.indices.first(where: {
        if case .signal = node.inputs[$0] { true } else { false }
      })
    else { throw node.error("joins nothing that is computed") }
    let first = try node.signal(start, allowingLogarithm: node.inputs.count == 1)
    let signals = try node.inputs.indices.map { index throws(ONNXError) in
      guard case .constant(let constant) = try node.input(index) else {
        return try node.signal(index, allowingLogarithm: node.inputs.count == 1)
      }
      return first.with(
        AffineMap(constants: constant.values, inputCount: first.map.inputCount)
      ).reshaped(to: constant.shape, batchAxis: first.batchAxis)
    }
    let axis = try node.axis(node.integer("axis") ?? 1, rank: first.shape.count)
    func others(_ signal: Signal) -> [Int] {
      signal.shape.indices.filter { $0 != axis }.map { signal.shape[$0] }
    }
    guard axis != first.batchAxis,
      signals.allSatisfy({
        $0.base == first.base && $0.batchAxis == first.batchAxis
          && $0.shape.count == first.shape.count && others($0) == others(first)
          && $0.map.rowCount == $0.sampleShape.reduce(1, *)
      })
    else {
      throw node.error(
        "joins what different layers give, other shapes, or samples; only parts of what one layer gives "
          + "can be joined"
      )
    }
    let outer = first.sampleShape[..<axis].reduce(1, *)
    let inner = first.sampleShape[(axis + 1)...].reduce(1, *)
    var starts: [Int] = []
    var count = 0
    for signal in signals {
      starts.append(count)
      count += signal.map.rowCount
    }
    // Stacked, and then in order.
    for _ in 0..<2 { try budget.take(AffineMap.stackedSize(of: signals.map(\.map))) }
    var rows: [Int] = []
    for o in 0..<outer {
      for (signal, start) in zip(signals, starts) {
        let size = signal.shape[axis] * inner
        rows += start + o * size..<start + (o + 1) * size
      }
    }
    var result = first.with(AffineMap.stacking(signals.map(\.map)).selecting(rows))
    result.shape[axis] = signals.map { $0.shape[axis] }.reduce(0, +)
    return result
  }

  /// The lengths of a signal's axes (ONNX, Shape).
  mutating func shape(_ node: NodeReader) throws(ONNXError) -> Constant {
    Constant(integers: node.part(of: try node.signal(0, allowingLogarithm: true).shape))
  }
}

/// For each element of the transposed tensor, row-major, its index in the original.
///
/// - Precondition: `order` is a permutation of the shape's axes.
func transposedIndices(of shape: [Int], by order: [Int]) -> [Int] {
  var strides = Array(repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return order.reduce([0]) { indices, axis in
    indices.flatMap { start in (0..<shape[axis]).map { start + $0 * strides[axis] } }
  }
}
