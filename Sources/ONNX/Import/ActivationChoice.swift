import FloatNetwork

/// Which activation a function of each element is: factors · activation(rows) + addends.
struct ActivationChoice {
  let activation: Activation
  /// For each piece what becomes of the sums: slopes and intercepts.
  private let pieces: [(slopes: Coefficients, intercepts: Coefficients)]
  let factors: Coefficients
  let addends: Coefficients

  /// Nil where no layer computes the function.
  ///
  /// - Parameter count: how many elements there are.
  init?(_ function: ElementFunction, count: Int) {
    let peeled = PeeledFunction(function)
    if let found = Self.known(peeled) ?? Self.lines(function, count) {
      self = found
    } else if let common = function.common ?? peeled.core.normalized.common {
      // What stands around the core stays outside where it differs from element to element.
      self =
        function.common == nil
        ? ActivationChoice(
          .table(common),
          [(.all(1), .all(0))],
          peeled.factors,
          peeled.addends
        )
        : ActivationChoice(.table(common), [(.all(1), .all(0))], .all(1), .all(0))
    } else if let found = Self.rescaled(peeled) {
      self = found
    } else {
      return nil
    }
  }

  private init(
    _ activation: Activation,
    _ pieces: [(slopes: Coefficients, intercepts: Coefficients)],
    _ factors: Coefficients,
    _ addends: Coefficients
  ) {
    self.activation = activation
    self.pieces = pieces
    self.factors = factors
    self.addends = addends
  }

  /// The rows of weights, the pieces of a unit together.
  func rows(of map: AffineMap) -> AffineMap {
    let count = map.rowCount
    let parts = pieces.map { piece in
      piece.slopes == .all(1) && piece.intercepts == .all(0)
        ? map
        : map.scaled(by: piece.slopes.array(count), adding: piece.intercepts.array(count))
    }
    guard parts.count > 1 else { return parts[0] }
    return AffineMap.stacking(parts).selecting(
      (0..<count * parts.count).map { $0 % parts.count * count + $0 / parts.count }
    )
  }

  // MARK: Kinds

  private static func known(_ peeled: PeeledFunction) -> ActivationChoice? {
    func choice(_ activation: Activation, _ argument: ElementFunction) -> ActivationChoice? {
      PeeledFunction(argument).line.map {
        ActivationChoice(activation, [($0.factors, $0.addends)], peeled.factors, peeled.addends)
      }
    }
    switch peeled.core {
    case .input, .constant:
      return peeled.line.map {
        ActivationChoice(.linear, [($0.factors, $0.addends)], .all(1), .all(0))
      }
    case .unary(.sigmoid, let argument): return choice(.sigmoid, argument)
    case .unary(.hyperbolicTangent, let argument): return choice(.tanh, argument)
    case .binary(.larger, let argument, .constant(.all(0))),
      .binary(.larger, .constant(.all(0)), let argument):
      return choice(.relu, argument)
    case .binary(.smaller, let inner, .constant(.all(let cap))),
      .binary(.smaller, .constant(.all(let cap)), let inner):
      guard cap > 0, cap.isFinite, case .binary(.larger, let argument, .constant(.all(0))) = inner
      else { return nil }
      return choice(.cappedRelu(cap), argument)
    default: return nil
    }
  }

  // MARK: Straight lines

  private static func lines(_ function: ElementFunction, _ count: Int) -> ActivationChoice? {
    guard let functions = piecewiseLinear(function, count) else { return nil }
    let signs = functions.map { $0.convexLines == nil ? -1.0 : 1 }
    let convex = zip(functions, signs).compactMap { function, sign in
      (sign > 0 ? function : function.negated).convexLines
    }
    guard convex.count == count else { return ramp(functions) }
    let most = convex.reduce(1) { max($0, $1.count) }
    func piece(_ number: Int) -> (slopes: Coefficients, intercepts: Coefficients) {
      let lines = convex.map { $0[min(number, $0.count - 1)] }
      return (Coefficients(lines.map(\.slope)), Coefficients(lines.map(\.intercept)))
    }
    let factors = Coefficients(signs)
    if most == 1 { return ActivationChoice(.linear, [piece(0)], .all(1), .all(0)) }
    let zero = PiecewiseLinear.Line(slope: 0, intercept: 0)
    if most == 2, convex.allSatisfy({ $0.contains(zero) }) {
      let other = convex.map { $0.first { $0 != zero } ?? zero }
      return ActivationChoice(
        .relu,
        [(Coefficients(other.map(\.slope)), Coefficients(other.map(\.intercept)))],
        factors,
        .all(0)
      )
    }
    return ActivationChoice(.maxout(pieces: most), (0..<most).map(piece), factors, .all(0))
  }

