import FloatNetwork

/// Sums and scaling, element by element, with broadcasting (ONNX, Broadcasting.md).
extension GraphImporter {
  mutating func sum(_ node: NodeReader) throws(ONNXError) -> Signal {
    guard let first = node.inputs.indices.first(where: { isSignal(node.inputs[$0]) }) else {
      throw node.error("has no input that depends on the model's")
    }
    var result = try node.signal(first)
    for index in node.inputs.indices where index != first {
      result = try sum(result, node.input(index), factor: 1, node)
    }
    return result
  }

  mutating func difference(_ node: NodeReader) throws(ONNXError) -> Signal {
    if case .signal = try node.input(0) {
      return try sum(node.signal(0), node.input(1), factor: -1, node)
    }
    let signal = try node.signal(1)
    return try sum(signal.with(signal.map.scaled(by: -1)), node.input(0), factor: 1, node)
  }

  /// signal + factor·other.
  mutating func sum(
    _ signal: Signal,
    _ other: Value,
    factor: Double,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    switch other {
    case .constant(let constant):
      let (expanded, addends) = try broadcast(signal, constant, node)
      return expanded.with(
        expanded.map.scaled(
          by: Array(repeating: 1, count: addends.count),
          adding: addends.map { factor * $0 }
        )
      )
    case .signal(let other):
      return try sum(signal, other, factor: factor, node)
    case .label, .failed: throw node.error("adds a label")
    }
  }

  /// signal + factor·other, both computed: one affine map of what both are computed from, an activation of it, or
  /// the sum of two tensors.
  private mutating func sum(
    _ signal: Signal,
    _ other: Signal,
    factor: Double,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    // Sums of different places of a tensor are no rows of weights.
    let isOneMap =
      signal.base == other.base
      && (!isTensor(signal.base) || signal.map.selection?.sources == other.map.selection?.sources)
    if isOneMap {
      let (left, right) = try broadcast(signal, other, node)
      if !left.map.isSelection || !right.map.isSelection {
        try budget.take(product(left.map.rowCount, left.map.inputCount))
      }
      return left.with(left.map.adding(right.map, factor: factor))
    }
    if let result = try joined(
      factor < 0 ? .difference : .sum,
      signal,
      factor.magnitude == 1
        ? other : other.with(other.map.scaled(by: factor.magnitude))
    ) {
      return result
    }
    return try addition(signal, other, factor: factor, node)
  }

  /// Whether a tensor has more than one place.
  func isTensor(_ base: Int) -> Bool {
    if case .placed(let shape) = layout(of: base) { !shape.isVector } else { false }
  }

  mutating func scaled(_ node: NodeReader, isDivision: Bool) throws(ONNXError) -> Signal {
    let isFirst = isSignal(node.inputs.first ?? nil)
    guard node.inputs.count == 2 else { throw node.error("needs two inputs") }
    let signal = try node.signal(isFirst ? 0 : 1)
    guard case .constant(let constant) = try node.input(isFirst ? 1 : 0) else {
      let other = try node.signal(isFirst ? 1 : 0)
      if let result = try joined(isDivision ? .quotient : .product, signal, other) {
        return result
      }
      throw node.error(
        "\(isDivision ? "divides" : "multiplies") two computed values; one must be a constant, or both "
          + "must work element by element on the same values, so that they are an activation"
      )
    }
    if isDivision, !isFirst {
      let inverse = try applied(.unary(.reciprocal, .input), to: signal)
      let (expanded, values) = try broadcast(inverse, constant, node)
      return expanded.with(
        expanded.map.scaled(by: values, adding: Array(repeating: 0, count: values.count))
      )
    }
    let (expanded, values) = try broadcast(signal, constant, node)
    return expanded.with(
      expanded.map.scaled(
        by: isDivision ? values.map { 1 / $0 } : values,
        adding: Array(repeating: 0, count: values.count)
      )
    )
  }

  /// γ·(x − mean) / √(variance + ε) + β for each channel, which is axis 1; at test time, so it is
  /// affine and the neighbouring layer takes it in.
  mutating func batchNormalization(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    guard node.integer("training_mode") ?? 0 == 0, node.usedOutputCount == 1
    else { throw node.error("is in training mode; export the model for inference") }
    let parameters = [
      try node.constant(1, "scale"), try node.constant(2, "bias"), try node.constant(3, "mean"),
      try node.constant(4, "variance"),
    ].map(\.values)
    let channelAxis = 1
    guard signal.shape.count > channelAxis, signal.batchAxis != channelAxis else {
      throw node.error("needs channels on axis 1, but reads \(text(ofShape: signal.shape))")
    }
    let isPerElement = node.opset < 9 && node.integer("spatial") == 0
    let channels = isPerElement ? signal.map.rowCount : signal.shape[channelAxis]
    guard parameters.allSatisfy({ $0.count == channels }) else {
      throw node.error(
        "has \(parameters.map(\.count)) parameters for \(channels) channels of "
          + text(ofShape: signal.shape)
      )
    }
    let epsilon = node.number("epsilon") ?? 1e-5
    let inner = signal.sampleShape[(channelAxis + 1)...].reduce(1, *)
    var factors: [Double] = []
    var addends: [Double] = []
    for row in 0..<signal.map.rowCount {
      let channel = isPerElement ? row : row / inner % channels
      let factor = parameters[0][channel] / (parameters[3][channel] + epsilon).squareRoot()
      factors.append(factor)
      addends.append(parameters[1][channel] - factor * parameters[2][channel])
    }
    return signal.with(signal.map.scaled(by: factors, adding: addends))
  }

