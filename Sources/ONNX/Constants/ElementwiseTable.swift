import CMath

/// Functions of one real number, each rounded once. What has parameters reads them first.
let realOperators: [String: ConstantOperator] = [
  "Sqrt": real { $0.squareRoot() },
  "Reciprocal": real { 1 / $0 },
  "Exp": real { exp($0) },
  "Log": real { log($0) },
  "Erf": real { erf($0) },
  "Floor": real { $0.rounded(.down) },
  "Ceil": real { $0.rounded(.up) },
  "Round": real { $0.rounded(.toNearestOrEven) },
  "Sigmoid": real { sigmoid($0) },
  "Tanh": real { tanh($0) },
  "Softplus": real { softplus($0) },
  "Softsign": real { $0 / (1 + abs($0)) },
  "Mish": real { $0 * tanh(softplus($0)) },
  "HardSwish": real { $0 * min(1, max(0, $0 / 6 + 0.5)) },
  "Sin": real { sin($0) }, "Cos": real { cos($0) }, "Tan": real { tan($0) },
  "Asin": real { asin($0) }, "Acos": real { acos($0) }, "Atan": real { atan($0) },
  "Sinh": real { sinh($0) }, "Cosh": real { cosh($0) },
  "Asinh": real { asinh($0) }, "Acosh": real { acosh($0) }, "Atanh": real { atanh($0) },
  "LeakyRelu": { node throws(ONNXError) in
    let slope = node.reader.number("alpha") ?? Double(Float(0.01))
    return try real { $0 < 0 ? slope * $0 : $0 }(&node)
  },
  "Elu": { node throws(ONNXError) in
    let scale = node.reader.number("alpha") ?? 1
    return try real { $0 < 0 ? scale * expm1($0) : $0 }(&node)
  },
  "Celu": { node throws(ONNXError) in
    let scale = node.reader.number("alpha") ?? 1
    return try real { max(0, $0) + min(0, scale * expm1($0 / scale)) }(&node)
  },
  "Selu": { node throws(ONNXError) in
    let alpha = node.reader.number("alpha") ?? Double(Float(1.67326319217681884765625))
    let gamma = node.reader.number("gamma") ?? Double(Float(1.05070102214813232421875))
    return try real { gamma * ($0 < 0 ? alpha * expm1($0) : $0) }(&node)
  },
  "ThresholdedRelu": { node throws(ONNXError) in
    let threshold = node.reader.number("alpha") ?? 1
    return try real { $0 > threshold ? $0 : 0 }(&node)
  },
  "HardSigmoid": { node throws(ONNXError) in
    let slope = node.reader.number("alpha") ?? Double(Float(0.2))
    let start = node.reader.number("beta") ?? 0.5
    return try real { min(1, max(0, slope * $0 + start)) }(&node)
  },
  "Gelu": { node throws(ONNXError) in
    guard node.reader.string("approximate") ?? "none" == "none" else {
      return try real { x in
        x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
      }(&node)
    }
    return try real { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }(&node)
  },
]

/// Arithmetic on real or whole numbers.
let numberOperators: [String: ConstantOperator] = [
  "Neg": number({ -$0 }, { a, _ in 0 &- a }),
  "Abs": number({ abs($0) }, { a, type in type != .uint64 && a < 0 ? 0 &- a : a }),
  "Sign": number(
    { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 },
    { a, type in type == .uint64 ? (a == 0 ? 0 : 1) : a.signum() }
  ),
  "Relu": number({ $0 < 0 ? 0 : $0 }, { a, type in type != .uint64 && a < 0 ? 0 : a }),
  "BitwiseNot": { node throws(ONNXError) in
    guard try node.input(0).type.isInteger else { throw node.unfit(try node.input(0)) }
    return try number({ $0 }, { a, _ in ~a })(&node)
  },
  "Add": numbers({ $0 + $1 }, { a, b, _ in a &+ b }),
  "Sub": numbers({ $0 - $1 }, { a, b, _ in a &- b }),
  "Mul": numbers({ $0 * $1 }, { a, b, _ in a &* b }),
  "Div": { node throws(ONNXError) in try node.divided() },
  "Mod": { node throws(ONNXError) in try node.remainder() },
  "Pow": { node throws(ONNXError) in try node.power() },
  "PRelu": numbers(
    { x, slope in x < 0 ? slope * x : x },
    { a, slope, type in type != .uint64 && a < 0 ? a &* slope : a }
  ),
  "Sum": numbers({ $0 + $1 }, { a, b, _ in a &+ b }, count: 1...Int.max - 1),
  "Max": numbers(
    { x, y in x.isNaN || x > y ? x : y },
    { a, b, type in type.ordered(a) > type.ordered(b) ? a : b },
    count: 1...Int.max - 1
  ),
  "Min": numbers(
    { x, y in x.isNaN || x < y ? x : y },
    { a, b, type in type.ordered(a) < type.ordered(b) ? a : b },
    count: 1...Int.max - 1
  ),
  "Mean": { node throws(ONNXError) in try node.mean() },
  "Clip": { node throws(ONNXError) in try node.clipped() },
]

/// What gives or takes truth values, and bits.
let truthOperators: [String: ConstantOperator] = [
  "Equal": { node throws(ONNXError) in
    if case .strings(let left) = try node.input(0).elements,
      case .strings(let right) = try node.input(1).elements, left.count == right.count
    {
      return [Constant(shape: try node.input(0).shape, truths: zip(left, right).map(==))]
    }
    return try comparison({ $0 == $1 }, { $0 == $1 })(&node)
  },
  "Greater": comparison({ $0 > $1 }, { $0 > $1 }),
  "Less": comparison({ $0 < $1 }, { $0 < $1 }),
  "GreaterOrEqual": comparison({ $0 >= $1 }, { $0 >= $1 }),
  "LessOrEqual": comparison({ $0 <= $1 }, { $0 <= $1 }),
  "And": bits(of: { $0 == .bool }, &),
  "Or": bits(of: { $0 == .bool }, |),
  "Xor": bits(of: { $0 == .bool }, ^),
  "Not": { node throws(ONNXError) in
    let constant = try node.input(0)
    guard constant.type == .bool else { throw node.unfit(constant) }
    return [Constant(shape: constant.shape, truths: constant.bits.map { $0 == 0 })]
  },
  "IsNaN": { node throws(ONNXError) in try node.classified(\.isNaN) },
  "IsInf": { node throws(ONNXError) in
    let positive = node.reader.integer("detect_positive") ?? 1 != 0
    let negative = node.reader.integer("detect_negative") ?? 1 != 0
    return try node.classified { $0.isInfinite && ($0 > 0 ? positive : negative) }
  },
  "Where": { node throws(ONNXError) in try node.chosen() },
  "BitwiseAnd": bits(of: \.isInteger, &),
  "BitwiseOr": bits(of: \.isInteger, |),
  "BitwiseXor": bits(of: \.isInteger, ^),
  "BitShift": { node throws(ONNXError) in
    let isLeft = node.reader.string("direction") == "LEFT"
    return try bits(of: \.isUnsigned) { a, b in
      let count = UInt64(bitPattern: b)
      let value = UInt64(bitPattern: a)
      return Int64(bitPattern: isLeft ? value << count : value >> count)
    }(&node)
  },
]

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// log(1 + eˣ), also where eˣ is infinite.
private func softplus(_ x: Double) -> Double { max(0, x) + log1p(exp(-abs(x))) }
