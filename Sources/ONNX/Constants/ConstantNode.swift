/// A node all of whose inputs are constants, for the operators to read.
struct ConstantNode {
  let reader: NodeReader
  /// Nil for those that are left out.
  let inputs: [Constant?]
  let tensors: TensorReader
  var budget: Budget

  var kind: String { reader.kind }
  var opset: Int { reader.opset }

  func error(_ reason: String) -> ONNXError { reader.error(reason) }

  // MARK: Inputs

  func optionalInput(_ index: Int) -> Constant? { index < inputs.count ? inputs[index] : nil }

  func input(_ index: Int) throws(ONNXError) -> Constant {
    guard let constant = optionalInput(index) else { throw error("lacks its input \(index + 1)") }
    return constant
  }

  /// An input whose elements are of a float type.
  func reals(_ index: Int) throws(ONNXError) -> [Double] {
    let constant = try input(index)
    guard case .reals(let values) = constant.elements else { throw unfit(constant) }
    return values
  }

  /// An input that is one element.
  func single(_ index: Int) throws(ONNXError) -> Constant {
    let constant = try input(index)
    guard constant.count == 1 else {
      throw error("has an input \(index + 1) of \(constant.count) elements, which must be one")
    }
    return constant
  }

  /// A list that is an attribute, or since some version an input; nil where neither is there.
  func list(_ name: String, input index: Int, since version: Int) -> [Int]? {
    opset < version ? reader.integers(name) : optionalInput(index)?.integers
  }

  /// The axis that an attribute names.
  func axis(_ fallback: Int, rank: Int) throws(ONNXError) -> Int {
    try reader.axis(reader.integer("axis") ?? fallback, rank: rank)
  }

  /// What an operator says to elements that it does not take.
  func unfit(_ constant: Constant) -> ONNXError {
    error("does not take constants of type \(constant.type.name)")
  }

  // MARK: Results

  /// Makes sure that a result of this shape may be made, and takes its cost.
  ///
  /// - Parameter factor: how many numbers an element takes on its way.
  mutating func reserve(_ shape: [Int], factor: Int = 1) throws(ONNXError) {
    guard shape.count <= GraphImporter.mostAxes else { throw error("has \(shape.count) axes") }
    guard let cost = cost(of: shape) else {
      throw error("makes a constant of the impossible shape \(text(ofShape: shape))")
    }
    try budget.take(product(cost, factor))
  }

  /// The elements at the places that lists, one an axis, name together.
  mutating func taking(
    _ axes: [[Int]],
    of constant: Constant,
    shape: [Int]? = nil,
    fill: Constant? = nil
  ) throws(ONNXError) -> Constant {
    let shape = shape ?? axes.map(\.count)
    try reserve(axes.map(\.count), factor: 2)
    try reserve(shape, factor: 0)
    return constant.taking(places(axes), shape: shape, fill: fill)
  }

  /// A constant expanded to a shape.
  mutating func expanded(_ constant: Constant, to shape: [Int]) throws(ONNXError) -> Constant {
    if constant.shape == shape { return constant }
    try reserve(shape, factor: 2)
    return constant.taking(places(of: constant.shape, broadcastTo: shape), shape: shape)
  }

  /// Constants in the shape that they have together.
  mutating func together(_ constants: [Constant]) throws(ONNXError) -> [Constant] {
    var shape: [Int] = []
    for constant in constants {
      guard let common = broadcast(shape, constant.shape) else {
        let shapes = constants.map { text(ofShape: $0.shape) }.joined(separator: " and ")
        throw error("combines the shapes \(shapes), which do not fit")
      }
      shape = common
    }
    return try constants.map { constant throws(ONNXError) in try expanded(constant, to: shape) }
  }
}