  /// The functions of the elements, where all are made of straight lines.
  private static func piecewiseLinear(
    _ function: ElementFunction,
    _ count: Int
  ) -> [PiecewiseLinear]? {
    let differing = function.differing
    var functions: [PiecewiseLinear] = []
    functions.reserveCapacity(count)
    for row in 0..<count {
      if row > 0, differing.allSatisfy({ $0[row] == $0[row - 1] }) {
        functions.append(functions[row - 1])
      } else {
        guard let lines = PiecewiseLinear(function.scalar(at: row)) else { return nil }
        functions.append(lines)
      }
    }
    return functions
  }

  /// Level, rising or falling, level again: a capped ReLU, shifted.
  private static func ramp(_ functions: [PiecewiseLinear]) -> ActivationChoice? {
    guard
      functions.allSatisfy({
        $0.lines.count == 3 && $0.lines[0].slope == 0 && $0.lines[2].slope == 0
      })
    else { return nil }
    let starts = functions.map { $0.lines[0].intercept }
    let heights = functions.map { $0.lines[2].intercept - $0.lines[0].intercept }
    guard heights.allSatisfy({ $0 != 0 }) else { return nil }
    let sizes = Coefficients(heights.map { abs($0) })
    let cap: Double = if case .all(let size) = sizes { size } else { 1 }
    let factors = heights.map { cap / $0 }
    return ActivationChoice(
      .cappedRelu(cap),
      [
        (
          Coefficients(functions.indices.map { functions[$0].lines[1].slope * factors[$0] }),
          Coefficients(
            functions.indices.map {
              (functions[$0].lines[1].intercept - starts[$0]) * factors[$0]
            }
          )
        )
      ],
      Coefficients(factors.map { 1 / $0 }),
      Coefficients(starts)
    )
  }

  // MARK: Constants that differ

  /// The same function of sums that are scaled and shifted so that its constants are the same for all elements.
  private static func rescaled(_ peeled: PeeledFunction) -> ActivationChoice? {
    for line in peeled.core.differingLines
    where line.factors.allSatisfy({ $0 != 0 && $0.isFinite }) {
      let inverse = ElementFunction.input.scaled(by: .all(1), adding: line.addends.map { -$0 })
        .scaled(by: line.factors.map { 1 / $0 }, adding: .all(0))
      let changed = PeeledFunction(peeled.core.substituting(inverse).normalized)
      guard let common = changed.core.normalized.common else { continue }
      return ActivationChoice(
        .table(common),
        [(line.factors, line.addends)],
        peeled.factors.combined(changed.factors, *),
        peeled.factors.combined(changed.addends, *).combined(peeled.addends, +)
      )
    }
    return nil
  }
}

extension ElementFunction {
  /// The function with each part that is a line in x written as one factor and one addend, without the rounding
  /// of Float64 that tells elements apart.
  fileprivate var normalized: ElementFunction {
    if case .constant = self { return self }
    if let (factors, addends) = PeeledFunction(self).line {
      if factors == .all(0) { return .constant(addends) }
      let count = max(factors.count, addends.count)
      guard count > 1 else { return ElementFunction.input.scaled(by: factors, adding: addends) }
      let plain = factors.array(count).map { nearestPlainNumber($0, error: 1e-14 * abs($0)) }
      return ElementFunction.input.scaled(
        by: Coefficients(nearly: plain),
        adding: Coefficients(
          nearly: addends.array(count).map { abs($0) < 1e-14 ? 0 : $0 }
        )
      )
    }
    return switch self {
    case .input, .constant: self
    case .unary(let function, let argument): .unary(function, argument.normalized)
    case .binary(let operation, let first, let second):
      .binary(operation, first.normalized, second.normalized)
    }
  }

  /// The lines in x of which the function is made and whose numbers differ from element to element.
  fileprivate var differingLines: [(factors: Coefficients, addends: Coefficients)] {
    if differing.isEmpty { return [] }
    if let line = PeeledFunction(self).line { return [line] }
    return switch self {
    case .input, .constant: []
    case .unary(_, let argument): argument.differingLines
    case .binary(_, let first, let second): first.differingLines + second.differingLines
    }
  }
}
