import Foundation
import ONNXSchema
import SwiftProtobuf

/// Builds small ONNX models: input "x", output "y".
struct GraphBuilder {
  var model = ONNXModel()
  var nodes: [ONNXNode] = []

  init(input: [Int?], opset: Int = 13) {
    model.irVersion = 8
    var version = ONNXOperatorSet()
    version.version = Int64(opset)
    var ml = ONNXOperatorSet()
    ml.domain = "ai.onnx.ml"
    ml.version = 1
    model.opsetImport = [version, ml]
    model.graph.input = [Self.value("x", input)]
    model.graph.output = [Self.value("y", [])]
  }

  static func value(_ name: String, _ shape: [Int?]) -> ONNXValueInfo {
    var info = ONNXValueInfo()
    info.name = name
    info.type.tensorType.elemType = 1
    info.type.tensorType.shape = ONNXShape()
    info.type.tensorType.shape.dim = shape.map { length in
      var dimension = ONNXDimension()
      if let length { dimension.dimValue = Int64(length) } else { dimension.dimParam = "N" }
      return dimension
    }
    return info
  }

  static func tensor(_ name: String, _ shape: [Int], _ values: [Float]) -> ONNXTensor {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dataType = 1
    tensor.dims = shape.map(Int64.init)
    tensor.floatData = values
    return tensor
  }

  mutating func constant(_ name: String, _ shape: [Int], _ values: [Float]) {
    model.graph.initializer.append(Self.tensor(name, shape, values))
  }

  mutating func integers(_ name: String, _ values: [Int]) {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dataType = 7
    tensor.dims = [Int64(values.count)]
    tensor.int64Data = values.map(Int64.init)
    model.graph.initializer.append(tensor)
  }

  /// Appends a node; "x w > y" names inputs and outputs.
  mutating func node(
    _ kind: String,
    _ values: String,
    domain: String = "",
    _ attributes: ONNXAttribute...
  ) {
    let sides = values.split(separator: ">").map { $0.split(separator: " ").map(String.init) }
    var node = ONNXNode()
    node.opType = kind
    node.domain = domain
    node.name = "the \(kind)"
    node.input = sides[0].map { $0 == "-" ? "" : $0 }
    node.output = sides[1]
    node.attribute = attributes
    nodes.append(node)
  }

  func bytes() throws -> Data {
    var complete = model
    complete.graph.node = nodes
    return try complete.serializedBytes()
  }
}

extension ONNXAttribute {
  static func int(_ name: String, _ value: Int) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    attribute.name = name
    attribute.type = .int
    attribute.i = Int64(value)
    return attribute
  }

  static func float(_ name: String, _ value: Float) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    attribute.name = name
    attribute.type = .float
    attribute.f = value
    return attribute
  }

  static func ints(_ name: String, _ values: [Int]) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    attribute.name = name
    attribute.type = .ints
    attribute.ints = values.map(Int64.init)
    return attribute
  }

  static func strings(_ name: String, _ values: [String]) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    attribute.name = name
    attribute.type = .strings
    attribute.strings = values.map { Data($0.utf8) }
    return attribute
  }
}
