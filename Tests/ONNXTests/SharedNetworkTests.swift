import FloatNetwork
import Foundation
import ONNX
import Testing

/// Real networks with convolutions, which are not part of the package. (`Tools/test-onnx` holds their outputs to
/// onnxruntime's.)
@Suite(.enabled(if: SharedCases.networksAreThere)) struct SharedNetworkTests {
  private func imported(_ name: String) throws -> ImportedModel {
    try ImportedModel(
      contentsOfFile: SharedCases.folder.appending(path: "../data/onnx-conv/\(name).onnx").path
    )
  }

  private func kinds(_ network: Network) -> String {
    network.layers.map { String($0.form.kind.name.prefix(2)) }.joined(separator: " ")
  }

  @Test func keywordSpotting() throws {
    let model = try imported("kws")
    #expect(model.network.inputShape == TensorShape(height: 49, width: 10, channels: 1))
    #expect(kinds(model.network) == "co de co de co de co de co av de")
    #expect(model.network.layers.reduce(0) { $0 + $1.form.productCount } == 2_656_768)
    #expect(model.network.layers.reduce(0) { $0 + $1.weights.count + $1.biases.count } == 22_604)
    #expect(model.remarks.isEmpty && model.inputLayout.isThatOfTheNetwork)
  }

  @Test func residualNetwork() throws {
    let network = try imported("resnet8").network
    #expect(kinds(network) == "co co co ad co co co ad co co co ad av de")
    #expect(network.layers.reduce(0) { $0 + $1.form.productCount } == 12_501_632)
    #expect(
      network.layers.filter { $0.form.kind == .addition }.allSatisfy { $0.activation == .relu }
    )
  }

  @Test func streamingWakeWord() throws {
    let network = try imported("sww").network
    #expect(network.inputShape == TensorShape(height: 30, width: 1, channels: 40))
    #expect(kinds(network) == "de co de co de co de co de")
    #expect(network.layers.reduce(0) { $0 + $1.form.productCount } == 826_368)
  }

  @Test func averagePooling() throws {
    let network = try imported("convnet_avgpool").network
    #expect(kinds(network) == "co av de")
    #expect(network.outputCount == 10)
  }
}

extension SharedCases {
  /// Whether the networks with convolutions are there; says so where they are not.
  static let networksAreThere: Bool = {
    let path = folder.appending(path: "../data/onnx-conv").path
    let areThere = FileManager.default.fileExists(atPath: path)
    if !areThere { print("SKIPPED: no networks in \(path); set HALFWORD_DATA") }
    return areThere
  }()
}
