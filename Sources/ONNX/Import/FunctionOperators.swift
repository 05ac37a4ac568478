import FloatNetwork

/// Operators that are functions of each value alone, without a kind of layer of their own.
extension GraphImporter {
  /// The function of an operator with one computed input; nil for another operator.
  func function(of node: NodeReader) throws(ONNXError) -> ElementFunction? {
    typealias Function = ElementFunction
    let x = Function.input
    func apply(_ unary: ScalarFunction.Unary, _ argument: Function = .input) -> Function {
      .unary(unary, argument)
    }
    func number(_ name: String, _ fallback: Double) throws(ONNXError) -> Double {
      let value = node.number(name) ?? fallback
      guard value.isFinite else { throw node.error("has the \(name) \(value)") }
      return value
    }
    /// scale · (exp(min(0, x) / width) − 1), the left half of ELU.
    func left(_ scale: Double, _ width: Double = 1) -> Function {
      let negative = Function.binary(.smaller, x, .constant(0))
      let exponent = width == 1 ? negative : negative.scaled(by: .all(1 / width), adding: .all(0))
      return apply(.exponential, exponent).scaled(by: .all(scale), adding: .all(-scale))
    }
    switch node.kind {
    case "Exp": return apply(.exponential)
    case "Log": return apply(.logarithm)
    case "Sqrt": return apply(.squareRoot)
    case "Reciprocal": return apply(.reciprocal)
    case "Erf": return apply(.errorFunction)
    case "Softplus": return apply(.softplus)
    case "Sin": return apply(.sine)
    case "Cos": return apply(.cosine)
    case "Atan": return apply(.arcTangent)
    case "Floor": return apply(.floor)
    case "Ceil": return apply(.ceiling)
    case "Sign": return apply(.sign)
    case "Softsign":
      return .binary(.quotient, x, apply(.magnitude).scaled(by: .all(1), adding: .all(1)))
    case "Elu": return .binary(.sum, .relu, left(try number("alpha", 1)))
    case "Celu":
      let alpha = try number("alpha", 1)
      guard alpha > 0 else { throw node.error("has the alpha \(alpha), which must be above 0") }
      return .binary(.sum, .relu, left(alpha, alpha))
    case "Selu":
      let alpha = try number("alpha", Double(Float(1.67326319217681884765625)))
      let gamma = try number("gamma", Double(Float(1.05070102214813232421875)))
      return Function.binary(.sum, .relu, left(alpha)).scaled(by: .all(gamma), adding: .all(0))
    case "ThresholdedRelu":
      let step = apply(.sign, x.scaled(by: .all(1), adding: .all(-(try number("alpha", 1)))))
      return .binary(.product, x, .binary(.larger, step, .constant(0)))
    case "HardSwish":
      let gate = Function.binary(
        .larger,
        x.scaled(by: .all(1.0 / 6), adding: .all(0.5)),
        .constant(0)
      )
      return .binary(.product, x, .binary(.smaller, gate, .constant(1)))
    case "Swish":
      let gate = x.scaled(by: .all(try number("alpha", 1)), adding: .all(0))
      return .binary(.product, x, apply(.sigmoid, gate))
    case "Mish": return .binary(.product, x, apply(.hyperbolicTangent, apply(.softplus)))
    case "Gelu":
      let inner: Function
      if node.string("approximate") ?? "none" == "none" {
        inner = apply(.errorFunction, x.scaled(by: .all(0.5.squareRoot()), adding: .all(0)))
      } else {
        let cube = Function.binary(.product, x, .binary(.product, x, x))
        let sum = Function.binary(.sum, x, cube.scaled(by: .all(0.044715), adding: .all(0)))
        let factor = (2 / Double.pi).squareRoot()
        inner = apply(.hyperbolicTangent, sum.scaled(by: .all(factor), adding: .all(0)))
      }
      return .binary(
        .product,
        x.scaled(by: .all(0.5), adding: .all(0)),
        inner.scaled(by: .all(1), adding: .all(1))
      )
    default: return nil
    }
  }

  /// x to the power of a constant.
  mutating func power(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let exponent = try node.constant(1, "exponent")
    guard let value = exponent.values.first, value.isFinite, exponent.count <= signal.map.rowCount,
      exponent.values.allSatisfy({ $0 == value })
    else {
      throw node.error("has \(exponent.count) exponents; one number for all is supported")
    }
    if value == 1 { return signal }
    let function: ElementFunction =
      switch value {
      case 2: .binary(.product, .input, .input)
      case 3: .binary(.product, .input, .binary(.product, .input, .input))
      case 0.5: .unary(.squareRoot, .input)
      case -1: .unary(.reciprocal, .input)
      default: .binary(.power, .input, .constant(value))
      }
    return try applied(function, to: signal)
  }
}
