import FloatNetwork

/// Which operator does what.
extension GraphImporter {
  /// The values of a node's outputs, the first ones at least.
  mutating func outputs(of node: NodeReader, domain: String) throws(ONNXError) -> [Value] {
    if let constants = try constantOutputs(of: node, domain: domain) { return constants }
    try refuseWhatIsNotReal(node, domain: domain)
    if try isLabel(node, domain: domain) { return [.label] }
    switch (domain, node.kind) {
    case ("", "Gemm"): return [.signal(try gemm(node))]
    case ("", "MatMul"): return [.signal(try matMul(node))]
    case ("", "Add"), ("", "Sum"): return [.signal(try sum(node))]
    case ("", "Sub"): return [.signal(try difference(node))]
    case ("", "Mul"): return [.signal(try scaled(node, isDivision: false))]
    case ("", "Div"): return [.signal(try scaled(node, isDivision: true))]
    case ("", "Neg"):
      let signal = try node.signal(0)
      return [.signal(signal.with(signal.map.scaled(by: -1)))]
    case ("", "BatchNormalization"): return [.signal(try batchNormalization(node))]
    case ("ai.onnx.ml", "Scaler"): return [.signal(try scaler(node))]

    case ("", "Relu"): return [.signal(try relu(node.signal(0)))]
    case ("", "Sigmoid"): return [.signal(try activated(node, .sigmoid))]
    case ("", "Tanh"): return [.signal(try activated(node, .tanh))]
    case ("", "Softmax"): return [.signal(try softmax(node, isLogarithm: false))]
    case ("", "LogSoftmax"): return [.signal(try softmax(node, isLogarithm: true))]
    case ("", "LeakyRelu"): return [.signal(try leakyRelu(node))]
    case ("", "PRelu"): return [.signal(try parametricRelu(node))]
    case ("", "Clip"): return [.signal(try clip(node))]
    case ("", "HardSigmoid"): return [.signal(try hardSigmoid(node))]
    case ("", "Abs"): return [.signal(try absolute(node))]
    case ("", "Max"): return [.signal(try largest(node, sign: 1))]
    case ("", "Min"): return [.signal(try largest(node, sign: -1))]
    case ("", "ReduceMax"): return [.signal(try reduceMax(node))]

    case ("", "Identity"): return [.signal(try node.signal(0, allowingLogarithm: true))]
    case ("", "Dropout"): return [.signal(try dropout(node))]
    case ("", "Cast"): return [.signal(try cast(node))]
    case ("", "Flatten"): return [.signal(try flatten(node))]
    case ("", "Reshape"): return [.signal(try reshape(node))]
    case ("", "Squeeze"): return [.signal(try squeeze(node))]
    case ("", "Unsqueeze"): return [.signal(try unsqueeze(node))]
    case ("", "Transpose"): return [.signal(try transpose(node))]
    case ("", "Concat"): return [.signal(try concat(node))]
    case ("", "Shape"): return [.constant(try shape(node))]
    case ("ai.onnx.ml", "ZipMap"): return [.signal(try zipMap(node))]
    case ("", let kind) where Self.activations.contains(kind):
      throw node.error(
        "is an operator that is not supported yet\(kind == "Erf" ? " (GELU is made of it)" : ""): an "
          + "activation of its own; \(Self.supported)"
      )
    default:
      let known = domain.isEmpty ? "" : " of domain \(quoted(domain))"
      throw node.error("is an operator\(known) that is not supported; \(Self.supported)")
    }
  }

  /// Activations that are known, but that the run time does not have.
  private static let activations: Set = [
    "Celu", "Elu", "Erf", "Gelu", "HardSwish", "Mish", "Selu", "Softplus", "Softsign", "Swish",
    "ThresholdedRelu",
  ]

  /// What there is instead, for an error.
  private static let supported =
    "what an MLP is made of is: Gemm, MatMul, Add, Sub, Mul, Div, Neg, Sum, BatchNormalization, "
    + "Scaler, Relu, LeakyRelu, PRelu, Clip, HardSigmoid, Abs, Sigmoid, Tanh, Softmax, LogSoftmax, "
    + "Max, Min, ReduceMax, Dropout, Identity, Cast, Flatten, Reshape, Squeeze, Unsqueeze, Transpose, "
    + "Concat, ArgMax, ZipMap"
}
