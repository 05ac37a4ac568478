import FloatNetwork
import Quantization
import Testing
import _TestSupport

@Suite struct TraceTests {
  @Test func anImageReadsBackToItsNetwork() throws {
    var random = TestRandom(seed: 80)
    for _ in 0..<100 {
      var network = QuantizedNetwork.random(
        inputCount: Int.random(in: 1...9, using: &random),
        layerCount: Int.random(in: 1...4, using: &random),
        weightLimit: 32_767,
        using: &random
      )
      network.inputRange = -3...700
      #expect(try QuantizedNetwork(image: network.image(knownAnswers: [])) == network)
    }
  }

  @Test func aTraceHasTheBitsOfTheRuntime() throws {
    var random = TestRandom(seed: 81)
    for _ in 0..<200 {
      let network = try Network.random(using: &random).quantized(fractionBits: 6)
      let input = random.values(network.inputCount, in: .min ... .max)
      let result = try TestModel(network).run(input)
      let trace = FixedPointTrace(of: network, for: input)
      #expect(trace.layers.last?.outputs == result.output)
      let scores = trace.scores(in: network)
      #expect(scores.firstIndex(of: scores.max()!) == result.class)
    }
  }
}
