import FloatNetwork

/// Activations, each of which closes a layer, and what is made of ReLU and maxout.
extension GraphImporter {
  mutating func activated(_ node: NodeReader, _ activation: Activation) throws(ONNXError) -> Signal
  {
    let signal = try node.signal(0)
    if isFunction(signal) {
      let kind: ScalarFunction.Unary = activation == .sigmoid ? .sigmoid : .hyperbolicTangent
      return try applied(.unary(kind, .input), to: signal, hasKind: true)
    }
    return try layer(signal.map, of: signal, activation: activation)
  }

  mutating func relu(_ signal: Signal) throws(ONNXError) -> Signal {
    // Twice is once.
    if signal.base > 0, signal.map.isIdentity, stages[signal.base - 1].affine?.activation == .relu {
      return signal
    }
    if isFunction(signal) { return try applied(.relu, to: signal, hasKind: true) }
    return try layer(signal.map, of: signal, activation: .relu)
  }

  /// exp(xᵢ) / Σ exp(xⱼ), over all values of a sample.
  mutating func softmax(_ node: NodeReader, isLogarithm: Bool) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let rank = signal.shape.count
    // Before opset 13 the axes from this one on were one.
    let isFlattening = node.opset < 13
    let axis = try node.axis(node.integer("axis") ?? (isFlattening ? 1 : -1), rank: rank)
    let sample = signal.sampleShape
    let others = sample.indices.filter { isFlattening ? $0 < axis : $0 != axis }
    let batchIsApart = signal.batchAxis.map { others.contains($0) } ?? true
    guard batchIsApart || signal.batchSize == 1, others.allSatisfy({ sample[$0] == 1 }) else {
      throw node.error(
        "is taken over axis \(axis) of \(text(ofShape: signal.shape)); over all values of a sample "
          + "together is supported"
      )
    }
    var result = try layer(signal.map, of: signal, activation: .softmax)
    result.isLogarithm = isLogarithm
    return result
  }

  /// max(x, αx), or where α > 1 the smaller of both, which is −max(−x, −αx).
  mutating func leakyRelu(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let slope = node.number("alpha") ?? 0.01
    return try leaky(
      signal,
      slopes: Array(repeating: slope, count: signal.map.rowCount)
    )
  }

  mutating func parametricRelu(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    var slope = try node.constant(1, "slope")
    // Before opset 7 the slopes were those of the channels, which are axis 1.
    if node.opset < 7, slope.shape.count == 1, slope.count > 1 {
      let missing = max(0, signal.shape.count - 2)
      slope = slope.reshaped(to: slope.shape + Array(repeating: 1, count: missing))
    }
    let (expanded, slopes) = try broadcast(signal, slope, node)
    guard expanded.shape == signal.shape else {
      throw node.error("has slopes of shape \(text(ofShape: slope.shape)), more than its input has")
    }
    return try leaky(signal, slopes: slopes)
  }

  /// Of each value the multiple `rising` where it is positive, and `slopes` where it is negative.
  mutating func leaky(
    _ signal: Signal,
    rising: [Double]? = nil,
    slopes: [Double]
  ) throws(ONNXError) -> Signal {
    let rising = rising ?? Array(repeating: 1, count: slopes.count)
    guard slopes.contains(where: { $0 != 0 }) || rising.contains(where: { $0 != 1 }) else {
      return try relu(signal)
    }
    let none = Array(repeating: 0.0, count: slopes.count)
    if isFunction(signal) {
      let falling = ElementFunction.binary(.smaller, .input, .constant(0))
      return try applied(
        .binary(
          .sum,
          ElementFunction.relu.scaled(by: Coefficients(rising), adding: .all(0)),
          falling.scaled(by: Coefficients(slopes), adding: .all(0))
        ),
        to: signal,
        hasKind: true
      )
    }
    let signs = zip(slopes, rising).map { $0 <= $1 ? 1.0 : -1 }
    let result = try maxout(
      [
        signal.map.scaled(by: slopes.indices.map { signs[$0] * rising[$0] }, adding: none),
        signal.map.scaled(by: slopes.indices.map { signs[$0] * slopes[$0] }, adding: none),
      ],
      of: signal
    )
    return result.with(result.map.scaled(by: signs, adding: none))
  }

  /// |x| = max(x, −x).
  mutating func absolute(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    if isFunction(signal) {
      return try applied(.unary(.magnitude, .input), to: signal, hasKind: true)
    }
    return try maxout([signal.map, signal.map.scaled(by: -1)], of: signal)
  }

  mutating func clip(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let low: Double?
    let high: Double?
    if node.opset < 11 {
      (low, high) = (node.number("min"), node.number("max"))
    } else {
      low = try node.optionalNumber(1, "smallest value")
      high = try node.optionalNumber(2, "largest value")
    }
    return try clipped(signal, low: low ?? -.infinity, high: high ?? .infinity, node)
  }

  /// max(0, min(1, αx + β)).
  mutating func hardSigmoid(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let line = signal.map.scaled(
      by: node.number("alpha") ?? 0.2,
      adding: node.number("beta") ?? 0.5
    )
    return try clipped(signal.with(line), low: 0, high: 1, node)
  }

  /// min(high, max(low, x)). By ReLU, as max(low, x) = low + relu(x − low) and min(high, y) =
  /// high − relu(high − y), while adding the limit costs no accuracy; otherwise by maxout with the
  /// limit as a piece.
  private mutating func clipped(
    _ signal: Signal,
    low: Double,
    high: Double,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    guard !low.isNaN, !high.isNaN else { throw node.error("has a limit that is no number") }
    if low == 0, high > 0, high < Self.noLimit { return try cappedRelu(signal, cap: high) }
    if isFunction(signal) {
      var function = ElementFunction.input
      if -low < Self.noLimit { function = .binary(.larger, function, .constant(low)) }
      if high < Self.noLimit { function = .binary(.smaller, function, .constant(high)) }
      return try applied(function, to: signal, hasKind: true)
    }
    let raised = try -low >= Self.noLimit ? signal : clippedBelow(signal, at: low)
    guard high < Self.noLimit else { return raised }
    let mirrored = raised.with(raised.map.scaled(by: -1))
    let result = try clippedBelow(mirrored, at: -high)
    return result.with(result.map.scaled(by: -1))
  }

  /// min(cap, max(0, x)).
  mutating func cappedRelu(_ signal: Signal, cap: Double) throws(ONNXError) -> Signal {
    isFunction(signal)
      ? try applied(.binary(.smaller, .relu, .constant(cap)), to: signal, hasKind: true)
      : try layer(signal.map, of: signal, activation: .cappedRelu(cap))
  }

  private mutating func clippedBelow(_ signal: Signal, at limit: Double) throws(ONNXError) -> Signal
  {
    guard abs(limit) > Self.largestAddedLimit else {
      let result = try relu(signal.with(signal.map.scaled(by: 1, adding: -limit)))
      return result.with(result.map.scaled(by: 1, adding: limit))
    }
    let limits = Array(repeating: limit, count: signal.map.rowCount)
    return try maxout(
      [signal.map, AffineMap(constants: limits, inputCount: signal.map.inputCount)],
      of: signal
    )
  }

  /// From here on a limit is what a float exporter writes for none.
  private static let noLimit = 3e38
  /// Up to here Float32 adds a limit with an error of 10⁻⁶.
  private static let largestAddedLimit = 16.0
}
