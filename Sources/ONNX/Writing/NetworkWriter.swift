public import FloatNetwork
public import Foundation
import ONNXSchema
import SwiftProtobuf

extension Network {
  /// The network in ONNX (IR 8, opset 13, which every current reader takes): one input "input" of
  /// [batch, inputs], one output "output" of [batch, units].
  ///
  /// A dense layer is a Gemm; maxout is Gemm, Reshape and ReduceMax. Equal networks give equal bytes.
  ///
  /// - Parameters:
  ///   - properties: where the network comes from, for the file's metadata.
  ///   - version: that of Halfword.
  /// - Precondition: the network's dropout is folded, or it has none.
  public func onnx(properties: [String: String] = [:], version: String = "") throws -> Data {
    precondition(isDropoutFolded || layers.allSatisfy { $0.inputDropout == 0 })
    var graph = ONNXGraph()
    graph.name = "halfword"
    graph.input = [.matrix("input", columns: inputCount)]
    graph.output = [.matrix("output", columns: outputCount)]
    var value = "input"
    for (index, layer) in layers.enumerated() {
      let isLast = index == layers.count - 1
      value = graph.append(
        layer,
        number: index + 1,
        reading: value,
        giving: isLast ? "output" : "layer\(index + 1)"
      )
    }
    var model = ONNXModel()
    model.irVersion = 8
    model.producerName = "halfword"
    model.producerVersion = version
    model.graph = graph
    var opset = ONNXOperatorSet()
    opset.version = 13
    model.opsetImport = [opset]
    let about = properties.merging(["network": "\(description)"]) { own, _ in own }
    model.metadataProps = about.sorted { $0.key < $1.key }.map { key, value in
      var property = ONNXProperty()
      property.key = "halfword.\(key)"
      property.value = value
      return property
    }
    return try model.serializedBytes()
  }
}

extension ONNXGraph {
  /// Appends a layer's nodes and weights.
  ///
  /// - Returns: `output`.
  fileprivate mutating func append(
    _ layer: NetworkLayer,
    number: Int,
    reading input: String,
    giving output: String
  ) -> String {
    let name = "layer\(number)"
    let shape = [layer.rowCount, layer.inputCount]
    initializer.append(.floats("\(name).weight", shape: shape, layer.weights))
    initializer.append(.floats("\(name).bias", shape: [layer.rowCount], layer.biases))
    let isLinear = layer.activation == .linear
    let sums = isLinear ? output : "\(name).preactivation"
    node.append(
      .make(
        "Gemm",
        "\(name).dense",
        [input, "\(name).weight", "\(name).bias"],
        sums,
        [.integer("transB", 1)]
      )
    )
    switch layer.activation {
    case .linear, .cappedRelu, .table: break
    case .relu: node.append(.make("Relu", "\(name).relu", [sums], output))
    case .sigmoid: node.append(.make("Sigmoid", "\(name).sigmoid", [sums], output))
    case .tanh: node.append(.make("Tanh", "\(name).tanh", [sums], output))
    case .softmax:
      node.append(.make("Softmax", "\(name).softmax", [sums], output, [.integer("axis", 1)]))
    case .maxout(let pieces):
      initializer.append(.integers("\(name).shape", [-1, layer.unitCount, pieces]))
      node.append(
        .make("Reshape", "\(name).pieces", [sums, "\(name).shape"], "\(name).stacked")
      )
      node.append(
        .make(
          "ReduceMax",
          "\(name).maxout",
          ["\(name).stacked"],
          output,
          [.integers("axes", [2]), .integer("keepdims", 0)]
        )
      )
    }
    return output
  }
}

extension ONNXValueInfo {
  /// [batch, columns] of float.
  fileprivate static func matrix(_ name: String, columns: Int) -> ONNXValueInfo {
    var batch = ONNXDimension()
    batch.dimParam = "batch"
    var width = ONNXDimension()
    width.dimValue = Int64(columns)
    var info = ONNXValueInfo()
    info.name = name
    info.type.tensorType.elemType = ElementType.float.rawValue
    info.type.tensorType.shape.dim = [batch, width]
    return info
  }
}

extension ONNXTensor {
  fileprivate static func floats(_ name: String, shape: [Int], _ values: [Float]) -> ONNXTensor {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dataType = ElementType.float.rawValue
    tensor.dims = shape.map(Int64.init)
    let words = values.map(\.bitPattern.littleEndian)
    unsafe words.withUnsafeBytes { unsafe tensor.rawData.append(contentsOf: $0) }
    return tensor
  }

  fileprivate static func integers(_ name: String, _ values: [Int]) -> ONNXTensor {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dataType = ElementType.int64.rawValue
    tensor.dims = [Int64(values.count)]
    tensor.int64Data = values.map(Int64.init)
    return tensor
  }
}

extension ONNXNode {
  fileprivate static func make(
    _ kind: String,
    _ name: String,
    _ inputs: [String],
    _ output: String,
    _ attributes: [ONNXAttribute] = []
  ) -> ONNXNode {
    var node = ONNXNode()
    node.opType = kind
    node.name = name
    node.input = inputs
    node.output = [output]
    node.attribute = attributes
    return node
  }
}

extension ONNXAttribute {
  fileprivate static func integer(_ name: String, _ value: Int) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    attribute.name = name
    attribute.type = .int
    attribute.i = Int64(value)
    return attribute
  }

  fileprivate static func integers(_ name: String, _ values: [Int]) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    attribute.name = name
    attribute.type = .ints
    attribute.ints = values.map(Int64.init)
    return attribute
  }
}
