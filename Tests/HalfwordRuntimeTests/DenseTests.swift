import Conformance
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@Suite struct DenseTests {
  @Test func randomNetworksEqualTheExactOracle() throws {
    var random = TestRandom(seed: 2)
    var forms: Set<SumForm> = []
    for _ in 0..<600 {
      let network = QuantizedNetwork.random(
        inputCount: Int.random(in: 1...19, using: &random),
        layerCount: Int.random(in: 1...5, using: &random),
        weightLimit: [300, 4_000, 32_767].randomElement(using: &random)!,
        using: &random
      )
      forms.formUnion(network.layers.map(\.sums))
      let model = try TestModel(network)
      #expect(model.status == 0)
      #expect(model.verify() == 0)
      for limit in [Int16(256), 32_767] {
        let input = random.values(network.inputCount, in: -limit...limit)
        let result = model.run(input)
        #expect(result.status == 0)
        #expect(result.output == ExactOracle.logits(of: network, for: input))
      }
    }
    #expect(forms == [.bits32, .blocks32, .bits64])
  }

  /// 4,096 · (−32768)² = 2⁴² is the largest sum of all; the 64-bit accumulator holds it.
  @Test(arguments: [(Int16.min, Int16.min), (.min, .max), (.max, .min), (.max, .max)])
  func theLargestProductsSaturateAndDoNotWrap(_ weight: Int16, _ input: Int16) throws {
    let count = 4_096
    for bias in [Int16.min, 0, .max] {
      let network = QuantizedNetwork(layers: [
        QuantizedLayer(
          inputCount: count,
          unitCount: 3,
          activation: .linear,
          weightFractionBits: 8,
          weights: [Int16](repeating: weight, count: 3 * count),
          biases: [bias, bias, bias]
        )
      ])
      #expect(network.layers[0].sums == .bits64)
      let inputs = [Int16](repeating: input, count: count)
      let expected: Int16 = (weight < 0) == (input < 0) ? .max : .min
      #expect(try TestModel(network).run(inputs).output == [expected, expected, expected])
      #expect(ExactOracle.logits(of: network, for: inputs) == [expected, expected, expected])
    }
  }

  @Test func theLargestSumThatFits32BitsIsExact() throws {
    // 65,535 · 32768 + 2⁷ < 2³¹, and one more weight unit would not fit.
    let fitting = QuantizedLayer(
      inputCount: 3,
      unitCount: 1,
      activation: .linear,
      weightFractionBits: 8,
      weights: [32_767, -32_767, 1],
      biases: [0]
    )
    #expect(fitting.sums == .bits32)
    let beyond = fitting.with(weights: [32_767, -32_767, 2])
    #expect(beyond.sums == .bits64)
    // With a start word the limit is nearer: 65,535 · 32768 leave 32,767.
    #expect(fitting.with(starts: [32_767]).sums == .bits32)
    #expect(fitting.with(starts: [32_768]).sums == .blocks32)
    #expect(fitting.with(starts: [-32_767]).sums == .bits32)
    #expect(fitting.with(starts: [-32_768]).sums == .blocks32)
    #expect(fitting.with(starts: [.min]).sums == .blocks32)
    for layer in [fitting, beyond, fitting.with(starts: [32_767]), fitting.with(starts: [.min])] {
      let network = QuantizedNetwork(layers: [layer])
      for input in [[Int16.min, .max, .min], [.max, .min, .max], [.min, .min, .min]] {
        #expect(
          try TestModel(network).run(input).output == ExactOracle.logits(of: network, for: input)
        )
      }
    }
  }

  @Test func theOrderOfSummationChangesNoBit() throws {
    var random = TestRandom(seed: 3)
    for limit in [Int16(900), 32_767] {
      let count = 57
      let layer = QuantizedLayer(
        inputCount: count,
        unitCount: 9,
        activation: .linear,
        weightFractionBits: 8,
        weights: random.values(9 * count, in: -limit...limit),
        biases: random.values(9, in: -99...99)
      )
      let rows = stride(from: 0, to: layer.weights.count, by: count)
      let reversed = layer.with(
        weights: rows.flatMap { layer.weights[$0..<$0 + count].reversed() }
      )
      let input = random.values(count, in: .min ... .max)
      #expect(
        try TestModel(QuantizedNetwork(layers: [layer])).run(input).output
          == TestModel(QuantizedNetwork(layers: [reversed])).run(input.reversed()).output
      )
    }
  }

  @Test func maxoutWithAZeroPieceIsReLU() throws {
    var random = TestRandom(seed: 4)
    let relu = QuantizedLayer(
      inputCount: 11,
      unitCount: 6,
      activation: .relu,
      weightFractionBits: 8,
      weights: random.values(66, in: -2_000...2_000),
      biases: random.values(6, in: -2_000...2_000)
    )
    let zeros = [Int16](repeating: 0, count: 11)
    let nothing = QuantizedLayer.start(bias: 0, fractionBits: 8)
    let maxout = QuantizedLayer(
      inputCount: 11,
      unitCount: 6,
      activation: .maxout(pieces: 2),
      fractionBits: relu.fractionBits,
      weights: (0..<6).flatMap { relu.weights[$0 * 11..<($0 + 1) * 11] + zeros },
      starts: relu.starts.flatMap { [$0, nothing] }
    )
    let first = try TestModel(QuantizedNetwork(layers: [relu]))
    let second = try TestModel(QuantizedNetwork(layers: [maxout]))
    for _ in 0..<200 {
      let input = random.values(11, in: .min ... .max)
      #expect(first.run(input).output == second.run(input).output)
    }
  }

  @Test func theOrderOfMaxoutPiecesChangesNoBit() throws {
    var random = TestRandom(seed: 5)
    let layer = QuantizedLayer(
      inputCount: 5,
      unitCount: 4,
      activation: .maxout(pieces: 3),
      weightFractionBits: 8,
      weights: random.values(60, in: -9_000...9_000),
      biases: random.values(12, in: -900...900)
    )
    let order = [2, 0, 1, 5, 3, 4, 7, 8, 6, 9, 11, 10]
    let permuted = layer.with(
      weights: order.flatMap { layer.weights[$0 * 5..<($0 + 1) * 5] },
      starts: order.map { layer.starts[$0] }
    )
    for _ in 0..<200 {
      let input = random.values(5, in: .min ... .max)
      #expect(
        try TestModel(QuantizedNetwork(layers: [layer])).run(input).output
          == TestModel(QuantizedNetwork(layers: [permuted])).run(input).output
      )
    }
  }

  @Test func halvesRoundUp() throws {
    // (w·x + 128) >> 8 for products of exactly ±half an ulp.
    let layer = QuantizedLayer(
      inputCount: 1,
      unitCount: 2,
      activation: .linear,
      weightFractionBits: 8,
      weights: [128, -128],
      biases: [0, 0]
    )
    let model = try TestModel(QuantizedNetwork(layers: [layer]))
    #expect(model.run([1]).output == [1, 0])
    #expect(model.run([3]).output == [2, -1])
    #expect(model.run([-1]).output == [0, 1])
  }
}
