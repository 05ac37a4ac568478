import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@Suite struct WeightFormatTests {
  private func network(_ weights: [Float], _ activation: Activation = .linear) throws -> Network {
    try Network(layers: [
      DenseLayer(
        inputCount: weights.count,
        unitCount: 1,
        activation: activation,
        weights: weights,
        biases: [1]
      )
    ])
  }

  /// With one bit more a weight would not fit, or the sums would not.
  @Test(arguments: [
    ([0.9] as [Float], UInt8(15), AccumulatorWidth.bits32), ([1], 14, .bits32),
    ([7.5], 12, .bits32), (Array(repeating: 0.9, count: 9), 12, .bits32),
    (Array(repeating: 0.9, count: 100), 9, .bits32), (Array(repeating: 3, count: 100), 8, .bits64),
    ([300], 6, .bits32),
  ])
  func automaticTakesTheMostBits(
    _ weights: [Float],
    _ bits: UInt8,
    _ width: AccumulatorWidth
  ) throws {
    let layer = try QuantizedNetwork(quantizing: network(weights), weights: .automatic).layers[0]
    #expect(layer.weightFractionBits == bits && layer.accumulator == width)
    if width == .bits32 && bits < 15 {
      let more = WeightFormat.fractionBits([bits + 1])
      let next = try? QuantizedNetwork(quantizing: network(weights), weights: more).layers[0]
      #expect(next?.accumulator != .bits32)
    }
  }

  @Test func automaticNeverNeedsMoreThanPlain() throws {
    var random = TestRandom(seed: 83)
    for _ in 0..<100 {
      let network = try Network.random(using: &random)
      let folded = network.isDropoutFolded ? network : try network.foldingDropout()
      let plain = try QuantizedNetwork(quantizing: folded)
      let automatic = try QuantizedNetwork(quantizing: folded, weights: .automatic)
      for (layer, better) in zip(plain.layers, automatic.layers) {
        #expect(better.weightFractionBits >= layer.weightFractionBits)
        #expect(better.accumulator.rawValue <= layer.accumulator.rawValue)
      }
      #expect(try TestModel(automatic).verify() == 0)
    }
  }

  @Test func aWeightBeyondItsFormatIsNamed() throws {
    let error = try #require(throws: QuantizationError.self) {
      try QuantizedNetwork(quantizing: network([1, 9]), weights: .fractionBits([12]))
    }
    #expect("\(error)".contains("weight [0, 1] is 9.0, outside 16 bits with 12 fractional ones"))
  }

  @Test func scalingByPowersOfTwoChangesNothingInFloat() throws {
    var random = TestRandom(seed: 84)
    for _ in 0..<100 {
      let network = try Network.random(using: &random)
      let exponents = network.layers.enumerated().map { index, layer in
        index < network.layers.count - 1 && layer.activation.isHomogeneous
          ? Int.random(in: -3...3, using: &random) : 0
      }
      let scaled = network.rescaled(by: exponents)
      let input = (0..<network.inputCount).map { _ in Double.random(in: -2...2, using: &random) }
      #expect(scaled.referenceOutput(for: input) == network.referenceOutput(for: input))
      #expect(network.exponents(matching: scaled.quantized(fractionBits: 9)) == exponents)
    }
  }

  @Test func calibrationFillsHalfTheRangeOfHiddenLayers() throws {
    let hidden = try network([1, 1], .relu)
    let output = try network([1], .relu)
    let both = try Network(layers: hidden.layers + output.layers)
    #expect(both.calibration(on: [[1, 1], [-5, 0]]) == [4, 0])
    #expect(both.calibration(on: [[100, 100]]) == [-2, 0])
    #expect(both.calibration(provedBy: [[-1...3], [0...9]]) == [5, 0])
    let wide = try Network(
      layers: network(Array(repeating: 1, count: 100), .relu).layers + output.layers
    )
    // 2^1 more and plain sums would need 64 bits.
    #expect(wide.affordable([4, 0], weights: .q8_8) == [1, 0])
  }
}
