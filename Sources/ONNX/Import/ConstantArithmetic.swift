import Foundation

/// Arithmetic on constants, element by element with broadcasting, and reductions: what exporters leave in a graph
/// although it depends on no input, such as Keras's Max(Sqrt(variance), ε). One line an operator.
extension GraphImporter {
  /// What an operator of this file makes of constants; nil for another operator.
  mutating func arithmetic(
    _ operands: [Constant],
    _ first: Constant,
    _ node: NodeReader
  ) throws(ONNXError) -> Constant? {
    let kind = node.kind
    if let function = unaryFunctions[kind] {
      return try mapped(first, node, function)
    }
    if let function = foldedFunctions[kind] {
      guard operands.count > 1 || kind == "Max" || kind == "Min" || kind == "Sum" else {
        throw node.error("needs two operands that are numbers")
      }
      var result = first
      for operand in operands.dropFirst() {
        result = try combined(result, operand, node, function)
      }
      return result
    }
    if let function = comparisons[kind] {
      guard operands.count == 2 else { throw node.error("needs two operands that are numbers") }
      var result = try combined(operands[0], operands[1], node) { x, y, _ in function(x, y) ? 1 : 0
      }
      result.isInteger = true
      return result
    }
    if let function = reductions[kind] { return try reduced(first, node, function) }
    switch kind {
    case "Where":
      guard operands.count == 3 else { throw node.error("needs a condition and two operands") }
      let chosen = try combined(operands[0], operands[1], node) { $0 != 0 ? $1 : .nan }
      let other = try combined(operands[0], operands[2], node) { $0 == 0 ? $1 : .nan }
      var result = try combined(chosen, other, node) { x, y, _ in x.isNaN ? y : x }
      result.isInteger = operands[1].isInteger && operands[2].isInteger
      return result
    case "Clip":
      let low = try node.optionalNumber(1, "lower end") ?? node.number("min") ?? -.infinity
      let high = try node.optionalNumber(2, "upper end") ?? node.number("max") ?? .infinity
      return try mapped(first, node) { min(max($0, low), high) }
    case "Expand", "ConstantOfShape": return try filled(first, node)
    case "MatMul": return try multiplied(operands, node)
    default: return nil
    }
  }

  private func mapped(
    _ constant: Constant,
    _ node: NodeReader,
    _ function: (Double) -> Double
  ) throws(ONNXError) -> Constant {
    guard constant.strings.isEmpty else { throw node.error("calculates with text") }
    var result = constant
    result.values = constant.values.map(function)
    return result
  }

  /// Two constants, element by element, with broadcasting.
  private mutating func combined(
    _ left: Constant,
    _ right: Constant,
    _ node: NodeReader,
    _ function: (Double, Double, Bool) -> Double
  ) throws(ONNXError) -> Constant {
    guard left.strings.isEmpty, right.strings.isEmpty, !left.values.isEmpty,
      !right.values.isEmpty
    else { throw node.error("needs two operands that are numbers, and some of each") }
    let rank = max(left.shape.count, right.shape.count)
    func padded(_ shape: [Int]) -> [Int] { Array(repeating: 1, count: rank - shape.count) + shape }
    let (a, b) = (padded(left.shape), padded(right.shape))
    guard rank <= Self.mostAxes, zip(a, b).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else {
      throw node.error(
        "combines the shapes \(text(ofShape: left.shape)) and \(text(ofShape: right.shape))"
      )
    }
    let shape = zip(a, b).map { $0 == 1 ? $1 : $0 }
    guard let count = elementCount(of: shape) else { throw node.error("gives too many values") }
    try budget.take(product(3, count))
    let isInteger = left.isInteger && right.isInteger
    guard !isInteger || node.kind != "Div" || !right.values.contains(0) else {
      throw node.error("divides a whole number by 0")
    }
    let pairs = zip(indices(of: a, broadcastTo: shape), indices(of: b, broadcastTo: shape))
    return Constant(
      shape: shape,
      values: pairs.map { function(left.values[$0], right.values[$1], isInteger) },
      isInteger: isInteger
    )
  }

  private mutating func combined(
    _ left: Constant,
    _ right: Constant,
    _ node: NodeReader,
    _ function: (Double, Double) -> Double
  ) throws(ONNXError) -> Constant {
    try combined(left, right, node) { x, y, _ in function(x, y) }
  }

  /// A value in each element of a shape that is a constant, too.
  private mutating func filled(_ first: Constant, _ node: NodeReader) throws(ONNXError) -> Constant
  {
    if node.kind == "Expand" {
      let shape = try node.constant(1, "shape").integers
      guard shape.allSatisfy({ $0 > 0 }), elementCount(of: shape) != nil else {
        throw node.error("expands to a shape that is none")
      }
      try budget.take(elementCount(of: shape))
      let ones = Constant(
        shape: shape,
        values: Array(repeating: 1, count: elementCount(of: shape) ?? 0),
        isInteger: first.isInteger
      )
      return try combined(first, ones, node) { x, _ in x }
    }
    let shape = first.integers
    guard shape.allSatisfy({ $0 > 0 }), let count = elementCount(of: shape) else {
      throw node.error("fills a shape that is none")
    }
    try budget.take(count)
    let value =
      try node.tensor("value").map { tensor throws(ONNXError) in
        try tensors.constant(tensor, budget: &budget)
      } ?? Constant(shape: [1], values: [0])
    guard let number = value.values.first else { throw node.error("fills with no number") }
    return Constant(
      shape: shape,
      values: Array(repeating: number, count: count),
      isInteger: value.isInteger
    )
  }

