import FloatNetwork

/// Activations that a graph writes as several operators on one computed value.
extension GraphImporter {
  /// a·relu(u) + b·relu(−u), as exporters write PReLU: exactly a maxout of two pieces; nil for another sum.
  ///
  /// - Parameter factor: of the right one.
  mutating func rectifiedSum(
    _ left: Signal,
    _ right: Signal,
    factor: Double
  ) throws(ONNXError) -> Signal? {
    guard left.base > 0, right.base > 0, left.shape == right.shape,
      left.batchAxis == right.batchAxis, let rising = left.map.diagonal,
      let falling = right.map.diagonal
    else { return nil }
    let (stage, mirror) = (stages[left.base - 1], stages[right.base - 1])
    guard stage.activation == .relu, mirror.activation == .relu, stage.parent == mirror.parent,
      stage.map.rowCount == mirror.map.rowCount, stage.map == mirror.map.scaled(by: -1)
    else { return nil }
    let value = Signal(
      base: stage.parent,
      map: stage.map,
      shape: left.shape,
      batchAxis: left.batchAxis
    )
    let result = try leaky(value, rising: rising, slopes: falling.map { -factor * $0 })
    let addends = zip(left.map.offsets, right.map.offsets).map { $0 + factor * $1 }
    let ones = Array(repeating: 1.0, count: addends.count)
    return result.with(result.map.scaled(by: ones, adding: addends))
  }

  /// What a product, or quotient, of two computed values is, for an error.
  func name(ofProductOf left: Signal, and right: Signal, isDivision: Bool) -> String {
    let known =
      isDivision
      ? isSoftsign(left, right) ? "x / (1 + |x|), the activation softsign" : nil
      : isGated(left, right) || isGated(right, left)
        ? "x · sigmoid(x), the activation SiLU (also called swish)" : nil
    return known.map { "these make \($0), which is not supported yet" }
      ?? "one must be a constant, and an activation that is made of several operators is not supported "
      + "yet unless it is PReLU"
  }

  /// Whether the gate is the sigmoid of the value.
  private func isGated(_ value: Signal, _ gate: Signal) -> Bool {
    guard gate.base > 0, gate.map.isIdentity else { return false }
    let stage = stages[gate.base - 1]
    return stage.activation == .sigmoid && stage.parent == value.base && stage.map == value.map
  }

  /// Whether the divisor is 1 + |value|; the importer has made a maxout of the absolute value.
  private func isSoftsign(_ value: Signal, _ divisor: Signal) -> Bool {
    guard divisor.base > 0, divisor.map.scaled(by: 1, adding: -1).isIdentity else { return false }
    let stage = stages[divisor.base - 1]
    guard stage.activation == .maxout(pieces: 2), stage.parent == value.base else { return false }
    func piece(_ first: Int) -> AffineMap {
      stage.map.selecting(Array(stride(from: first, to: stage.map.rowCount, by: 2)))
    }
    return piece(0) == value.map && piece(1) == value.map.scaled(by: -1)
  }
}
