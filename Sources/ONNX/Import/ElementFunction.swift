import FloatNetwork

/// A function of one number that works element by element, as `ScalarFunction`, but with constants that may differ
/// from element to element.
indirect enum ElementFunction: Equatable, Sendable {
  case input
  case constant(Coefficients)
  case unary(ScalarFunction.Unary, ElementFunction)
  case binary(ScalarFunction.Binary, ElementFunction, ElementFunction)

  static func constant(_ value: Double) -> ElementFunction { .constant(.all(value)) }

  /// How many parts it has.
  var size: Int {
    switch self {
    case .input, .constant: 1
    case .unary(_, let argument): 1 + argument.size
    case .binary(_, let first, let second): 1 + first.size + second.size
    }
  }

  /// factors·f + addends.
  func scaled(by factors: Coefficients, adding addends: Coefficients) -> ElementFunction {
    var result = self
    if factors == .all(-1) {
      result = .unary(.negated, result)
    } else if factors != .all(1) {
      result = .binary(.product, result, .constant(factors))
    }
    return addends == .all(0) ? result : .binary(.sum, result, .constant(addends))
  }

  /// The same function of something else.
  func substituting(_ argument: ElementFunction) -> ElementFunction {
    switch self {
    case .input: argument
    case .constant: self
    case .unary(let function, let inner): .unary(function, inner.substituting(argument))
    case .binary(let function, let first, let second):
      .binary(function, first.substituting(argument), second.substituting(argument))
    }
  }

  /// The functions of some elements, in this order.
  func selecting(_ rows: [Int]) -> ElementFunction {
    mappingConstants { $0.selecting(rows) }
  }

  private func mappingConstants(_ change: (Coefficients) -> Coefficients) -> ElementFunction {
    switch self {
    case .input: self
    case .constant(let values): .constant(change(values))
    case .unary(let function, let argument):
      .unary(function, argument.mappingConstants(change))
    case .binary(let function, let first, let second):
      .binary(function, first.mappingConstants(change), second.mappingConstants(change))
    }
  }

  /// The constants that differ from element to element.
  var differing: [[Double]] {
    switch self {
    case .input, .constant(.all): []
    case .constant(.each(let values)): [values]
    case .unary(_, let argument): argument.differing
    case .binary(_, let first, let second): first.differing + second.differing
    }
  }

  /// The function of one element.
  func scalar(at row: Int) -> ScalarFunction {
    switch self {
    case .input: .input
    case .constant(let values): .constant(values[row])
    case .unary(let function, let argument): .unary(function, argument.scalar(at: row))
    case .binary(let function, let first, let second):
      .binary(function, first.scalar(at: row), second.scalar(at: row))
    }
  }

  /// The function where it is the same for all elements.
  var common: ScalarFunction? { differing.isEmpty ? scalar(at: 0) : nil }

  /// A function without constants that differ.
  init(_ function: ScalarFunction) {
    self =
      switch function {
      case .input: .input
      case .constant(let value): .constant(value)
      case .unary(let function, let argument): .unary(function, ElementFunction(argument))
      case .binary(let function, let first, let second):
        .binary(function, ElementFunction(first), ElementFunction(second))
      }
  }
}

/// One number an element, or one for all.
enum Coefficients: Equatable, Sendable {
  case all(Double)
  case each([Double])

  init(_ values: [Double]) {
    guard let first = values.first, values.allSatisfy({ $0 == first }) else {
      self = .each(values)
      return
    }
    self = .all(first)
  }

  /// As `init(_:)`, but numbers that differ by the rounding of Float64 are taken for one.
  init(nearly values: [Double]) {
    guard let first = values.first,
      values.allSatisfy({ abs($0 - first) <= 1e-13 * abs(first) })
    else {
      self = .each(values)
      return
    }
    self = .all(first)
  }

  /// How many numbers it holds.
  var count: Int { if case .each(let values) = self { values.count } else { 1 } }

  subscript(row: Int) -> Double {
    switch self {
    case .all(let value): value
    case .each(let values): values[row]
    }
  }

  func selecting(_ rows: [Int]) -> Coefficients {
    switch self {
    case .all: self
    case .each(let values): Coefficients(rows.map { values[$0] })
    }
  }

  func array(_ count: Int) -> [Double] {
    switch self {
    case .all(let value): Array(repeating: value, count: count)
    case .each(let values): values
    }
  }

  func allSatisfy(_ condition: (Double) -> Bool) -> Bool {
    switch self {
    case .all(let value): condition(value)
    case .each(let values): values.allSatisfy(condition)
    }
  }

