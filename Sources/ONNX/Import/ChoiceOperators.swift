import FloatNetwork

/// Comparisons, and what chooses by them between two values, element by element.
extension GraphImporter {
  /// 1 where a comparison is true, 0 elsewhere; nil for another operator, or for values that are not computed from the
  /// same sums.
  mutating func comparison(_ node: NodeReader) throws(ONNXError) -> Signal? {
    let isGreater = node.kind.hasPrefix("Greater")
    guard isGreater || node.kind.hasPrefix("Less"), node.inputs.count == 2 else { return nil }
    let isLoose = node.kind.hasSuffix("OrEqual")
    let difference: Signal
    switch (node.inputs[0], node.inputs[1]) {
    case (.signal(let signal)?, .constant(let constant)?):
      let (expanded, values) = try broadcast(signal, constant, node)
      difference = expanded.with(
        expanded.map.scaled(
          by: Array(repeating: 1, count: values.count),
          adding: values.map { -$0 }
        )
      )
    case (.constant(let constant)?, .signal(let signal)?):
      let (expanded, values) = try broadcast(signal, constant, node)
      difference = expanded.with(
        expanded.map.scaled(by: Array(repeating: -1, count: values.count), adding: values)
      )
    case (.signal(let left)?, .signal(let right)?):
      guard let found = try joined(.difference, left, right) else { return nil }
      difference = found
    default: return nil
    }
    // What is not more is less or the same.
    let isFlipped = isGreater == isLoose
    let sign = ElementFunction.unary(.sign, isFlipped ? .unary(.negated, .input) : .input)
    let step = ElementFunction.binary(.larger, sign, .constant(0))
    return try applied(
      isLoose ? step.scaled(by: .all(-1), adding: .all(1)) : step,
      to: difference
    )
  }

  /// One value where a condition is true, and another one elsewhere; nil for another operator, or condition.
  mutating func chosen(_ node: NodeReader) throws(ONNXError) -> Signal? {
    guard node.kind == "Where", node.inputs.count == 3,
      case .label(let step?)? = node.inputs[0]
    else { return nil }
    let other = step.with(step.map.scaled(by: -1, adding: 1))
    guard let first = try product(step, node.input(1), node),
      let second = try product(other, node.input(2), node),
      let result = try joined(.sum, first, second)
    else {
      throw node.error(
        "chooses between values that are not computed element by element from the same ones as its "
          + "condition, which is not supported"
      )
    }
    return result
  }

  private mutating func product(
    _ step: Signal,
    _ value: Value,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal? {
    switch value {
    case .constant(let constant):
      let (expanded, values) = try broadcast(step, constant, node)
      return expanded.with(
        expanded.map.scaled(by: values, adding: Array(repeating: 0, count: values.count))
      )
    case .signal(let signal): return try joined(.product, step, signal)
    case .label, .failed: return nil
    }
  }
}
