import FloatNetwork

/// Which operator does what.
extension GraphImporter {
  /// The values of a node's outputs, the first ones at least.
  mutating func outputs(of node: NodeReader, domain: String) throws(ONNXError) -> [Value] {
    if let constants = try constantOutputs(of: node, domain: domain) { return constants }
    try refuseWhatIsNotReal(node, domain: domain)
    if domain.isEmpty, let chosen = try chosen(node) { return [.signal(chosen)] }
    if try isLabel(node, domain: domain) { return [.label(try comparison(node))] }
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

    case ("", "Pow"): return [.signal(try power(node))]

    case ("", "Conv"): return [.signal(try convolution(node))]
    case ("", "MaxPool"): return [.signal(try maxPooling(node))]
    case ("", "AveragePool"): return [.signal(try averagePooling(node))]
    case ("", "GlobalMaxPool"): return [.signal(try globalPooling(node, isMean: false))]
    case ("", "GlobalAveragePool"): return [.signal(try globalPooling(node, isMean: true))]
    case ("", "ReduceMean"): return [.signal(try reduceMean(node, .mean))]
    case ("", "ReduceSum"): return [.signal(try reduceMean(node, .sum))]
    case ("", "Pad"): return [.signal(try pad(node))]
    case ("", "QuantizeLinear"): return [.signal(try quantized(node))]
    case ("", "DequantizeLinear"): return [.signal(try dequantized(node))]

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
    case ("", "ConvTranspose"):
      throw node.error(
        "is a transposed convolution, which is not supported; a Resize that repeats values and a Conv "
          + "behind it are not either, so the network needs another way to grow"
      )
    case ("", let kind) where kind.hasPrefix("QLinear") || kind.hasSuffix("Integer"):
      throw node.error(
        "computes on the words of a quantized model; quantize it in the form of QuantizeLinear and "
          + "DequantizeLinear (QDQ), or import the model from before the quantization"
      )
    default:
      if domain.isEmpty, let function = try function(of: node) {
        return [.signal(try applied(function, to: node.signal(0)))]
      }
      let known = domain.isEmpty ? "" : " of domain \(quoted(domain))"
      throw node.error("is an operator\(known) that is not supported; \(Self.supported)")
    }
  }

  /// What there is instead, for an error.
  private static let supported =
    "what a network is made of is: Gemm, MatMul, Conv, MaxPool, AveragePool, GlobalAveragePool, "
    + "GlobalMaxPool, Pad, Add, Sub, Mul, Div, Neg, Sum, BatchNormalization, Scaler, Relu, LeakyRelu, "
    + "PRelu, Clip and what works on each value alone, Softmax, LogSoftmax, Max, Min, ReduceMax, "
    + "ReduceMean, Dropout, Identity, Cast, Flatten, Reshape, Squeeze, Unsqueeze, Transpose, Concat, "
    + "QuantizeLinear, DequantizeLinear, ArgMax, ZipMap"
}
