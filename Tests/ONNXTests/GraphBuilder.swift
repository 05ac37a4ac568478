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

  /// A tensor of any type of numbers, as TensorProto.DataType numbers it; integers are wrapped.
  mutating func tensor(_ name: String, _ type: Int32, _ shape: [Int], _ values: [Double]) {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dataType = type
    tensor.dims = shape.map(Int64.init)
    let whole = values.map { Int64(exactly: $0.rounded()) ?? ($0 < 0 ? .min : .max) }
    switch type {
    case 1: tensor.floatData = values.map(Float.init)
    case 7: tensor.int64Data = whole
    // Through its upper half; binary16 by its exponent and fraction.
    case 16: tensor.int32Data = values.map { Int32(Float($0).bitPattern >> 16) }
    case 10: tensor.int32Data = values.map { Self.binary16($0) }
    case 11: tensor.doubleData = values
    case 12, 13: tensor.uint64Data = whole.map { UInt64(bitPattern: $0) }
    default: tensor.int32Data = whole.map { Int32(truncatingIfNeeded: $0) }
    }
    model.graph.initializer.append(tensor)
  }

  /// The bits of a normal number, or of infinity where it is too large.
  private static func binary16(_ value: Double) -> Int32 {
    guard value != 0 else { return 0 }
    let sign: Int32 = value < 0 ? 0x8000 : 0
    guard abs(value) < 65_504 else { return sign | 0x7C00 }
    let bits = Float(abs(value)).bitPattern
    return sign | (Int32(bits >> 23) - 112) << 10 | Int32(bits >> 13 & 0x3FF)
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
