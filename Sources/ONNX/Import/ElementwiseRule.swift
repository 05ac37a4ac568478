import FloatNetwork

/// The rule by which activations are found: what works element by element on values that are all computed from one
/// tensor, each from the same linear sum, is an activation of that sum, however many operators it is written with.
extension GraphImporter {
  /// A signal as a function of some linear sums: element i is functionᵢ(row i of the map, applied to the tensor).
  struct Expansion {
    var base: Int
    var map: AffineMap
    var function = ElementFunction.input

    init(_ signal: Signal) { (base, map) = (signal.base, signal.map) }
  }

  /// What an operator makes of two signals of one shape, where that is an activation; nil where they are not
  /// computed from the same sums.
  mutating func joined(
    _ operation: ScalarFunction.Binary,
    _ left: Signal,
    _ right: Signal
  ) throws(ONNXError) -> Signal? {
    guard left.shape == right.shape, left.batchAxis == right.batchAxis else { return nil }
    var (a, b) = (Expansion(left), Expansion(right))
    for _ in 0..<Self.mostSteps {
      if a.base == b.base {
        try budget.take(a.map.rowCount)
        if let (factors, addends) = b.map.proportion(to: a.map) {
          try budget.take(a.map.size)
          let other = ElementFunction.input.scaled(by: factors, adding: addends)
          let function = ElementFunction.binary(
            operation,
            a.function,
            b.function.substituting(other)
          )
          guard function.size <= Self.mostParts else { return nil }
          return try elementwise(function, of: a, like: left)
        }
        return nil
      }
      if a.base > b.base {
        guard let next = try expanded(a) else { return nil }
        a = next
      } else {
        guard let next = try expanded(b) else { return nil }
        b = next
      }
    }
    return nil
  }

  /// A function of each value of a signal. What it is applied to becomes part of it where that has no kind of its
  /// own, or the function has none.
  ///
  /// - Parameter hasKind: whether the function is one that layers have.
  mutating func applied(
    _ function: ElementFunction,
    to signal: Signal,
    hasKind: Bool = false
  ) throws(ONNXError) -> Signal {
    var inner = Expansion(signal)
    while isFunction(inner.base, evenIfKnown: !hasKind), let next = try expanded(inner),
      next.function.size + function.size <= Self.mostParts
    {
      inner = next
    }
    inner.function = function.substituting(inner.function)
    return try elementwise(inner.function, of: inner, like: signal)
  }

  /// Whether a signal is one that an activation without a kind of its own gives, so that what follows joins it.
  func isFunction(_ signal: Signal) -> Bool { isFunction(signal.base, evenIfKnown: false) }

  private func isFunction(_ base: Int, evenIfKnown: Bool) -> Bool {
    guard base > 0 else { return false }
    switch stages[base - 1].operation {
    case .function, .affine(_, .table): return true
    case .affine(_, let activation):
      return evenIfKnown && activation != .linear && activation != .softmax
    case .convolution, .pooling, .addition: return false
    }
  }

  /// The same signal as a function of the sums of the stage that gives it; nil where that does not work element by
  /// element.
  private mutating func expanded(_ expansion: Expansion) throws(ONNXError) -> Expansion? {
    guard expansion.base > 0, let (sources, factors) = expansion.map.selection else { return nil }
    let stage = stages[expansion.base - 1]
    var result = expansion
    let inner: ElementFunction
    switch stage.operation {
    case .affine(let map, let activation):
      guard let function = try self.function(of: map, activation, units: sources) else {
        return nil
      }
      (result.map, inner) = function
    case .function(let map, let function, _):
      result.map = try rows(map, sources)
      inner = function.selecting(sources)
    case .convolution, .pooling, .addition: return nil
    }
    result.base = stage.parent
    result.function = expansion.function.substituting(
      inner.scaled(by: Coefficients(factors), adding: Coefficients(expansion.map.offsets))
    )
    return result
  }

  /// Some units of a layer as a function of one row each.
  private mutating func function(
    of map: AffineMap,
    _ activation: Activation,
    units: [Int]
  ) throws(ONNXError) -> (AffineMap, ElementFunction)? {
    let function: ElementFunction
    switch activation {
    case .linear: function = .input
    case .relu: function = .relu
    case .cappedRelu(let cap): function = .binary(.smaller, .relu, .constant(cap))
    case .sigmoid: function = .unary(.sigmoid, .input)
    case .tanh: function = .unary(.hyperbolicTangent, .input)
    case .table(let scalar): function = ElementFunction(scalar)
    case .maxout(let pieces):
      let parts = try (0..<pieces).map { piece throws(ONNXError) in
        try rows(map, units.map { $0 * pieces + piece })
      }
      // Each piece must be a multiple of one of them, and is that plus a constant where it is a limit.
      for reference in parts {
        let lines = parts.compactMap { $0.proportion(to: reference) }
        guard lines.count == parts.count else { continue }
        if lines[0].factors == .all(1), lines.count == 2,
          lines[1].factors == .all(-1), lines[1].addends == .all(0)
        {
          return (reference, .unary(.magnitude, .input))
        }
        let pieces = lines.map { ElementFunction.input.scaled(by: $0.factors, adding: $0.addends) }
        return (reference, pieces.dropFirst().reduce(pieces[0]) { .binary(.larger, $0, $1) })
      }
      return nil
    case .softmax: return nil
    }
    return (try rows(map, units), function)
  }

  private mutating func rows(_ map: AffineMap, _ chosen: [Int]) throws(ONNXError) -> AffineMap {
    if chosen.count == map.rowCount, chosen.enumerated().allSatisfy({ $0 == $1 }) { return map }
    try budget.take(map.size(ofRows: chosen.count))
    return map.selecting(chosen)
  }

  /// The layer that computes a function, or where none can, its note.
  private mutating func elementwise(
    _ function: ElementFunction,
    of inner: Expansion,
    like signal: Signal
  ) throws(ONNXError) -> Signal {
    let sums = Signal(
      base: inner.base,
      map: inner.map,
      shape: signal.shape,
      batchAxis: signal.batchAxis
    )
    try budget.take(product(3, inner.map.rowCount))
    guard let found = ActivationChoice(function, count: inner.map.rowCount) else {
      return try self.function(
        function,
        of: sums,
        reason: .model(
          "an activation that is made of several operators has constants that differ from element to "
            + "element in a way that no layer has (found up to a scale and a shift of each channel, "
            + "or made of straight lines): \(printable(function.scalar(at: 0).description, 100))"
        )
      )
    }
    let rows = found.rows(of: inner.map)
    let result =
      found.activation == .linear
      ? sums.with(rows) : try layer(rows, of: sums, activation: found.activation)
    guard found.factors != .all(1) || found.addends != .all(0) else { return result }
    let count = result.map.rowCount
    return result.with(
      result.map.scaled(by: found.factors.array(count), adding: found.addends.array(count))
    )
  }

  /// How far back a common origin is looked for.
  private static let mostSteps = 64
  /// How long the expression of an activation may become.
  private static let mostParts = 200
}

extension ElementFunction {
  /// max(x, 0).
  static let relu = ElementFunction.binary(.larger, .input, .constant(0))
}
