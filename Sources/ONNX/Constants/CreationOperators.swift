/// What makes constants of attributes and shapes, and what changes their type.
let creationOperators: [String: ConstantOperator] = [
  "Constant": { node throws(ONNXError) in [try node.literal()] },
  "ConstantOfShape": { node throws(ONNXError) in
    let shape = try node.input(0).integers
    let value =
      try node.attributeTensor("value")
      ?? Constant(shape: [1], type: .float, reals: [0])
    guard value.count == 1 else { throw node.error("fills with \(value.count) numbers, not one") }
    try node.reserve(shape, factor: 2)
    let places = Array(repeating: 0, count: elementCount(of: shape) ?? 0)
    return [value.taking(places, shape: shape)]
  },
  "Shape": { node throws(ONNXError) in
    [Constant(integers: node.reader.part(of: try node.input(0).shape))]
  },
  "Size": { node throws(ONNXError) in
    [Constant(shape: [], type: .int64, integers: [Int64(try node.input(0).count)])]
  },
  "Range": { node throws(ONNXError) in try node.range() },
  "EyeLike": { node throws(ONNXError) in
    let like = try node.input(0)
    let type = try node.type("dtype") ?? like.type
    let shift = node.reader.integer("k") ?? 0
    guard like.shape.count == 2, type != .string else { throw node.error("takes one matrix") }
    try node.reserve(like.shape, factor: 2)
    let columns = like.shape[1]
    let ones = (0..<like.count).map { $0 % columns - $0 / columns == shift }
    return [try node.cast(Constant(shape: like.shape, truths: ones), to: type)]
  },
  "Cast": { node throws(ONNXError) in
    guard let type = try node.type("to") else { throw node.error("does not say to which type") }
    return [try node.cast(node.input(0), to: type)]
  },
  "DequantizeLinear": { node throws(ONNXError) in try node.dequantized() },
  "CastLike": { node throws(ONNXError) in [try node.cast(node.input(0), to: node.input(1).type)] },
]

extension ConstantNode {
  fileprivate mutating func literal() throws(ONNXError) -> Constant {
    if let constant = try attributeTensor("value") { return constant }
    if let number = reader.number("value_float") {
      return Constant(shape: [], type: .float, reals: [number])
    }
    if let numbers = reader.numbers("value_floats") {
      return Constant(shape: [numbers.count], type: .float, reals: numbers)
    }
    if let number = reader.integer("value_int") {
      return Constant(shape: [], type: .int64, integers: [Int64(number)])
    }
    if let numbers = reader.integers("value_ints") { return Constant(integers: numbers) }
    if let string = reader.string("value_string") {
      return Constant(shape: [], type: .string, elements: .strings([string]))
    }
    if let strings = reader.strings("value_strings") {
      return Constant(shape: [strings.count], type: .string, elements: .strings(strings))
    }
    throw error("holds no dense numbers")
  }

  fileprivate mutating func attributeTensor(_ name: String) throws(ONNXError) -> Constant? {
    guard let tensor = reader.tensor(name) else { return nil }
    return try tensors.constant(tensor, budget: &budget)
  }

  /// A type that an attribute names; nil where it does not.
  fileprivate func type(_ name: String) throws(ONNXError) -> ElementType? {
    guard let number = reader.integer(name) else { return nil }
    guard let type = ElementType(rawValue: Int32(truncatingIfNeeded: number)) else {
      throw error("makes elements of type \(number), which is not read")
    }
    return type
  }

  /// Rounded, or without fraction; whole numbers into other widths wrap.
  fileprivate mutating func cast(
    _ constant: Constant,
    to type: ElementType
  ) throws(ONNXError) -> Constant {
    let (shape, own) = (constant.shape, constant.type)
    if type == own { return constant }
    guard type != .string else { throw error("makes text of numbers") }
    try reserve(shape)
    switch constant.elements {
    case .reals(let values):
      if type.isFloat { return Constant(shape: shape, type: type, reals: values) }
      if type == .bool { return Constant(shape: shape, truths: values.map { $0 != 0 }) }
      var wholes: [Int64] = []
      for value in values {
        guard let whole = type.whole(value) else {
          throw error("casts \(value) to \(type.name), which cannot hold it")
        }
        wholes.append(whole)
      }
      return Constant(shape: shape, type: type, integers: wholes)
    case .integers(let values):
      if type.isFloat {
        return Constant(
          shape: shape,
          type: type,
          elements: .reals(values.map { own.real($0, as: type) })
        )
      }
      return Constant(shape: shape, type: type, integers: values)
    case .strings: throw error("makes numbers of text")
    }
  }

  /// (x − zero)·scale, both of one number, or of one for each index along an axis.
  fileprivate mutating func dequantized() throws(ONNXError) -> [Constant] {
    let (words, scale) = (try input(0), try input(1))
    let zero = optionalInput(2) ?? Constant(shape: [], type: words.type, integers: [0])
    guard words.type.isInteger, scale.type.isFloat, zero.type == words.type else {
      throw unfit(words)
    }
    guard reader.integer("block_size") ?? 0 == 0 else {
      throw error("has scales for blocks, which are not computed ahead")
    }
    var factors = [scale, zero]
    if scale.shape.count == 1, !words.shape.isEmpty {
      let rank = words.shape.count
      let axis = try axis(1, rank: max(2, rank))
      guard axis < rank || scale.count == 1 else { throw error("has no axis 1") }
      let behind = Array(repeating: 1, count: max(0, rank - 1 - axis))
      factors = factors.map { $0.shape.isEmpty ? $0 : $0.reshaped(to: $0.shape + behind) }
    }
    let parts = try together([words] + factors)
    guard parts[0].shape == words.shape else { throw error("has more scales than elements") }
    try reserve(words.shape, factor: 3)
    let type = scale.type
    let values = zip(zip(parts[0].bits, parts[2].bits), parts[1].values).map { pair, scale in
      type.rounded(words.type.real(pair.0) - words.type.real(pair.1)) * scale
    }
    return [Constant(shape: words.shape, type: type, reals: values)]
  }

  /// From a start up or down to, but without, a limit.
  fileprivate mutating func range() throws(ONNXError) -> [Constant] {
    let (start, limit, step) = try (single(0), single(1), single(2))
    let type = start.type
    guard limit.type == type, step.type == type, type.isFloat || type.isInteger else {
      throw error("counts with different types, or what is no number")
    }
    let (first, end, distance) = (start.values[0], limit.values[0], step.values[0])
    let count = ((end - first) / distance).rounded(.up)
    guard count < Double(Budget.most), distance != 0 else { throw error("counts without end") }
    let length = count > 0 ? Int(count) : 0
    try reserve([length], factor: 2)
    guard type.isInteger else {
      return [
        Constant(
          shape: [length],
          type: type,
          reals: (0..<length).map { first + type.rounded(Double($0) * distance) }
        )
      ]
    }
    let (base, width) = (start.bits[0], step.bits[0])
    return [
      Constant(
        shape: [length],
        type: type,
        integers: (0..<length).map { base &+ Int64($0) &* width }
      )
    ]
  }
}
