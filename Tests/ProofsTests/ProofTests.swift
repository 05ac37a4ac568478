import FloatNetwork
import HalfwordRuntime
import Proofs
import Quantization
import Testing
import _TestSupport

@Suite struct ProofTests {
  private func linear(_ weights: [Float], _ biases: [Float] = [0], fractionBits: UInt8 = 8) throws
    -> (network: Network, fixed: QuantizedNetwork)
  {
    let layer = try NetworkLayer(
      inputCount: weights.count / biases.count,
      unitCount: biases.count,
      activation: .linear,
      weights: weights,
      biases: biases
    )
    let network = try Network(layers: [layer])
    return (network, network.quantized(fractionBits: fractionBits))
  }

  /// One layer has no correlations to lose: its ranges are reached.
  @Test func rangesOfOneLayerAreReached() throws {
    let (network, fixed) = try linear([1, -1, 100, 100], [0.5, 0])
    let proof = try PairedNetwork(network, with: fixed).proof(for: [-256...512, 0...256])
    let layer = proof.layers[0]
    let half = 0.5 / 256
    #expect(abs(layer.preActivations[0].lowerBound - (-1.5 - half)) < 1e-9)
    #expect(abs(layer.preActivations[0].upperBound - (2.5 + half)) < 1e-9)
    #expect(layer.unitsThatMaySaturate == [1])
    #expect(abs(layer.preActivations[1].upperBound - (300 + half)) < 1e-9)
    #expect(layer.fits32 && proof.assumesNoSaturation)
    let narrow = try PairedNetwork(network, with: fixed).proof(for: [-256...256, 0...0])
    #expect(narrow.layers[0].unitsThatMaySaturate == [] && !narrow.assumesNoSaturation)
    // Exact weights and inputs leave the rounding alone.
    #expect(narrow.outputBounds.allSatisfy { abs($0 - half) < 1e-9 })
  }

  @Test func deadUnitsAreFound() throws {
    let layer = try NetworkLayer(
      inputCount: 1,
      unitCount: 2,
      activation: .relu,
      weights: [1, 1],
      biases: [-2, -1]
    )
    let network = try Network(layers: [layer])
    let pair = try PairedNetwork(network, with: network.quantized(fractionBits: 8))
    #expect(pair.proof(for: [0...256]).layers[0].deadUnits == [0, 1])
    #expect(pair.proof(for: [0...300]).layers[0].deadUnits == [0])
  }

  @Test func weightsThatAreNotTheNearestAreCounted() throws {
    let (network, fixed) = try linear([0.3, 300, -0.1])
    #expect(try PairedNetwork(network, with: fixed).misroundedCounts == [0])
    let (other, _) = try linear([0.3, 300, -0.2])
    #expect(try PairedNetwork(other, with: fixed).misroundedCounts == [1])
  }

  @Test func differentNetworksAreNotPaired() throws {
    let (network, fixed) = try linear([1, 2], [0, 0])
    let (other, _) = try linear([1, 2])
    #expect(throws: PairingError.differentLayer(1)) { try PairedNetwork(other, with: fixed) }
    let deep = try Network(layers: network.layers + linear([1, 1], [0]).network.layers)
    #expect(throws: PairingError.differentLayerCounts) { try PairedNetwork(deep, with: fixed) }
  }
}
