import FloatNetwork
import ONNXSchema

/// Writes a function of one number as the operators that it is made of.
struct FunctionWriter {
  /// What the nodes' names begin with.
  let name: String
  /// What it is a function of.
  let sums: String
  private(set) var nodes: [ONNXNode] = []
  private(set) var constants: [ONNXTensor] = []
  /// The value of each part that is there already.
  private var known: [ScalarFunction: String] = [:]

  init(name: String, sums: String) { (self.name, self.sums) = (name, sums) }

  /// - Returns: the name of the value.
  mutating func write(_ function: ScalarFunction) -> String {
    if let value = known[function] { return value }
    let value: String
    switch function.readsInput ? function : .constant(function(0)) {
    case .input: value = sums
    case .constant(let number):
      value = "\(name).constant\(constants.count + 1)"
      constants.append(.floats(value, shape: [], [Float(number)]))
    case .unary(let operation, let argument):
      value = append(operation.onnxName, [write(argument)])
    case .binary(let operation, let first, let second):
      let arguments = [write(first), write(second)]
      value = append(operation.onnxName, arguments)
    }
    known[function] = value
    return value
  }

  private mutating func append(_ kind: String, _ inputs: [String]) -> String {
    let value = "\(name).part\(nodes.count + 1)"
    nodes.append(.make(kind, "\(value).\(kind.lowercased())", inputs, value))
    return value
  }
}

extension ScalarFunction {
  /// Whether it is more than a number.
  fileprivate var readsInput: Bool {
    switch self {
    case .input: true
    case .constant: false
    case .unary(_, let argument): argument.readsInput
    case .binary(_, let first, let second): first.readsInput || second.readsInput
    }
  }
}

extension ScalarFunction.Unary {
  fileprivate var onnxName: String {
    switch self {
    case .negated: "Neg"
    case .exponential: "Exp"
    case .logarithm: "Log"
    case .squareRoot: "Sqrt"
    case .magnitude: "Abs"
    case .reciprocal: "Reciprocal"
    case .sigmoid: "Sigmoid"
    case .hyperbolicTangent: "Tanh"
    case .errorFunction: "Erf"
    case .softplus: "Softplus"
    case .sine: "Sin"
    case .cosine: "Cos"
    case .arcTangent: "Atan"
    case .floor: "Floor"
    case .ceiling: "Ceil"
    case .sign: "Sign"
    }
  }
}

extension ScalarFunction.Binary {
  fileprivate var onnxName: String {
    switch self {
    case .sum: "Add"
    case .difference: "Sub"
    case .product: "Mul"
    case .quotient: "Div"
    case .larger: "Max"
    case .smaller: "Min"
    case .power: "Pow"
    }
  }
}