  func map(_ change: (Double) -> Double) -> Coefficients {
    switch self {
    case .all(let value): .all(change(value))
    case .each(let values): Coefficients(values.map(change))
    }
  }

  func combined(_ other: Coefficients, _ operation: (Double, Double) -> Double) -> Coefficients {
    switch (self, other) {
    case (.all(let a), .all(let b)): .all(operation(a, b))
    case (.all(let a), .each(let b)): Coefficients(b.map { operation(a, $0) })
    case (.each(let a), .all(let b)): Coefficients(a.map { operation($0, b) })
    case (.each(let a), .each(let b)): Coefficients(zip(a, b).map(operation))
    }
  }
}

// MARK: What stands around the core of a function

/// factors · core + addends.
struct PeeledFunction {
  var factors: Coefficients
  var addends: Coefficients
  var core: ElementFunction

  /// Takes off what multiplies and adds to a function.
  init(_ function: ElementFunction) {
    switch function {
    case .input, .constant:
      self.init(.all(1), .all(0), function)
    case .unary(.negated, let argument):
      let inner = PeeledFunction(argument)
      self.init(inner.factors.map { -$0 }, inner.addends.map { -$0 }, inner.core)
    case .unary: self.init(.all(1), .all(0), function)
    case .binary(let operation, let first, let second):
      self = Self.peel(operation, PeeledFunction(first), PeeledFunction(second), function)
    }
  }

  private init(_ factors: Coefficients, _ addends: Coefficients, _ core: ElementFunction) {
    (self.factors, self.addends, self.core) = (factors, addends, core)
  }

  /// The number that it is for every x; nil where it depends on x.
  private var constant: Coefficients? {
    guard case .constant(let values) = core else { return nil }
    return factors.combined(values, *).combined(addends, +)
  }

  private static func peel(
    _ operation: ScalarFunction.Binary,
    _ first: PeeledFunction,
    _ second: PeeledFunction,
    _ whole: ElementFunction
  ) -> PeeledFunction {
    switch operation {
    case .sum, .difference:
      let sign: Double = operation == .sum ? 1 : -1
      if let constant = second.constant {
        return PeeledFunction(
          first.factors,
          first.addends.combined(constant) { $0 + sign * $1 },
          first.core
        )
      }
      if let constant = first.constant {
        return PeeledFunction(
          second.factors.map { sign * $0 },
          constant.combined(second.addends) { $0 + sign * $1 },
          second.core
        )
      }
      // A factor that both have, up to one number, stands before the sum.
      let ratios = second.factors.combined(first.factors, /)
      guard case .all(let ratio) = ratios, ratio.isFinite, ratio != 0,
        first.factors.allSatisfy({ $0 != 0 })
      else { break }
      return PeeledFunction(
        first.factors,
        first.addends.combined(second.addends) { $0 + sign * $1 },
        .binary(.sum, first.core, second.core.scaled(by: .all(sign * ratio), adding: .all(0)))
      )
    case .product:
      if let constant = second.constant { return first.multiplied(by: constant) }
      if let constant = first.constant { return second.multiplied(by: constant) }
      return product(first, second, .product, *)
    case .quotient:
      if let constant = second.constant {
        return first.multiplied(by: constant.map { 1 / $0 })
      }
      return product(first, second, .quotient, /)
    case .larger, .smaller, .power: break
    }
    return PeeledFunction(.all(1), .all(0), whole)
  }

  private func multiplied(by constant: Coefficients) -> PeeledFunction {
    PeeledFunction(
      factors.combined(constant, *),
      addends.combined(constant, *),
      core
    )
  }

  /// A product, or quotient, whose parts keep what is added to them: relative to their factors.
  private static func product(
    _ first: PeeledFunction,
    _ second: PeeledFunction,
    _ operation: ScalarFunction.Binary,
    _ combine: (Double, Double) -> Double
  ) -> PeeledFunction {
    func inner(_ part: PeeledFunction) -> (Coefficients, ElementFunction) {
      guard part.factors.allSatisfy({ $0 != 0 }) else {
        return (.all(1), part.core.scaled(by: part.factors, adding: part.addends))
      }
      let addends = part.addends.combined(part.factors, /)
      return (part.factors, part.core.scaled(by: .all(1), adding: addends))
    }
    let (a, left) = inner(first)
    let (b, right) = inner(second)
    return PeeledFunction(a.combined(b, combine), .all(0), .binary(operation, left, right))
  }

  /// The factor and addend where the function is one of x alone: factors · x + addends.
  var line: (factors: Coefficients, addends: Coefficients)? {
    switch core {
    case .input: (factors, addends)
    case .constant(let values): (.all(0), values.combined(factors, *).combined(addends, +))
    default: nil
    }
  }
}
