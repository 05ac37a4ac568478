import CMath

/// What works element by element on constants, with broadcasting.

/// A function of one real number.
func real(_ function: @escaping @Sendable (Double) -> Double) -> ConstantOperator {
  number(function, nil)
}

/// A function of one number, real or whole; nil where there is none for whole ones.
func number(
  _ function: @escaping @Sendable (Double) -> Double,
  _ whole: (@Sendable (Int64, ElementType) -> Int64)?
) -> ConstantOperator {
  { node throws(ONNXError) in
    let constant = try node.input(0)
    try node.reserve(constant.shape)
    switch (constant.elements, whole) {
    case (.reals(let values), _):
      return [Constant(shape: constant.shape, type: constant.type, reals: values.map(function))]
    case (.integers(let values), let whole?) where constant.type.isInteger:
      let type = constant.type
      return [Constant(shape: constant.shape, type: type, integers: values.map { whole($0, type) })]
    default: throw node.unfit(constant)
    }
  }
}

/// A function of two numbers, or, one after the other, of several.
func numbers(
  _ function: @escaping @Sendable (Double, Double) -> Double,
  _ whole: @escaping @Sendable (Int64, Int64, ElementType) -> Int64,
  count: ClosedRange<Int> = 2...2
) -> ConstantOperator {
  { node throws(ONNXError) in
    var result = try node.input(0)
    guard count.contains(node.inputs.count) else { throw node.wrongInputCount }
    for index in node.inputs.indices.dropFirst() {
      result = try node.combined(result, node.input(index), function, whole)
    }
    return [result]
  }
}

/// Whether two numbers stand in a relation.
func comparison(
  _ function: @escaping @Sendable (Double, Double) -> Bool,
  _ whole: @escaping @Sendable (Int64, Int64) -> Bool
) -> ConstantOperator {
  { node throws(ONNXError) in
    let (left, right) = try node.pair()
    let type = left.type
    switch (left.elements, right.elements) {
    case (.reals(let a), .reals(let b)):
      return [Constant(shape: left.shape, truths: zip(a, b).map(function))]
    case (.integers(let a), .integers(let b)):
      return [
        Constant(
          shape: left.shape,
          truths: zip(a, b).map { whole(type.ordered($0), type.ordered($1)) }
        )
      ]
    default: throw node.unfit(left)
    }
  }
}

/// A function of two whole numbers, or of two truth values, bit by bit.
func bits(
  of isTaken: @escaping @Sendable (ElementType) -> Bool,
  _ function: @escaping @Sendable (Int64, Int64) -> Int64
) -> ConstantOperator {
  { node throws(ONNXError) in
    let (left, right) = try node.pair()
    guard isTaken(left.type) else { throw node.unfit(left) }
    return [
      Constant(
        shape: left.shape,
        type: left.type,
        integers: zip(left.bits, right.bits).map(function)
      )
    ]
  }
}

extension ConstantNode {
  var wrongInputCount: ONNXError { error("has \(inputs.count) inputs, which is not its number") }

  /// Two inputs of one type in the shape that they have together.
  mutating func pair() throws(ONNXError) -> (Constant, Constant) {
    guard inputs.count == 2 else { throw wrongInputCount }
    return try pair(input(0), input(1))
  }

  private mutating func pair(
    _ left: Constant,
    _ right: Constant
  ) throws(ONNXError) -> (Constant, Constant) {
    guard left.type == right.type else {
      throw error("combines constants of the types \(left.type.name) and \(right.type.name)")
    }
    // Before opset 7 an attribute said where the second operand's axes lie.
    var right = right
    if opset < 7, reader.has("axis") {
      let missing = try left.shape.count - axis(0, rank: left.shape.count) - right.shape.count
      right = right.reshaped(to: right.shape + Array(repeating: 1, count: max(0, missing)))
    }
    let pair = try together([left, right])
    try reserve(pair[0].shape)
    return (pair[0], pair[1])
  }

  mutating func combined(
    _ left: Constant,
    _ right: Constant,
    _ function: (Double, Double) -> Double,
    _ whole: (Int64, Int64, ElementType) -> Int64
  ) throws(ONNXError) -> Constant {
    let (left, right) = try pair(left, right)
    let (shape, type) = (left.shape, left.type)
    switch (left.elements, right.elements) {
    case (.reals(let a), .reals(let b)):
      return Constant(shape: shape, type: type, reals: zip(a, b).map(function))
    case (.integers(let a), .integers(let b)) where type.isInteger:
      return Constant(shape: shape, type: type, integers: zip(a, b).map { whole($0, $1, type) })
    default: throw unfit(left)
    }
  }

  /// Truncated, as in C.
  mutating func divided() throws(ONNXError) -> [Constant] {
    try refuseZeroDivisor()
    let (left, right) = (try input(0), try input(1))
    return [
      try combined(left, right, { $0 / $1 }) { a, b, type in
        type == .uint64
          ? Int64(bitPattern: UInt64(bitPattern: a) / UInt64(bitPattern: b))
          : a.dividedReportingOverflow(by: b).partialValue
      }
    ]
  }

