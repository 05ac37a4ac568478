import ONNXSchema

/// A node with its inputs looked up, for the operators to read.
struct NodeReader {
  let node: ONNXNode
  /// The node's place in the graph, from 1.
  let number: Int
  /// The version of the operator set that the node belongs to.
  let opset: Int
  /// The node's inputs; nil for those that are left out.
  let inputs: [Value?]

  /// The operator.
  var kind: String { node.opType }
  /// The names of its inputs.
  var inputNames: [String] { node.input }
  /// How many outputs it has.
  var outputCount: Int { node.output.count }
  /// How many outputs have a name.
  var usedOutputCount: Int { node.output.count { !$0.isEmpty } }

  /// What an error says about this node.
  func error(_ reason: String) -> ONNXError {
    .node(name: name, operator: kind, reason: reason)
  }

  /// The node's name, or where it has none, its place and output.
  private var name: String {
    guard node.name.isEmpty else { return node.name }
    return "number \(number), which gives \(node.output.first ?? "nothing")"
  }

  // MARK: Inputs

  func input(_ index: Int) throws(ONNXError) -> Value {
    guard let value = optionalInput(index) else { throw error("lacks its input \(index + 1)") }
    return value
  }

  func optionalInput(_ index: Int) -> Value? { index < inputs.count ? inputs[index] : nil }

  /// A computed input.
  func signal(_ index: Int, allowingLogarithm: Bool = false) throws(ONNXError) -> Signal {
    guard case .signal(let signal) = try input(index) else {
      throw error("has a constant or a label as input \(index + 1), where a layer's output belongs")
    }
    guard allowingLogarithm || !signal.isLogarithm else {
      throw error(
        "works on the output of LogSoftmax, which is supported only as the model's output"
      )
    }
    return signal
  }

  /// An input that must be known without the network's input.
  func constant(_ index: Int, _ role: String) throws(ONNXError) -> Constant {
    guard case .constant(let constant) = try input(index) else {
      throw error("computes its \(role), which must be a constant or an initializer")
    }
    return constant
  }

  func optionalConstant(_ index: Int, _ role: String) throws(ONNXError) -> Constant? {
    optionalInput(index) == nil ? nil : try constant(index, role)
  }

  /// A single number among the inputs.
  func optionalNumber(_ index: Int, _ role: String) throws(ONNXError) -> Double? {
    guard let values = try optionalConstant(index, role)?.values else { return nil }
    guard values.count == 1 else { throw error("has a \(role) that is no single number") }
    return values[0]
  }

  // MARK: Attributes

  private func attribute(_ name: String) -> ONNXAttribute? {
    node.attribute.first { $0.name == name }
  }

  func has(_ name: String) -> Bool { attribute(name) != nil }
  func integer(_ name: String) -> Int? { attribute(name).map { Int($0.i) } }
  func integers(_ name: String) -> [Int]? { attribute(name).map { $0.ints.map { Int($0) } } }
  func number(_ name: String) -> Double? { attribute(name).map { Double($0.f) } }
  func numbers(_ name: String) -> [Double]? { attribute(name).map { $0.floats.map(Double.init) } }
  func tensor(_ name: String) -> ONNXTensor? { attribute(name).map(\.t) }
  func string(_ name: String) -> String? {
    attribute(name).map { String(decoding: $0.s, as: UTF8.self) }
  }
  func strings(_ name: String) -> [String]? {
    attribute(name).map { $0.strings.map { String(decoding: $0, as: UTF8.self) } }
  }

  // MARK: Axes

  /// An axis counted from the start; negative ones count from the end.
  func axis(_ axis: Int, rank: Int) throws(ONNXError) -> Int {
    guard axis >= -rank, axis < rank else {
      throw error("names axis \(axis) of a tensor with \(rank) axes")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// The axes that an attribute names, or since some version an input; nil where neither does.
  func axes(input index: Int, since version: Int, rank: Int) throws(ONNXError) -> [Int]? {
    let given = opset < version ? integers("axes") : try optionalConstant(index, "axes")?.integers
    guard let given else { return nil }
    var axes: [Int] = []
    for axis in given { axes.append(try self.axis(axis, rank: rank)) }
    guard Set(axes).count == axes.count else { throw error("names an axis twice") }
    return axes.sorted()
  }

  // MARK: Shapes

  /// The shape that Reshape makes of another: 0 copies a length, and −1 takes what is left.
  func targetShape(of shape: [Int], asked: [Int]) throws(ONNXError) -> [Int] {
    guard asked.count <= GraphImporter.mostAxes else { throw error("asks for \(asked.count) axes") }
    var result = asked
    if integer("allowzero") ?? 0 == 0 {
      for axis in asked.indices where asked[axis] == 0 {
        guard axis < shape.count else { throw error("copies an axis that is not there") }
        result[axis] = shape[axis]
      }
    }
    let open = asked.indices.filter { asked[$0] == -1 }
    if let axis = open.first, open.count == 1 {
      let known = elementCount(of: result.filter { $0 != -1 }) ?? 0
      let total = shape.reduce(1, *)
      guard known > 0, total.isMultiple(of: known) else {
        throw error(
          "makes \(text(ofShape: shape)) into \(text(ofShape: asked)), which does not fit"
        )
      }
      result[axis] = total / known
    }
    return result
  }

  /// The part of a shape that Shape asks for.
  func part(of shape: [Int]) -> [Int] {
    func limit(_ name: String, or fallback: Int) -> Int {
      let value = integer(name) ?? fallback
      return min(max(value < 0 ? value &+ shape.count : value, 0), shape.count)
    }
    let (start, end) = (limit("start", or: 0), limit("end", or: shape.count))
    return start < end ? Array(shape[start..<end]) : []
  }
}