  /// Over some axes, or all.
  private func reduced(
    _ constant: Constant,
    _ node: NodeReader,
    _ function: ([Double]) -> Double
  ) throws(ONNXError) -> Constant {
    let since = node.kind == "ReduceSum" ? 13 : 18
    let rank = constant.shape.count
    var axes = try node.axes(input: 1, since: since, rank: rank) ?? []
    // An empty list stands for all axes, unless an attribute says otherwise.
    if axes.isEmpty, node.integer("noop_with_empty_axes") ?? 0 == 0 { axes = Array(0..<rank) }
    guard constant.strings.isEmpty, !constant.values.isEmpty, rank <= Self.mostAxes else {
      throw node.error("reduces text, nothing, or too many axes")
    }
    let kept = constant.shape.indices.map { axes.contains($0) ? 1 : constant.shape[$0] }
    var groups = Array(repeating: [Double](), count: elementCount(of: kept) ?? 0)
    for (place, group) in indices(of: kept, broadcastTo: constant.shape).enumerated() {
      groups[group].append(constant.values[place])
    }
    let keepsAxes = node.integer("keepdims") ?? 1 != 0
    return Constant(
      shape: keepsAxes ? kept : kept.indices.filter { !axes.contains($0) }.map { kept[$0] },
      values: groups.map { constant.isInteger ? function($0).rounded(.towardZero) : function($0) },
      isInteger: constant.isInteger
    )
  }

  /// Two matrices.
  private mutating func multiplied(
    _ operands: [Constant],
    _ node: NodeReader
  ) throws(ONNXError) -> Constant {
    guard operands.count == 2, operands.allSatisfy({ $0.shape.count == 2 && $0.strings.isEmpty }),
      operands[0].shape[1] == operands[1].shape[0], !operands[0].values.isEmpty,
      !operands[1].values.isEmpty
    else { throw node.error("multiplies constants that are no matrices, or do not fit") }
    let (rows, inner, columns) = (
      operands[0].shape[0], operands[0].shape[1], operands[1].shape[1]
    )
    try budget.take(product(product(rows, columns) ?? .max, inner))
    let values = (0..<rows * columns).map { place in
      (0..<inner).reduce(0.0) {
        $0 + operands[0].values[place / columns * inner + $1]
          * operands[1].values[$1 * columns + place % columns]
      }
    }
    return Constant(shape: [rows, columns], values: values)
  }
}

private let unaryFunctions: [String: @Sendable (Double) -> Double] = [
  "Neg": { -$0 }, "Abs": { abs($0) }, "Sqrt": { $0.squareRoot() }, "Reciprocal": { 1 / $0 },
  "Exp": { exp($0) }, "Log": { log($0) }, "Erf": { erf($0) }, "Floor": { $0.rounded(.down) },
  "Ceil": { $0.rounded(.up) }, "Round": { $0.rounded(.toNearestOrEven) },
  "Sign": { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, "Relu": { max(0, $0) },
  "Sigmoid": { 1 / (1 + exp(-$0)) }, "Tanh": { tanh($0) }, "Softplus": { log1p(exp($0)) },
  "Softsign": { $0 / (1 + abs($0)) }, "Sin": { sin($0) }, "Cos": { cos($0) },
  "Not": { $0 == 0 ? 1 : 0 },
]

/// Of two operands, or of any number one after the other; the last argument tells whether both are whole numbers
/// by their types.
private let foldedFunctions: [String: @Sendable (Double, Double, Bool) -> Double] = [
  "Add": { x, y, _ in x + y }, "Sum": { x, y, _ in x + y }, "Sub": { x, y, _ in x - y },
  "Mul": { x, y, _ in x * y },
  "Div": { x, y, isInteger in isInteger ? (x / y).rounded(.towardZero) : x / y },
  "Pow": { x, y, _ in pow(x, y) }, "Max": { x, y, _ in x.isNaN || x > y ? x : y },
  "Min": { x, y, _ in x.isNaN || x < y ? x : y },
  "Mod": { x, y, _ in x - y * (x / y).rounded(.down) },
  "And": { x, y, _ in x != 0 && y != 0 ? 1 : 0 }, "Or": { x, y, _ in x != 0 || y != 0 ? 1 : 0 },
]

private let comparisons: [String: @Sendable (Double, Double) -> Bool] = [
  "Equal": { $0 == $1 }, "Greater": { $0 > $1 }, "Less": { $0 < $1 },
  "GreaterOrEqual": { $0 >= $1 }, "LessOrEqual": { $0 <= $1 },
]

private let reductions: [String: @Sendable ([Double]) -> Double] = [
  "ReduceSum": { $0.reduce(0, +) }, "ReduceMean": { $0.reduce(0, +) / Double($0.count) },
  "ReduceMax": { $0.max() ?? 0 }, "ReduceMin": { $0.min() ?? 0 }, "ReduceProd": { $0.reduce(1, *) },
]
