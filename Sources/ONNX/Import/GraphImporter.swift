import FloatNetwork
import ONNXSchema

/// Walks a graph once, node by node, and gathers the layers of a network from it.
///
/// A value of the graph is a constant, or an affine map of what one layer gives (`Signal`). An activation, a
/// convolution, a pooling or an addition makes a layer (`Stage`). What a node does that is none of these is an
/// error, which only counts where an output needs the node.
struct GraphImporter {
  /// Which axis of the input counts samples, and how many the graph is written for.
  struct Batch: Equatable {
    var axis: Int?
    var size: Int
  }

  let graph: ONNXGraph
  let opsets: [String: Int]
  let tensors: TensorReader
  let batch: Batch

  var budget = Budget()
  /// The layers so far; some may lead to no output.
  private(set) var stages: [Stage] = []
  /// In which order the input lies in memory, once something has asked for one.
  var inputOrder: InputOrder?
  /// What the classes are called, where the graph says so.
  var classNames: [String] = []
  /// What a person should know about what became of the graph.
  private(set) var remarks: [String] = []
  /// How many values the input has.
  private(set) var inputCount = 0
  private var values: [String: Value] = [:]
  private var initializers: [String: ONNXTensor] = [:]

  init(
    graph: ONNXGraph,
    opsets: [String: Int],
    tensors: TensorReader,
    batch: Batch
  ) throws(ONNXError) {
    self.graph = graph
    self.opsets = opsets
    self.tensors = tensors
    self.batch = batch
    for tensor in graph.initializer {
      guard initializers.updateValue(tensor, forKey: tensor.name) == nil else {
        throw .tensor(name: tensor.name, reason: "is given twice")
      }
    }
  }

  /// Walks all nodes; what fails is kept as the value of the node's outputs.
  mutating func run(input: ONNXValueInfo) throws(ONNXError) {
    values[input.name] = .signal(try inputSignal(input))
    for (index, node) in graph.node.enumerated() { try run(node, number: index + 1) }
  }

  /// The outputs of a graph that has no input.
  mutating func constantOutputs() throws(ONNXError) -> [Constant] {
    for (index, node) in graph.node.enumerated() { try run(node, number: index + 1) }
    return try graph.output.map { output throws(ONNXError) in
      switch values[output.name] {
      case .constant(let constant): return constant
      case .failed(let error): throw error
      case .signal, .label, nil:
        throw .model("the output \(quoted(output.name)) is no constant")
      }
    }
  }

  private mutating func run(_ node: ONNXNode, number: Int) throws(ONNXError) {
    let domain = node.domain == "ai.onnx" ? "" : node.domain
    var results: [Value]
    do throws(ONNXError) {
      let reader = NodeReader(
        node: node,
        number: number,
        opset: opsets[domain] ?? 1,
        inputs: try node.input.map { name throws(ONNXError) in
          name.isEmpty ? nil : try value(name, for: node)
        }
      )
      results = try outputs(of: reader, domain: domain)
    } catch {
      results = node.output.map { _ in .failed(error) }
    }
    for (index, name) in node.output.enumerated() where !name.isEmpty {
      guard values[name] == nil, initializers[name] == nil else {
        throw .model("the value \(quoted(name)) is given twice")
      }
      values[name] =
        index < results.count
        ? results[index]
        : .failed(
          .node(
            name: node.name,
            operator: node.opType,
            reason: "has its output \(index + 1), \(quoted(name)), used, which is not supported"
          )
        )
    }
  }

  /// The value of a name; an initializer is read the first time.
  ///
  /// - Throws: also what the value failed with.
  private mutating func value(_ name: String, for node: ONNXNode) throws(ONNXError) -> Value {
    if let value = values[name] {
      if case .failed(let error) = value { throw error }
      return value
    }
    guard let tensor = initializers[name] else {
      throw .node(
        name: node.name,
        operator: node.opType,
        reason:
          "reads \(quoted(name)), which nothing before it gives: the graph has a cycle, is not "
          + "in order, or has another input"
      )
    }
    let value = Value.constant(try tensors.constant(tensor, budget: &budget))
    values[name] = value
    return value
  }

  // MARK: Input and outputs

  private mutating func inputSignal(_ input: ONNXValueInfo) throws(ONNXError) -> Signal {
    var shape = input.shape.map { $0 ?? 1 }
    if let axis = batch.axis { shape[axis] = batch.size }
    let sample = shape.indices.map { $0 == batch.axis ? 1 : shape[$0] }
    guard let count = elementCount(of: sample), count >= 1,
      count <= NetworkDescription.largestCount, batch.size <= Int32.max
    else {
      throw .model(
        "the input \(quoted(input.name)) has the shape \(text(ofShape: shape)); Halfword takes 1 to "
          + "\(NetworkDescription.largestCount) values a sample"
      )
    }
    try budget.take(2 * count)
    inputCount = count
    var signal = Signal(
      base: 0,
      map: AffineMap(identity: count),
      shape: shape,
      batchAxis: batch.axis
    )
    signal.type = try elementType(of: input)
    return signal
  }

  /// The one output that the network computes.
  ///
  /// - Parameter wanted: its name; nil where there is only one.
  mutating func output(named wanted: String?) throws(ONNXError) -> Signal {
    if let wanted, !graph.output.contains(where: { $0.name == wanted }) {
      throw .model("has no output \(quoted(wanted)); it has \(names(graph.output.map(\.name)))")
    }
    var found: [(name: String, signal: Signal)] = []
    for output in graph.output where wanted == nil || output.name == wanted {
      switch values[output.name] {
      case .signal(let signal): found.append((output.name, signal))
      case .label:
        remark(
          "the output \(quoted(output.name)) is left out: it is the class, which "
            + "halfword_argmax gives"
        )
      case .failed(let error): throw error
      case .constant, nil:
        throw .model("the output \(quoted(output.name)) does not depend on the input")
      }
    }
    guard let first = found.first else {
      throw .model("the outputs are classes alone; export the model with its probabilities, too")
    }
    guard found.count == 1 else {
      throw .model(
        "has \(found.count) outputs, \(names(found.map(\.name))); say which with --model-output"
      )
    }
    guard first.signal.type.isFloat else {
      throw .model(
        "the output \(quoted(first.name)) has elements of type \(first.signal.type.name): "
          + Self.notReal
      )
    }
    if first.signal.isLogarithm {
      remark(
        "the output \(quoted(first.name)) is a LogSoftmax; the network gives the softmax itself, "
          + "whose class is the same"
      )
    }
    return first.signal
  }

  private func names(_ names: [String]) -> String {
    names.prefix(8).map { quoted($0) }.joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  }

  /// Notes something once.
  mutating func remark(_ text: String) {
    if !remarks.contains(text), remarks.count < Self.mostRemarks { remarks.append(text) }
  }

  private static let mostRemarks = 20

  // MARK: Layers

  /// Appends a stage: its output stands for itself from here on.
  ///
  /// - Returns: its tensor's number.
  mutating func append(_ stage: Stage) -> Int {
    stages.append(stage)
    return stages.count
  }
}

extension ONNXValueInfo {
  /// The length of each axis; nil for one that is open.
  var shape: [Int?] {
    type.tensorType.shape.dim.map { dimension in
      if case .dimValue(let length) = dimension.value, length > 0 { Int(length) } else { nil }
    }
  }
}

/// The product, or nil where it is no Int.
func product(_ a: Int, _ b: Int) -> Int? {
  let (result, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? nil : result
}
