import FloatNetwork

/// Maxout, however it is written.
extension GraphImporter {
  /// The largest of several affine maps of the same values, unit by unit.
  ///
  /// - Precondition: at least two, with the same counts.
  mutating func maxout(_ pieces: [AffineMap], of signal: Signal) throws(ONNXError) -> Signal {
    guard pieces.count <= NetworkDescription.largestPieceCount else {
      throw .model(
        "has a maxout of \(pieces.count) pieces; Halfword takes up to "
          + "\(NetworkDescription.largestPieceCount)"
      )
    }
    let units = pieces[0].rowCount
    // Stacked, and then in order.
    for _ in 0..<2 { try budget.take(AffineMap.stackedSize(of: pieces)) }
    let stacked = AffineMap.stacking(pieces)
    let rows = (0..<units * pieces.count).map { row in
      row % pieces.count * units + row / pieces.count
    }
    return try layer(
      stacked.selecting(rows),
      of: signal,
      activation: .maxout(pieces: pieces.count)
    )
  }

  /// The largest (or with sign −1 the smallest) of the inputs, element by element.
  mutating func largest(_ node: NodeReader, sign: Double) throws(ONNXError) -> Signal {
    var signals: [Signal] = []
    var constants: [Constant] = []
    for index in node.inputs.indices {
      switch try node.input(index) {
      case .constant(let constant): constants.append(constant)
      default: signals.append(try node.signal(index))
      }
    }
    guard let first = signals.first else { throw node.error("has no computed input") }
    guard signals.allSatisfy({ $0.shape == first.shape && $0.batchAxis == first.batchAxis }) else {
      throw node.error("compares values of different shapes")
    }
    if signals.contains(where: { isFunction($0) }),
      let result = try joinedLargest(signals, constants, sign: sign, node)
    {
      return result
    }
    let base = sharedBase(of: signals)
    var pieces: [AffineMap] = []
    for signal in signals {
      guard let parts = self.pieces(of: signal, at: base, sign: sign) else {
        if let result = try joinedLargest(signals, constants, sign: sign, node) { return result }
        throw node.error(
          "compares what different layers give; for maxout all must be computed from the same values"
        )
      }
      pieces += parts.map { $0.scaled(by: sign) }
    }
    for constant in constants {
      let (expanded, values) = try broadcast(first, constant, node)
      guard expanded.shape == first.shape else {
        throw node.error("has a constant of shape \(text(ofShape: constant.shape))")
      }
      pieces.append(
        AffineMap(constants: values.map { $0 * sign }, inputCount: pieces[0].inputCount)
      )
    }
    let start = Signal(
      base: base,
      map: pieces[0],
      shape: first.shape,
      batchAxis: first.batchAxis
    )
    if pieces.count == 1 { return start.with(pieces[0].scaled(by: sign)) }
    let isRelu =
      pieces.count == 2 && constants.count == 1 && constants[0].values.allSatisfy { $0 == 0 }
    let result =
      isRelu ? try relu(start) : try maxout(pieces, of: start)
    return result.with(result.map.scaled(by: sign))
  }

  /// The largest of values that are computed element by element from the same sums; nil for others.
  private mutating func joinedLargest(
    _ signals: [Signal],
    _ constants: [Constant],
    sign: Double,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal? {
    let operation: ScalarFunction.Binary = sign > 0 ? .larger : .smaller
    var result = signals[0]
    for signal in signals.dropFirst() {
      guard let next = try joined(operation, result, signal) else { return nil }
      result = next
    }
    for constant in constants {
      let (expanded, values) = try broadcast(result, constant, node)
      guard expanded.shape == result.shape else { return nil }
      result = try applied(
        .binary(operation, .input, .constant(Coefficients(values))),
        to: result,
        hasKind: true
      )
    }
    return result
  }

  /// The largest along an axis of a sample: a maxout whose pieces lie along that axis.
  mutating func reduceMax(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    if let result = try reducedOverSpace(node, .largest) { return result }
    let rank = signal.shape.count
    guard let axes = try node.axes(input: 1, since: 18, rank: rank), axes.count == 1,
      let axis = axes.first, axis != signal.batchAxis
    else {
      throw node.error("must name one axis, and not that of the batch, to be a maxout")
    }
    let count = signal.shape[axis]
    let inner = signal.sampleShape[(axis + 1)...].reduce(1, *)
    let units = signal.map.rowCount / max(1, count)
    var shape = signal.shape
    var batchAxis = signal.batchAxis
    if node.integer("keepdims") ?? 1 != 0 {
      shape[axis] = 1
    } else {
      shape.remove(at: axis)
      batchAxis = batchAxis.map { $0 > axis ? $0 - 1 : $0 }
    }
    let reduced = signal.reshaped(to: shape, batchAxis: batchAxis)
    guard count >= 2 else { return reduced }
    try budget.take(signal.map.size)
    let pieces = (0..<count).map { piece in
      signal.map.selecting(
        (0..<units).map { ($0 / inner * count + piece) * inner + $0 % inner }
      )
    }
    return try maxout(pieces, of: reduced)
  }

  /// The values from which all signals are computed, looking through one maxout or ReLU.
  private func sharedBase(of signals: [Signal]) -> Int {
    signals.map(\.base).min() ?? 0
  }

  /// A signal as the largest of maps of the values at `base`; nil where it is none.
  private func pieces(of signal: Signal, at base: Int, sign: Double) -> [AffineMap]? {
    if signal.base == base { return [signal.map] }
    guard sign > 0, let (map, activation) = stages[signal.base - 1].affine,
      stages[signal.base - 1].parent == base, signal.map.isIdentity
    else { return nil }
    switch activation {
    case .relu:
      let zeros = Array(repeating: 0.0, count: map.rowCount)
      return [map, AffineMap(constants: zeros, inputCount: map.inputCount)]
    case .maxout(let count):
      return (0..<count).map { piece in
        map.selecting(Array(stride(from: piece, to: map.rowCount, by: count)))
      }
    case .linear, .cappedRelu, .sigmoid, .tanh, .table, .softmax: return nil
    }
  }
}
