/// Products of constant matrices, in Float64 and rounded once, or in wrapping integers.
let matrixOperators: [String: ConstantOperator] = [
  "MatMul": { node throws(ONNXError) in
    guard node.inputs.count == 2 else { throw node.wrongInputCount }
    return [try node.product(node.input(0), node.input(1))]
  },
  "Gemm": { node throws(ONNXError) in try node.generalProduct() },
]

extension ConstantNode {
  /// The product of two matrices, or of stacks of them that broadcasting makes as many (NumPy, matmul).
  fileprivate mutating func product(
    _ left: Constant,
    _ right: Constant
  ) throws(ONNXError) -> Constant {
    let a = left.shape.count == 1 ? [1] + left.shape : left.shape
    let b = right.shape.count == 1 ? right.shape + [1] : right.shape
    guard left.type == right.type, a.count >= 2, b.count >= 2, let inner = a.last,
      b[b.count - 2] == inner, let columns = b.last,
      let stack = broadcast(Array(a.dropLast(2)), Array(b.dropLast(2)))
    else {
      throw error(
        "multiplies constants of the shapes \(text(ofShape: left.shape)) and "
          + "\(text(ofShape: right.shape)), which do not fit, or of different types"
      )
    }
    let rows = a[a.count - 2]
    try reserve(stack + [rows, columns], factor: 2)
    try reserveWork(stack + [rows, columns, inner])
    // For each product where its factors start.
    let starts = zip(
      places(of: Array(a.dropLast(2)), broadcastTo: stack),
      places(of: Array(b.dropLast(2)), broadcastTo: stack)
    ).map { ($0 * rows * inner, $1 * inner * columns) }
    let shape =
      stack + (left.shape.count == 1 ? [] : [rows]) + (right.shape.count == 1 ? [] : [columns])
    func products<Number>(
      _ x: [Number],
      _ y: [Number],
      _ zero: Number,
      _ add: (Number, Number, Number) -> Number
    ) -> [Number] {
      starts.flatMap { first, second in
        (0..<rows * columns).map { place in
          let (row, column) = (first + place / columns * inner, second + place % columns)
          return (0..<inner).reduce(zero) { add($0, x[row + $1], y[column + $1 * columns]) }
        }
      }
    }
    switch (left.elements, right.elements) {
    case (.reals(let x), .reals(let y)):
      return Constant(shape: shape, type: left.type, reals: products(x, y, 0) { $0 + $1 * $2 })
    case (.integers(let x), .integers(let y)) where left.type.isInteger:
      return Constant(
        shape: shape,
        type: left.type,
        integers: products(x, y, 0) { $0 &+ $1 &* $2 }
      )
    default: throw unfit(left)
    }
  }

  /// Multiplications take time, if no memory: so many count as one number.
  private mutating func reserveWork(_ shape: [Int]) throws(ONNXError) {
    guard let work = cost(of: shape) else { throw .tooLarge }
    try budget.take(work / 16)
  }

  /// α·A·B + β·C, A or B transposed.
  fileprivate mutating func generalProduct() throws(ONNXError) -> [Constant] {
    let factors = try [matrix(0, "transA"), matrix(1, "transB")]
    let alpha = reader.number("alpha") ?? 1
    let beta = reader.number("beta") ?? 1
    guard factors[0].type.isFloat || (alpha == 1 && beta == 1) else { throw unfit(factors[0]) }
    // In Float64 to the end: a run time may multiply and add at once.
    let type = factors[0].type
    let isReal = type.isFloat
    func widened(_ constant: Constant) -> Constant {
      isReal ? Constant(shape: constant.shape, type: .double, reals: constant.values) : constant
    }
    guard factors[1].type == type, optionalInput(2).map({ $0.type == type }) ?? true else {
      throw error("combines constants of different types")
    }
    var result = try product(widened(factors[0]), widened(factors[1]))
    let scaled = Constant(shape: [], type: .double, reals: [alpha])
    if alpha != 1 { result = try combined(result, scaled, *) { a, _, _ in a } }
    if let addend = optionalInput(2) {
      guard broadcast(addend.shape, result.shape) == result.shape else {
        throw error("adds a constant of shape \(text(ofShape: addend.shape)), which does not fit")
      }
      let bias = widened(addend)
      let factor = Constant(shape: [], type: .double, reals: [beta])
      let weighted = beta == 1 ? bias : try combined(bias, factor, *) { a, _, _ in a }
      result = try combined(result, weighted, +) { a, b, _ in a &+ b }
    }
    guard isReal else { return [result] }
    return [Constant(shape: result.shape, type: type, reals: result.values)]
  }

  private mutating func matrix(_ index: Int, _ transposed: String) throws(ONNXError) -> Constant {
    let constant = try input(index)
    guard constant.shape.count == 2 else {
      throw error("takes matrices, not a constant of shape \(text(ofShape: constant.shape))")
    }
    guard reader.integer(transposed) ?? 0 != 0 else { return constant }
    return try taking(axisPlaces(of: constant.shape).reversed(), of: constant)
  }
}
