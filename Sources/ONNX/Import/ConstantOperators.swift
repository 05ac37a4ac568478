/// What is known without an input: constants, and what exporters calculate with shapes.
extension GraphImporter {
  /// The outputs of a node whose inputs are all constants; nil for another node.
  mutating func constantOutputs(of node: NodeReader, domain: String) throws(ONNXError) -> [Value]? {
    guard domain.isEmpty else { return nil }
    if node.kind == "Constant" { return [.constant(try constant(of: node))] }
    var inputs: [Constant?] = []
    for input in node.inputs {
      switch input {
      case .constant(let constant): inputs.append(constant)
      case nil: inputs.append(nil)
      default: return nil
      }
    }
    guard let first = inputs.first ?? nil else { return nil }
    try budget.take(product(2, first.values.count))
    if let result = try arithmetic(inputs.compactMap(\.self), first, node) {
      return [.constant(result)]
    }
    switch node.kind {
    case "Identity", "Cast", "Dropout": return [.constant(try cast(first, node))]
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze":
      return [.constant(try reshaped(first, node))]
    case "Transpose": return [.constant(try transposed(first, node))]
    case "Concat": return [.constant(try concatenated(inputs, node))]
    case "Gather": return [.constant(try gathered(first, node))]
    case "Slice": return [.constant(try sliced(first, node))]
    case "Shape": return [.constant(Constant(integers: first.shape))]
    case "Size":
      return [.constant(Constant(shape: [], values: [Double(first.values.count)], isInteger: true))]
    default:
      throw node.error("works on constants alone, with an operator that is not computed ahead")
    }
  }

  private mutating func constant(of node: NodeReader) throws(ONNXError) -> Constant {
    if let tensor = node.tensor("value") { return try tensors.constant(tensor, budget: &budget) }
    if let number = node.number("value_float") { return Constant(shape: [], values: [number]) }
    if let numbers = node.numbers("value_floats") {
      return Constant(shape: [numbers.count], values: numbers)
    }
    if let number = node.integer("value_int") {
      return Constant(shape: [], values: [Double(number)], isInteger: true)
    }
    if let numbers = node.integers("value_ints") { return Constant(integers: numbers) }
    if let strings = node.strings("value_strings") {
      return Constant(shape: [strings.count], values: [], strings: strings)
    }
    throw node.error("holds no dense numbers")
  }

  private func cast(_ constant: Constant, _ node: NodeReader) throws(ONNXError) -> Constant {
    guard node.kind == "Cast", constant.strings.isEmpty else { return constant }
    var result = constant
    let type = ElementType(rawValue: Int32(truncatingIfNeeded: node.integer("to") ?? 0))
    guard let type, type != .string else { throw node.error("casts to a type that is not read") }
    result.isInteger = type.isInteger
    if type.isInteger { result.values = constant.values.map { $0.rounded(.towardZero) } }
    if type == .float { result.values = constant.values.map { Double(Float($0)) } }
    return result
  }

  /// By the same rules as a signal without a batch.
  private mutating func reshaped(
    _ constant: Constant,
    _ node: NodeReader
  ) throws(ONNXError) -> Constant {
    guard constant.strings.isEmpty, !constant.values.isEmpty,
      constant.shape.count <= Self.mostAxes
    else { throw node.error("reshapes text, nothing, or too many axes") }
    try budget.take(product(4, constant.values.count))
    let signal = Signal(
      base: 0,
      map: AffineMap(constants: constant.values, inputCount: 1),
      shape: constant.shape,
      batchAxis: nil
    )
    let reader = NodeReader(
      node: node.node,
      number: node.number,
      opset: node.opset,
      inputs: [.signal(signal)] + node.inputs.dropFirst()
    )
    let result =
      switch node.kind {
      case "Reshape": try reshape(reader)
      case "Flatten": try flatten(reader)
      case "Squeeze": try squeeze(reader)
      default: try unsqueeze(reader)
      }
    var reshaped = constant
    reshaped.shape = result.shape
    return reshaped
  }

  private func transposed(_ constant: Constant, _ node: NodeReader) throws(ONNXError) -> Constant {
    let order = node.integers("perm") ?? constant.shape.indices.reversed()
    guard order.sorted() == Array(constant.shape.indices), constant.strings.isEmpty,
      !constant.values.isEmpty
    else { throw node.error("has no order of the constant's axes") }
    var result = constant
    result.values = transposedIndices(of: constant.shape, by: order).map { constant.values[$0] }
    result.shape = order.map { constant.shape[$0] }
    return result
  }

  private func concatenated(_ inputs: [Constant?], _ node: NodeReader) throws(ONNXError) -> Constant
  {
    let lists = inputs.compactMap(\.self)
    guard lists.allSatisfy({ $0.shape.count == 1 && $0.strings.isEmpty }) else {
      throw node.error("joins constants that are no lists")
    }
    let values = lists.flatMap(\.values)
    return Constant(
      shape: [values.count],
      values: values,
      isInteger: lists.allSatisfy(\.isInteger)
    )
  }

  private func gathered(_ list: Constant, _ node: NodeReader) throws(ONNXError) -> Constant {
    let indices = try node.constant(1, "indices")
    guard list.shape.count == 1, list.strings.isEmpty, indices.strings.isEmpty,
      node.integer("axis") ?? 0 == 0
    else {
      throw node.error("takes elements of a constant that is no list")
    }
    var values: [Double] = []
    for index in indices.integers {
      values.append(list.values[try node.axis(index, rank: list.values.count)])
    }
    return Constant(shape: indices.shape, values: values, isInteger: list.isInteger)
  }

  /// A part of a list (ONNX, Slice), with step 1.
  private func sliced(_ list: Constant, _ node: NodeReader) throws(ONNXError) -> Constant {
    let (starts, ends) =
      node.opset < 10
      ? (node.integers("starts"), node.integers("ends"))
      : (try node.constant(1, "starts").integers, try node.constant(2, "ends").integers)
    let step = node.opset < 10 ? 1 : try node.optionalNumber(4, "step") ?? 1
    guard list.shape.count == 1, list.strings.isEmpty, let start = starts?.first,
      let end = ends?.first, starts?.count == 1, ends?.count == 1, step == 1
    else { throw node.error("cuts a constant that is no list, or in steps") }
    func limited(_ index: Int) -> Int {
      min(max(index < 0 ? index &+ list.values.count : index, 0), list.values.count)
    }
    let range = limited(start)..<max(limited(start), limited(end))
    return Constant(
      shape: [range.count],
      values: Array(list.values[range]),
      isInteger: list.isInteger
    )
  }
}
