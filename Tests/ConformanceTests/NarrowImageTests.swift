import Conformance
import HalfwordRuntime
import Quantization
import Testing

/// Images whose layers have weights of different bits.
@Suite struct NarrowImageTests {
  @Test func imagesOfEveryMixtureAreReadBack() throws {
    for formats in [[WeightFormat.bits8], [.bits4], [.bits16, .bits4, .bits8]] {
      for seed in 0..<60 as Range<UInt64> {
        let network = QuantizedNetwork.randomGraph(seed: seed, formats: formats)
        let read = try QuantizedNetwork(image: network.image())
        #expect(read.layers.map(\.weights) == network.layers.map(\.weights))
        #expect(read.layers.map(\.weightFormat) == network.layers.map(\.weightFormat))
      }
    }
  }
}
