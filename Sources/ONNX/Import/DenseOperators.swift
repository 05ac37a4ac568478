import FloatNetwork

/// Products with constant matrices.
extension GraphImporter {
  /// α·A·B + β·C, A or B transposed (ONNX, Gemm); one of A and B is the signal.
  mutating func gemm(_ node: NodeReader) throws(ONNXError) -> Signal {
    let alpha = node.number("alpha") ?? 1
    let beta = node.number("beta") ?? 1
    let transA = node.integer("transA") ?? 0 != 0
    let transB = node.integer("transB") ?? 0 != 0
    var result: Signal
    if case .signal = try node.input(0) {
      let weights = try matrix(node, 1, isTransposed: transB)
      let signal = try node.signal(0)
      guard signal.shape.count == 2 else {
        throw node.error(
          "takes matrices, but its input has the shape \(text(ofShape: signal.shape))"
        )
      }
      let oriented = transA ? try permuted(signal, by: [1, 0], node) : signal
      result = try contracted(oriented, axis: 1, with: weights.transposed, node)
    } else {
      let weights = try matrix(node, 0, isTransposed: transA)
      let signal = try node.signal(1)
      guard signal.shape.count == 2 else {
        throw node.error(
          "takes matrices, but its input has the shape \(text(ofShape: signal.shape))"
        )
      }
      let oriented = transB ? try permuted(signal, by: [1, 0], node) : signal
      result = try contracted(oriented, axis: 0, with: weights, node)
    }
    if alpha != 1 { result = result.with(result.map.scaled(by: alpha)) }
    guard let bias = node.optionalInput(2) else { return result }
    return try sum(result, bias, factor: beta, node)
  }

  /// A·B with the signal on either side (ONNX, MatMul).
  mutating func matMul(_ node: NodeReader) throws(ONNXError) -> Signal {
    if case .signal = try node.input(0) {
      guard case .constant(let constant) = try node.input(1) else { throw bothComputed(node) }
      let signal = try node.signal(0)
      if constant.shape.count == 1 {
        let weights = Matrix(rows: 1, columns: constant.count, values: constant.values)
        let result = try contracted(signal, axis: signal.shape.count - 1, with: weights, node)
        return try dropAxis(result.shape.count - 1, of: result, node)
      }
      let weights = try matrix(constant, node)
      let raised = try raising(signal, toRankOf: constant, node)
      return try contracted(raised, axis: raised.shape.count - 1, with: weights.transposed, node)
    }
    let constant = try node.constant(0, "matrix")
    let signal = try node.signal(1)
    let axis = max(0, signal.shape.count - 2)
    if constant.shape.count == 1 {
      let weights = Matrix(rows: 1, columns: constant.count, values: constant.values)
      let result = try contracted(signal, axis: axis, with: weights, node)
      return try dropAxis(axis, of: result, node)
    }
    let weights = try matrix(constant, node)
    guard signal.shape.count >= 2 else {
      guard constant.shape.count == 2 else { throw stacked(constant, node) }
      return try contracted(signal, axis: 0, with: weights, node)
    }
    let raised = try raising(signal, toRankOf: constant, node)
    return try contracted(raised, axis: raised.shape.count - 2, with: weights, node)
  }

  /// Replaces an axis of length K by one of length M: y = W·x along it.
  mutating func contracted(
    _ signal: Signal,
    axis: Int,
    with weights: Matrix,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    guard axis >= 0, axis != signal.batchAxis, signal.shape[axis] == weights.columns else {
      throw node.error(
        "multiplies a tensor of shape \(text(ofShape: signal.shape)) along axis \(axis) with a matrix "
          + "of \(weights.columns) by \(weights.rows); the lengths must agree, and batches stay apart"
      )
    }
    if let result = try pointwise(signal, axis: axis, with: weights, node) { return result }
    // A matrix behind a matrix is a layer of its own: multiplied out, it could be far larger.
    var signal = signal
    if !signal.map.isSelection {
      signal = try layer(signal.map, of: signal, activation: .linear)
    }
    let sample = signal.sampleShape
    let outer = sample[..<axis].reduce(1, *)
    let inner = sample[(axis + 1)...].reduce(1, *)
    guard let rows = product(outer * inner, weights.rows), rows >= 1 else {
      throw node.error("gives no values, or too many")
    }
    try budget.take(product(rows, signal.map.inputCount))
    var result = signal.with(
      signal.map.multiplied(by: weights.values, count: weights.rows, outer: outer, inner: inner)
    )
    result.shape[axis] = weights.rows
    return result
  }

  private func matrix(
    _ node: NodeReader,
    _ index: Int,
    isTransposed: Bool
  ) throws(ONNXError) -> Matrix {
    let constant = try node.constant(index, "matrix")
    guard constant.shape.count == 2 else {
      throw node.error("takes a matrix, not a constant of shape \(text(ofShape: constant.shape))")
    }
    let matrix = try matrix(constant, node)
    return isTransposed ? matrix.transposed : matrix
  }

  /// A constant whose axes before the last two have length 1.
  private func matrix(_ constant: Constant, _ node: NodeReader) throws(ONNXError) -> Matrix {
    let shape = constant.shape
    guard shape.count >= 2, shape.dropLast(2).allSatisfy({ $0 == 1 }),
      constant.count > 0
    else { throw stacked(constant, node) }
    return Matrix(
      rows: shape[shape.count - 2],
      columns: shape[shape.count - 1],
      values: constant.values
    )
  }

  /// A signal with as many axes as the constant, new ones of length 1 in front.
  private func raising(
    _ signal: Signal,
    toRankOf constant: Constant,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    let missing = constant.shape.count - signal.shape.count
    guard missing > 0 else { return signal }
    guard signal.shape.count >= 2 else {
      guard constant.shape.count == 2 else { throw stacked(constant, node) }
      return signal
    }
    return signal.reshaped(
      to: Array(repeating: 1, count: missing) + signal.shape,
      batchAxis: signal.batchAxis.map { $0 + missing }
    )
  }

  private func dropAxis(
    _ axis: Int,
    of signal: Signal,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    var shape = signal.shape
    shape.remove(at: axis)
    return signal.reshaped(
      to: shape,
      batchAxis: signal.batchAxis.map { $0 > axis ? $0 - 1 : $0 }
    )
  }

  private func stacked(_ constant: Constant, _ node: NodeReader) -> ONNXError {
    node.error(
      "multiplies with a constant of shape \(text(ofShape: constant.shape)); one matrix is supported"
    )
  }

  private func bothComputed(_ node: NodeReader) -> ONNXError {
    node.error("multiplies two computed values; one side must be a constant matrix")
  }
}

/// Rows × columns numbers, row by row.
struct Matrix {
  let rows: Int
  let columns: Int
  let values: [Double]

  var transposed: Matrix {
    var result: [Double] = []
    result.reserveCapacity(values.count)
    for column in 0..<columns {
      for row in 0..<rows { result.append(values[row * columns + column]) }
    }
    return Matrix(rows: columns, columns: rows, values: result)
  }
}
