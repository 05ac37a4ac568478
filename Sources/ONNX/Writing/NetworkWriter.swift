public import FloatNetwork
import ONNXSchema
import SwiftProtobuf

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Network {
  /// The network in ONNX (IR 8, opset 13, which every current reader takes): one input "input" of
  /// [batch, inputs], or [batch, height, width, channels], and one output "output" likewise.
  ///
  /// A dense layer is a Gemm, a convolution a Conv; maxout is that, Reshape and ReduceMax; an activation without a
  /// kind is written as what it is made of. Equal networks give equal bytes.
  ///
  /// - Parameters:
  ///   - properties: where the network comes from, for the file's metadata.
  ///   - version: that of Halfword.
  /// - Precondition: the network's dropout is folded, or it has none.
  public func onnx(properties: [String: String] = [:], version: String = "") throws -> Data {
    precondition(isDropoutFolded || layers.allSatisfy { $0.inputDropout == 0 })
    var writer = GraphWriter(reading: inputShape)
    for layer in layers { writer.append(layer) }
    writer.finish()
    var model = ONNXModel()
    model.irVersion = 8
    model.producerName = "halfword"
    model.producerVersion = version
    model.graph = writer.graph
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