  /// (x − offset)·scale along the last axis (ONNX-ML, Scaler), as scikit-learn's StandardScaler
  /// becomes.
  mutating func scaler(_ node: NodeReader) throws(ONNXError) -> Signal {
    var signal = try node.signal(0)
    // Whatever it takes, it gives float32.
    signal.type = .float
    let width = signal.shape.last ?? 1
    let offset = node.numbers("offset") ?? [0]
    let scale = node.numbers("scale") ?? [1]
    guard signal.batchAxis != signal.shape.count - 1,
      [offset, scale].allSatisfy({ $0.count == 1 || $0.count == width })
    else {
      throw node.error("has \(offset.count) offsets and \(scale.count) scales for \(width) values")
    }
    let factors = (0..<signal.map.rowCount).map { scale[scale.count == 1 ? 0 : $0 % width] }
    let addends = factors.indices.map {
      -factors[$0] * offset[offset.count == 1 ? 0 : $0 % width]
    }
    return signal.with(signal.map.scaled(by: factors, adding: addends))
  }

  // MARK: Broadcasting

  /// A signal and a constant in the shape that both have together: the signal, and the constant's
  /// value for each of its rows.
  mutating func broadcast(
    _ signal: Signal,
    _ constant: Constant,
    _ node: NodeReader
  ) throws(ONNXError) -> (Signal, [Double]) {
    guard constant.type != .string else { throw node.error("calculates with text") }
    var shape = constant.shape
    // Before opset 7 an attribute said where the second operand's axes lie.
    if node.opset < 7, let axis = node.integer("axis") {
      let first = try node.axis(axis, rank: signal.shape.count)
      let missing = signal.shape.count - first - shape.count
      if missing > 0 { shape += Array(repeating: 1, count: missing) }
    }
    let (expanded, indices) = try broadcast(signal, shape: shape, batchAxis: nil, node)
    let values = constant.values
    return (expanded, indices.map { values[$0] })
  }

  private mutating func broadcast(
    _ left: Signal,
    _ right: Signal,
    _ node: NodeReader
  ) throws(ONNXError) -> (Signal, Signal) {
    let (newLeft, rightIndices) = try broadcast(
      left,
      shape: right.shape,
      batchAxis: right.batchAxis,
      node
    )
    try budget.take(right.map.size(ofRows: rightIndices.count))
    return (newLeft, newLeft.with(right.map.selecting(rightIndices)))
  }

  /// Expands a signal to the shape it has together with an operand of another shape.
  ///
  /// - Returns: the signal, and for each of its rows the index of the other operand's element.
  private mutating func broadcast(
    _ signal: Signal,
    shape other: [Int],
    batchAxis otherBatch: Int?,
    _ node: NodeReader
  ) throws(ONNXError) -> (Signal, [Int]) {
    let rank = max(signal.shape.count, other.count)
    guard rank <= Self.mostAxes else { throw node.error("has \(rank) axes") }
    func padded(_ shape: [Int]) -> [Int] { Array(repeating: 1, count: rank - shape.count) + shape }
    let batch = signal.batchAxis.map { $0 + rank - signal.shape.count }
    let ownSample = padded(signal.sampleShape)
    var otherSample = padded(other)
    if let axis = otherBatch.map({ $0 + rank - other.count }), axis == batch {
      otherSample[axis] = 1
    }
    var result: [Int] = []
    for axis in 0..<rank {
      let (a, b) = (ownSample[axis], otherSample[axis])
      guard a == b || b == 1 || (a == 1 && axis != batch), a > 0, b > 0 else {
        throw node.error(
          "combines the shapes \(text(ofShape: signal.shape)) and \(text(ofShape: other)), which "
            + "do not fit, or differ from sample to sample"
        )
      }
      result.append(max(a, b))
    }
    guard let count = elementCount(of: result) else { throw node.error("gives too many values") }
    try budget.take(product(2, count))
    let ownIndices = indices(of: ownSample, broadcastTo: result)
    let otherIndices = indices(of: otherSample, broadcastTo: result)
    var expanded = signal
    if ownSample != result {
      try budget.take(signal.map.size(ofRows: count))
      expanded = signal.with(signal.map.selecting(ownIndices))
    }
    if let batch { result[batch] = signal.batchSize }
    return (expanded.reshaped(to: result, batchAxis: batch), otherIndices)
  }

  private func isSignal(_ value: Value?) -> Bool {
    if case .signal = value { true } else { false }
  }

  /// The most axes of a tensor.
  static let mostAxes = 16
}

/// For each element of the larger shape, row-major, the index of the one it comes from.
///
/// - Precondition: the same number of axes; each axis of `shape` is as long or 1.
func indices(of shape: [Int], broadcastTo larger: [Int]) -> [Int] {
  var indices = [0]
  var stride = 1
  var strides: [Int] = []
  for length in shape.reversed() {
    strides.append(length == 1 ? 0 : stride)
    stride *= length
  }
  for (axis, length) in larger.enumerated() {
    let step = strides[shape.count - 1 - axis]
    indices = indices.flatMap { start in (0..<length).map { start + $0 * step } }
  }
  return indices
}
