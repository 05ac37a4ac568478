import ONNXSchema

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// A graph without an input: what `Tests/ImportProof` holds to another run time bit by bit.
package enum ConstantGraph {
  /// A tensor as ONNX stores it.
  package struct Tensor: Equatable {
    /// As TensorProto.DataType numbers it.
    package let type: Int32
    package let shape: [Int]
    /// The elements, little-endian; of floats narrower than 32 bits, as Float32.
    package let bytes: [UInt8]
  }

  /// The outputs of a model all of whose values are constants.
  package static func outputs(of model: Data) throws(ONNXError) -> [Tensor] {
    let file = try ModelFile(model, folder: nil, name: "model")
    var importer = try GraphImporter(
      graph: file.model.graph,
      opsets: ImportedModel.opsets(of: file.model),
      tensors: file.tensors,
      batch: .init(axis: nil, size: 1)
    )
    return try importer.constantOutputs().map { Tensor($0) }
  }
}

extension ConstantGraph.Tensor {
  fileprivate init(_ constant: Constant) {
    let type = constant.type
    let bytes: [UInt8] =
      switch constant.elements {
      case .reals(let values) where type == .double:
        values.flatMap { littleEndian($0.bitPattern, 8) }
      case .reals(let values): values.flatMap { littleEndian(UInt64(Float($0).bitPattern), 4) }
      case .integers(let values):
        values.flatMap { littleEndian(UInt64(bitPattern: $0), type.size) }
      case .strings: []
      }
    self.init(type: type.rawValue, shape: constant.shape, bytes: bytes)
  }
}

private func littleEndian(_ bits: UInt64, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
}
