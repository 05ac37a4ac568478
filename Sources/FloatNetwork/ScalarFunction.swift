import CMath

/// A function of one number as an expression, such as x·σ(x), `mul(x,sigmoid(x))`: an activation that has no kind
/// of its own. Written in a checkpoint as text, computed in Float64, enclosed by intervals in proofs.
public indirect enum ScalarFunction: Hashable, Sendable {
  /// x itself.
  case input
  /// The same number for every x.
  case constant(Double)
  /// A function of one number.
  case unary(Unary, ScalarFunction)
  /// A function of two numbers.
  case binary(Binary, ScalarFunction, ScalarFunction)

  /// Functions of one number; the raw value is what stands in text.
  public enum Unary: String, CaseIterable, Sendable {
    case negated = "neg"
    case exponential = "exp"
    case logarithm = "log"
    case squareRoot = "sqrt"
    case magnitude = "abs"
    case reciprocal = "rcp"
    case sigmoid
    case hyperbolicTangent = "tanh"
    /// 2/√π · ∫₀ˣ exp(−t²) dt.
    case errorFunction = "erf"
    /// ln(1 + exp(x)).
    case softplus
    case sine = "sin"
    case cosine = "cos"
    case arcTangent = "atan"
    case floor
    case ceiling = "ceil"
    /// 1 where x > 0, −1 where x < 0, otherwise 0.
    case sign
  }

  /// Functions of two numbers; the raw value is what stands in text.
  public enum Binary: String, CaseIterable, Sendable {
    case sum = "add"
    case difference = "sub"
    case product = "mul"
    case quotient = "div"
    case larger = "max"
    case smaller = "min"
    case power = "pow"
  }

  /// The value in Float64.
  public func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .input: x
    case .constant(let value): value
    case .unary(let function, let argument): function(argument(x))
    case .binary(let function, let first, let second): function(first(x), second(x))
    }
  }

  /// The same function of something else.
  public func substituting(_ argument: ScalarFunction) -> ScalarFunction {
    switch self {
    case .input: argument
    case .constant: self
    case .unary(let function, let inner): .unary(function, inner.substituting(argument))
    case .binary(let function, let first, let second):
      .binary(function, first.substituting(argument), second.substituting(argument))
    }
  }

  /// How many parts the expression has.
  public var size: Int {
    switch self {
    case .input, .constant: 1
    case .unary(_, let argument): 1 + argument.size
    case .binary(_, let first, let second): 1 + first.size + second.size
    }
  }
}

extension ScalarFunction.Unary {
  /// The value in Float64.
  public func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .negated: -x
    case .exponential: exp(x)
    case .logarithm: log(x)
    case .squareRoot: x.squareRoot()
    case .magnitude: abs(x)
    case .reciprocal: 1 / x
    case .sigmoid: 1 / (1 + exp(-x))
    case .hyperbolicTangent: tanh(x)
    case .errorFunction: erf(x)
    case .softplus: max(0, x) + log1p(exp(-abs(x)))
    case .sine: sin(x)
    case .cosine: cos(x)
    case .arcTangent: atan(x)
    case .floor: x.rounded(.down)
    case .ceiling: x.rounded(.up)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
    }
  }
}

extension ScalarFunction.Binary {
  /// The value in Float64.
  public func callAsFunction(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .sum: x + y
    case .difference: x - y
    case .product: x * y
    case .quotient: x / y
    case .larger: max(x, y)
    case .smaller: min(x, y)
    case .power: pow(x, y)
    }
  }
}

extension ScalarFunction: CustomStringConvertible {
  /// The text that `init(parsing:)` reads: `mul(x,sigmoid(x))`, without a space.
  public var description: String {
    switch self {
    case .input: "x"
    case .constant(let value): "\(value)"
    case .unary(let function, let argument): "\(function.rawValue)(\(argument))"
    case .binary(let function, let first, let second):
      "\(function.rawValue)(\(first),\(second))"
    }
  }

  /// Reads an expression; nil where the text is none, or one with more than a thousand parts.
  public init?(parsing text: some StringProtocol) {
    var rest = Substring(text)
    var budget = 1_000
    guard let parsed = Self.parse(&rest, &budget), rest.isEmpty else { return nil }
    self = parsed
  }

  private static func parse(_ text: inout Substring, _ budget: inout Int) -> ScalarFunction? {
    budget -= 1
    guard budget >= 0 else { return nil }
    let word = text.prefix { $0 != "(" && $0 != "," && $0 != ")" }
    text.removeFirst(word.count)
    guard text.first == "(" else {
      if word == "x" { return .input }
      return Double(word).flatMap { $0.isFinite ? .constant($0) : nil }
    }
    text.removeFirst()
    guard let first = parse(&text, &budget) else { return nil }
    if let function = Unary(rawValue: String(word)) {
      return close(&text) ? .unary(function, first) : nil
    }
    guard let function = Binary(rawValue: String(word)), text.first == "," else { return nil }
    text.removeFirst()
    guard let second = parse(&text, &budget), close(&text) else { return nil }
    return .binary(function, first, second)
  }

  private static func close(_ text: inout Substring) -> Bool {
    guard text.first == ")" else { return false }
    text.removeFirst()
    return true
  }
}
