import FloatNetwork
import ONNXSchema

/// Parts of a graph, made in one call.
extension ONNXValueInfo {
  /// [batch, values] or [batch, height, width, channels] of float.
  static func tensor(_ name: String, _ shape: TensorShape) -> ONNXValueInfo {
    var batch = ONNXDimension()
    batch.dimParam = "batch"
    let lengths =
      shape.isVector ? [shape.channels] : [shape.height, shape.width, shape.channels]
    let axes = lengths.map { length in
      var axis = ONNXDimension()
      axis.dimValue = Int64(length)
      return axis
    }
    var info = ONNXValueInfo()
    info.name = name
    info.type.tensorType.elemType = ElementType.float.rawValue
    info.type.tensorType.shape.dim = [batch] + axes
    return info
  }
}

extension ONNXTensor {
  static func floats(_ name: String, shape: [Int], _ values: [Float]) -> ONNXTensor {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dataType = ElementType.float.rawValue
    tensor.dims = shape.map(Int64.init)
    let words = values.map(\.bitPattern.littleEndian)
    unsafe words.withUnsafeBytes { unsafe tensor.rawData.append(contentsOf: $0) }
    return tensor
  }

  static func integers(_ name: String, _ values: [Int]) -> ONNXTensor {
    var tensor = ONNXTensor()
    tensor.name = name
    tensor.dataType = ElementType.int64.rawValue
    tensor.dims = [Int64(values.count)]
    tensor.int64Data = values.map(Int64.init)
    return tensor
  }
}

extension ONNXNode {
  static func make(
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
  static func integer(_ name: String, _ value: Int) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    attribute.name = name
    attribute.type = .int
    attribute.i = Int64(value)
    return attribute
  }

  static func integers(_ name: String, _ values: [Int]) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    attribute.name = name
    attribute.type = .ints
    attribute.ints = values.map(Int64.init)
    return attribute
  }
}
