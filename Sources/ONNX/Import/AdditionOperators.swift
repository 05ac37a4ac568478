import FloatNetwork

/// The sum of two tensors that different layers give.
extension GraphImporter {
  /// left + factor · right.
  mutating func addition(
    _ left: Signal,
    _ right: Signal,
    factor: Double,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    guard left.shape == right.shape, left.batchAxis == right.batchAxis else {
      throw node.error(
        "adds computed values of the shapes \(text(ofShape: left.shape)) and "
          + "\(text(ofShape: right.shape)), which must be the same"
      )
    }
    var a = try whole(left)
    var b = try whole(factor == 1 ? right : right.with(right.map.scaled(by: factor)))
    guard var first = a.map.permutation, var second = b.map.permutation,
      first.count == second.count
    else { throw node.error("adds only parts of tensors, or some values twice") }
    try budget.take(product(4, first.count))
    settleInput(a.base, first, beside: b.base, second)
    settleInput(b.base, second, beside: a.base, first)
    if memoryPlaces(of: a.base, first) != memoryPlaces(of: b.base, second) {
      // The values of a vector can be given in another order.
      if shape(of: b.base)?.isVector ?? true {
        b = try reordered(b, like: first)
        second = first
      } else if shape(of: a.base)?.isVector ?? true {
        a = try reordered(a, like: second)
        first = second
      }
    }
    let shape = shape(of: a.base) ?? TensorShape(vector: first.count)
    guard memoryPlaces(of: a.base, first) == memoryPlaces(of: b.base, second),
      shape == self.shape(of: b.base) ?? TensorShape(vector: first.count)
    else {
      throw node.error(
        "adds two tensors of shape \(text(ofShape: left.shape)) whose values lie differently in memory"
      )
    }
    let base = append(
      Stage(
        parents: [a.base, b.base],
        operation: .addition(.linear),
        layout: .placed(shape)
      )
    )
    let map = AffineMap(identity: first.count).selecting(memoryPlaces(of: a.base, first))
    return Signal(base: base, map: map, shape: left.shape, batchAxis: left.batchAxis)
  }

  /// A signal that is a whole tensor, each value once and as it is.
  ///
  /// - Parameter isFunctionOnly: leaves what does not come from an activation without a kind as it is.
  mutating func whole(_ signal: Signal, ifFunction isFunctionOnly: Bool = false)
    throws(ONNXError) -> Signal
  {
    guard signal.map.permutation == nil else { return signal }
    var result = signal
    if isFunction(signal), signal.map.isSelection {
      // What stands around the function joins it.
      result = try applied(.input, to: signal)
      (result.isLogarithm, result.type) = (signal.isLogarithm, signal.type)
    }
    return isFunctionOnly || result.map.permutation != nil
      ? result : try layer(result.map, of: result, activation: .linear)
  }

  /// The shape of a tensor in memory; nil for a vector, and for an input that nothing has given a shape.
  private func shape(of base: Int) -> TensorShape? {
    switch layout(of: base) {
    case .vector: nil
    case .input: inputOrder?.shape
    case .placed(let shape): shape
    }
  }

  /// For each element of a signal its index in memory.
  func memoryPlaces(of base: Int, _ sources: [Int]) -> [Int] {
    guard layout(of: base) == .input, let order = inputOrder else { return sources }
    let places = inverse(order.places)
    return sources.map { places[$0] }
  }

  /// Gives an input that has no order yet that of what it is added to.
  private mutating func settleInput(
    _ base: Int,
    _ sources: [Int],
    beside other: Int,
    _ otherSources: [Int]
  ) {
    guard layout(of: base) == .input, inputOrder == nil else { return }
    var places = Array(0..<sources.count)
    var shape = TensorShape(vector: sources.count)
    if case .placed(let placed) = layout(of: other) {
      shape = placed
      places = inverse(otherSources).map { sources[$0] }
    }
    inputOrder = InputOrder(shape: shape, places: places)
  }

  private mutating func reordered(_ signal: Signal, like sources: [Int]) throws(ONNXError)
    -> Signal
  {
    let elements = inverse(sources)
    let ordered = signal.map.selecting(elements)
    try budget.take(product(3, ordered.rowCount))
    let base = append(
      Stage(
        parents: [signal.base],
        operation: .affine(ordered, .linear),
        layout: .vector
      )
    )
    return Signal(
      base: base,
      map: AffineMap(identity: elements.count).selecting(sources),
      shape: signal.shape,
      batchAxis: signal.batchAxis
    )
  }
}
