import FloatNetwork
import Foundation
import Testing
import _TestSupport

@Suite struct ReferenceForwardTests {
  @Test func theTutorialsNetworkGivesTheValuesItPrints() throws {
    let network = try Network.tutorial()
    let layers = network.referenceActivations(for: [1, -1])
    #expect(layers.map(twoDecimals) == [["0.98", "0.12"], ["0.86", "0.11"], ["0.62", "0.83"]])
    #expect(twoDecimals(network.referenceOutput(for: [0, 0])) == ["0.51", "0.85"])
  }

  @Test func dropoutScalesTheInputsOfItsLayerUntilItIsFolded() throws {
    let layer = try NetworkLayer(
      inputCount: 1,
      unitCount: 1,
      activation: .linear,
      weights: [1],
      biases: [3],
      inputDropout: 0.5
    )
    #expect(try Network(layers: [layer]).referenceOutput(for: [2]) == [4])
    #expect(try Network(layers: [layer], isDropoutFolded: true).referenceOutput(for: [2]) == [5])
  }

  @Test func maxoutTakesTheLargestPieceOfEachUnit() {
    #expect(Activation.maxout(pieces: 3).reference([1, 5, 2, -1, -3, -2]) == [5, -1])
  }

  @Test func softmaxOfHugeLogitsIsFinite() {
    #expect(Activation.softmax.reference([1_000, 0]) == [1, 0])
    let shares = Activation.softmax.reference([-1_000, -1_000, -1_001])
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
  }

  @Test func layersThatDoNotFitAreRefused() throws {
    let layer = try NetworkLayer(
      inputCount: 2,
      unitCount: 3,
      activation: .relu,
      weights: .init(repeating: 0, count: 6),
      biases: [0, 0, 0]
    )
    #expect(throws: NetworkError.sizesDiffer(layer: 2, inputs: 2, units: 3)) {
      try Network(layers: [layer, layer])
    }
    #expect(throws: NetworkError.noLayers) { try Network(layers: []) }
    #expect(throws: NetworkError.wrongWeightCount(found: 1, rows: 6, inputs: 2)) {
      try NetworkLayer(
        inputCount: 2,
        unitCount: 3,
        activation: .maxout(pieces: 2),
        weights: [0],
        biases: []
      )
    }
    #expect(throws: NetworkError.wrongBiasCount(found: 0, rows: 1)) {
      try NetworkLayer(inputCount: 1, unitCount: 1, activation: .relu, weights: [0], biases: [])
    }
    #expect(throws: NetworkError.tooFewPieces(1)) {
      try NetworkLayer(
        inputCount: 1,
        unitCount: 1,
        activation: .maxout(pieces: 1),
        weights: [0],
        biases: [0]
      )
    }
    #expect(throws: NetworkError.impossibleDropout(1)) {
      try NetworkLayer(
        inputCount: 1,
        unitCount: 1,
        activation: .relu,
        weights: [0],
        biases: [0],
        inputDropout: 1
      )
    }
  }

  private func twoDecimals(_ values: [Double]) -> [String] {
    values.map { String(format: "%.2f", $0) }
  }
}
