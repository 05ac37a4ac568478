import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// Powers of two and offsets hold what is found, with headroom, and change no answer in float.
@Suite struct ScalingTests {
  private func layer(
    _ inputs: Int,
    _ activation: Activation,
    _ weights: [Float],
    _ biases: [Float]
  ) throws -> NetworkLayer {
    try NetworkLayer(
      inputCount: inputs,
      unitCount: biases.count / activation.pieces,
      activation: activation,
      weights: weights,
      biases: biases
    )
  }

  private func fitted(
    _ network: Network,
    _ samples: [[Float]],
    box: InputBox? = nil,
    options: ScalingOptions = ScalingOptions()
  ) throws -> Scaling {
    let box =
      try box
      ?? InputBox(
        ranges: #require(samples.first).indices.map { input in
          let values = samples.map { Double($0[input]) }
          return values.min()!...values.max()!
        }
      )
    return try Scaling(
      fitting: network,
      UnitRanges(of: network, samples: samples, box: box),
      box: box,
      options: options
    )
  }

  @Test func eachInputGetsItsOwnPowerOfTwo() throws {
    let network = try Network(layers: [layer(3, .linear, [1, 1, 1], [0])])
    let scaling = try fitted(network, [[60_000, 0.001, -64], [-100, -0.002, 64]])
    // 64 · 2^10 ≥ 60,000; 64 · 2^−14 ≥ 0.002; 64 ≥ 64.
    #expect(scaling.inputExponents == [10, -14, 0])
    #expect(scaling.inputOffsets == [0, 0, 0])
  }

  @Test func anOffsetGivesAPressureItsBits() throws {
    let network = try Network(layers: [layer(1, .linear, [1], [0])])
    let scaling = try fitted(network, [[101_205], [101_445]])
    #expect(scaling.inputExponents == [1])
    #expect(scaling.inputOffsets == [101_325 * 128])
    let scale = scaling.channelScales[0]
    #expect(scale.word(for: 101_325) == 0)
    #expect(scale.word(for: 101_445) == 120 * 128)
  }

  @Test func beforeReLUOnlyTheUpperEndOfWhatIsProvedCounts() throws {
    let samples: [[Float]] = [[-1_000], [3]]
    let relu = try Network(layers: [layer(1, .relu, [1], [0]), layer(1, .linear, [1], [0])])
    let linear = try Network(layers: [layer(1, .linear, [1], [0]), layer(1, .linear, [1], [0])])
    // A promised box proves that 3 and −1,000 are the most: 126 · 2^−5, 126 · 2^3.
    var promised = ScalingOptions()
    promised.boxIsPromised = true
    #expect(try fitted(relu, samples, options: promised).unitExponents[0] == [-5])
    #expect(try fitted(linear, samples, options: promised).unitExponents[0] == [3])
    // Of what was only found both ends count, with headroom: 64 · 2^4.
    #expect(try fitted(relu, samples).unitExponents[0] == [4])
  }

  @Test func unitsHaveTheirOwnAndOutputsOneExponent() throws {
    let network = try Network(layers: [
      layer(1, .relu, [1, 100], [0, 0]), layer(2, .linear, [1, 0, 0, 1], [0, 0]),
    ])
    let scaling = try fitted(network, [[1], [0]])
    // With headroom: 64 · 2^−6 ≥ 1, 64 · 2 ≥ 100.
    #expect(scaling.unitExponents == [[-6, 1], [1, 1]])
    #expect(scaling.outputExponent == 1)
  }

  @Test(arguments: [Activation.sigmoid, .tanh, .softmax])
  func whatIsNotHomogeneousIsNotScaled(_ activation: Activation) throws {
    let network = try Network(layers: [layer(2, activation, [1, 2, 3, 4], [0, 0])])
    #expect(try fitted(network, [[1_000, 1], [0, 0]]).unitExponents == [[0, 0]])
  }

  @Test func constantInputsFitTheirValueAndZeroTheRangeOfAll() throws {
    let network = try Network(layers: [layer(3, .linear, [1, 1, 1], [0])])
    let scaling = try fitted(network, [[5, 0, 100], [5, 0, -300]])
    #expect(scaling.inputExponents == [-3, 3, 3])
    #expect(scaling.inputOffsets == [0, 0, 0])
  }

  @Test func valuesBeyondEveryPowerOfTwoAreNamed() throws {
    let network = try Network(layers: [layer(2, .linear, [1, 1], [0])])
    let error = #expect(throws: ScalingError.self) { try fitted(network, [[1, 1e12], [0, 0]]) }
    #expect(error?.what == "input 1" && error?.value == Double(Float(1e12)))
    let notANumber = #expect(throws: ScalingError.self) {
      try fitted(network, [[1, 1], [.nan, 0]], box: InputBox(ranges: [0...1, 0...1]))
    }
    #expect(notANumber?.what == "input 0 of sample 1")
  }

  /// Samples that never show how large a unit gets: the search goes to the corner of the box.
  @Test func theSearchFindsWhatSamplesDoNotShow() throws {
    var random = TestRandom(seed: 71)
    for _ in 0..<20 {
      let weights = (0..<6 * 8).map { _ in Float.random(in: -1...1, using: &random) }
      let network = try Network(layers: [
        layer(8, .relu, weights, Array(repeating: 0, count: 6)),
        layer(6, .linear, (0..<6).map { _ in Float.random(in: -1...1, using: &random) }, [0]),
      ])
      let samples = (0..<20).map { _ in
        (0..<8).map { _ in Float.random(in: -1...1, using: &random) }
      }
      let box = InputBox(ranges: Array(repeating: -1...1, count: 8))
      let ranges = try UnitRanges(of: network, samples: samples, box: box)
      for unit in 0..<6 {
        let corner = weights[unit * 8..<(unit + 1) * 8].reduce(0) { $0 + Double(abs($1)) }
        let sampled = try #require(ranges.sampled[0])[unit].upperBound
        let searched = try #require(ranges.searched[0])[unit].upperBound
        #expect(searched >= sampled)
        #expect(abs(searched - corner) < 1e-6)
        #expect(ranges.proved[0][unit].upperBound >= corner)
      }
    }
  }

  /// Whatever is found lies inside what is proved.
  @Test func provedRangesHoldEverySample() throws {
    var random = TestRandom(seed: 72)
    for _ in 0..<60 {
      let network = try Network.random(using: &random)
      let samples = (0..<10).map { _ in
        (0..<network.inputCount).map { _ in Float.random(in: -2...2, using: &random) }
      }
      let box = InputBox(ranges: Array(repeating: -2...2, count: network.inputCount))
      let ranges = try UnitRanges(of: network, samples: samples, box: box)
      for layer in network.layers.indices {
        for unit in 0..<network.layers[layer].unitCount {
          let proved = ranges.proved[layer][unit]
          let searched = try #require(ranges.searched[layer])[unit]
          #expect(proved.contains(searched.lowerBound) && proved.contains(searched.upperBound))
        }
      }
    }
  }

  /// The quantized network, its scales undone, is the float network but for rounding.
  @Test func scalingChangesNoAnswer() throws {
    var random = TestRandom(seed: 73)
    for _ in 0..<40 {
      let network = try Network.random(using: &random).foldingDropoutOnce()
      let samples = (0..<12).map { _ in
        (0..<network.inputCount).map { _ in 30 + Float.random(in: -2...2, using: &random) }
      }
      let scaling = try fitted(network, samples)
      let fixed = try QuantizedNetwork(
        quantizing: network,
        scaling: scaling,
        format: .fitted(.bits64, layerCount: network.layers.count),
        saturate: true
      )
      let back = fixed.dequantized
      let words = fixed.words(for: samples[0])
      let values = fixed.values(of: words)
      #expect(zip(values, samples[0]).allSatisfy { abs($0 - Double($1)) < 1e-3 })
      let expected = network.referenceOutput(for: values)
      let found = back.referenceOutput(for: values)
      let size = expected.map { abs($0) }.max() ?? 0
      #expect(zip(expected, found).allSatisfy { abs($0 - $1) <= 0.02 * max(1, size) })
    }
  }
}
