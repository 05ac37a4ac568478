import FloatNetwork
import Foundation
import ONNX
import ONNXSchema
import SwiftProtobuf
import Testing
import _TestSupport

@Suite struct ExportTests {
  private let activations: [Activation] = [
    .linear, .relu, .sigmoid, .tanh, .softmax, .maxout(pieces: 2), .maxout(pieces: 5),
  ]

  private func network(_ random: inout TestRandom) throws -> Network {
    var layers: [NetworkLayer] = []
    var inputs = Int.random(in: 1...9, using: &random)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let units = Int.random(in: 1...9, using: &random)
      // Two linear layers in a row stay two; a ReLU of a ReLU would be read as one.
      let activation = activations[Int.random(in: 0..<activations.count, using: &random)]
      func values(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -2...2, using: &random) }
      }
      layers.append(
        try NetworkLayer(
          inputCount: inputs,
          unitCount: units,
          activation: activation,
          weights: values(units * activation.pieces * inputs),
          biases: values(units * activation.pieces)
        )
      )
      inputs = units
    }
    return try Network(layers: layers, isDropoutFolded: true)
  }

  @Test func whatIsExportedIsImportedBitByBit() throws {
    var random = TestRandom(seed: 5)
    for _ in 0..<300 {
      let network = try network(&random)
      let model = try ImportedModel(decoding: network.onnx())
      #expect(model.network == network, "\(network.description)")
      #expect(model.remarks.isEmpty)
    }
  }

  @Test func equalNetworksGiveEqualBytes() throws {
    var random = TestRandom(seed: 6)
    let network = try network(&random)
    #expect(try network.onnx(version: "1") == network.onnx(version: "1"))
  }

  @Test func theMetadataSayWhereItComesFrom() throws {
    var random = TestRandom(seed: 7)
    let network = try network(&random)
    let bytes = try network.onnx(properties: ["training": "seed 7"], version: "9.9")
    let model = try ONNXModel(serializedBytes: bytes)
    let properties = Dictionary(
      uniqueKeysWithValues: model.metadataProps.map { ($0.key, $0.value) }
    )
    #expect(properties["halfword.training"] == "seed 7")
    #expect(properties["halfword.network"] == "\(network.description)")
    #expect(model.producerName == "halfword" && model.producerVersion == "9.9")
  }
}