  /// The remainder, with the sign of the divisor, or with `fmod` of the dividend.
  mutating func remainder() throws(ONNXError) -> [Constant] {
    try refuseZeroDivisor()
    let keepsSign = reader.integer("fmod") ?? 0 != 0
    let (left, right) = (try input(0), try input(1))
    return [
      try combined(
        left,
        right,
        { x, y in
          let rest = fmod(x, y)
          return keepsSign || rest == 0 || (rest < 0) == (y < 0) ? rest : rest + y
        },
        { a, b, type in
          if type == .uint64 {
            return Int64(bitPattern: UInt64(bitPattern: a) % UInt64(bitPattern: b))
          }
          let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
          return keepsSign || rest == 0 || (rest < 0) == (b < 0) ? rest : rest + b
        }
      )
    ]
  }

  private func refuseZeroDivisor() throws(ONNXError) {
    guard inputs.count == 2 else { throw wrongInputCount }
    guard try !input(1).bits.contains(0) else { throw error("divides a whole number by 0") }
  }

  /// The base's type is the result's; the exponent may have another.
  mutating func power() throws(ONNXError) -> [Constant] {
    guard inputs.count == 2 else { throw wrongInputCount }
    let pair = try together([input(0), input(1)])
    let (base, exponent) = (pair[0], pair[1])
    try reserve(base.shape, factor: 2)
    let (shape, type) = (base.shape, base.type)
    switch (base.elements, exponent.elements) {
    case (.reals(let values), .reals), (.reals(let values), .integers):
      return [
        Constant(shape: shape, type: type, reals: zip(values, exponent.values).map { pow($0, $1) })
      ]
    case (.integers(let values), .integers(let exponents)) where type.isInteger:
      return [
        Constant(
          shape: shape,
          type: type,
          integers: zip(values, exponents).map { wholePower($0, $1) }
        )
      ]
    case (.integers, .reals) where type.isInteger:
      var results: [Int64] = []
      for (value, exponent) in zip(base.values, exponent.values) {
        guard let whole = type.whole(pow(value, exponent)) else {
          throw error("gives a number that \(type.name) cannot hold")
        }
        results.append(whole)
      }
      return [Constant(shape: shape, type: type, integers: results)]
    default: throw unfit(base)
    }
  }

  /// min(high, max(low, x)).
  mutating func clipped() throws(ONNXError) -> [Constant] {
    var result = try input(0)
    if opset < 11 || reader.has("min") || reader.has("max") {
      let low = reader.number("min") ?? -.infinity
      let high = reader.number("max") ?? .infinity
      let values = try reals(0).map { min(max($0, low), high) }
      return [Constant(shape: result.shape, type: result.type, reals: values)]
    }
    let largest = { (x: Double, y: Double) in x.isNaN || x > y ? x : y }
    let smallest = { (x: Double, y: Double) in x.isNaN || x < y ? x : y }
    if optionalInput(1) != nil {
      result = try combined(result, single(1), largest) { a, b, type in
        type.ordered(a) > type.ordered(b) ? a : b
      }
    }
    if optionalInput(2) != nil {
      result = try combined(result, single(2), smallest) { a, b, type in
        type.ordered(a) < type.ordered(b) ? a : b
      }
    }
    return [result.reshaped(to: try input(0).shape)]
  }

  /// The mean of several, element by element.
  mutating func mean() throws(ONNXError) -> [Constant] {
    var sum = try input(0)
    for index in inputs.indices.dropFirst() {
      sum = try combined(sum, input(index), +) { a, _, _ in a }
    }
    guard case .reals(let values) = sum.elements else { throw unfit(sum) }
    let count = Double(inputs.count)
    return [Constant(shape: sum.shape, type: sum.type, reals: values.map { $0 / count })]
  }

  /// The second input where the first is true, otherwise the third.
  mutating func chosen() throws(ONNXError) -> [Constant] {
    guard inputs.count == 3 else { throw wrongInputCount }
    let parts = try together([input(0), input(1), input(2)])
    guard parts[0].type == .bool, parts[1].type == parts[2].type else { throw unfit(parts[0]) }
    try reserve([2] + parts[0].shape, factor: 2)
    let count = parts[0].count
    let places = parts[0].bits.enumerated().map { $1 != 0 ? $0 : count + $0 }
    let both = Constant.joining([parts[1], parts[2]], type: parts[1].type)
    return [both.taking(places, shape: parts[0].shape)]
  }

  /// Whether each number is infinite, or none.
  mutating func classified(
    _ function: (Double) -> Bool
  ) throws(ONNXError) -> [Constant] {
    let values = try reals(0)
    return [Constant(shape: try input(0).shape, truths: values.map(function))]
  }
}

/// By squaring, wrapping; a negative exponent gives the fraction's whole part.
private func wholePower(_ base: Int64, _ exponent: Int64) -> Int64 {
  if exponent < 0 { return base == 1 ? 1 : base == -1 ? (exponent & 1 == 0 ? 1 : -1) : 0 }
  var (result, square, rest): (Int64, Int64, Int64) = (1, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result = result &* square }
    square = square &* square
    rest >>= 1
  }
  return result
}
