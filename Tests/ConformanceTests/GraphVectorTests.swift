import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing

@testable import Conformance

/// The records of layers of all kinds: the library does them right, and they hold what they are there for.
@Suite struct GraphVectorTests {
  @Test(arguments: ["convolution", "depthwise", "pooling", "addition", "table", "graph"])
  func libraryDoesThemRight(_ group: String) throws {
    let records = try VectorTests.suite.get().records.filter { $0.name.hasPrefix("\(group)/") }
    let file = VectorFile(records: records)
    let reader = try VectorReader(file.data)
    #expect(reader.count > 80)
    let library = LibraryUnderTest.linked()
    for index in 0..<reader.count {
      #expect(reader.check(index, with: library) == .passed, "\(reader.name(at: index))")
    }
    #expect(file.data.count < 9_000_000)
  }

  /// An addition's image alone takes both tensors out of one input.
  @Test func layersAloneGiveWhatTheyGiveInTheirNetwork() throws {
    for seed in 0..<200 {
      let network = QuantizedNetwork.randomGraph(seed: UInt64(seed))
      let input = (0..<network.inputCount).map { Int16(truncatingIfNeeded: $0 &* 7_919 &+ seed) }
      let trace = FixedPointTrace(of: network, for: input)
      for (index, layer) in network.layers.enumerated() {
        let alone = try #require(try layer.networkAlone())
        let sources = layer.form.sources
        let read = sources[0] == sources.last ? [sources[0]] : sources
        let words = read.flatMap { trace.words(ofTensor: $0) }
        let run = FixedPointTrace(of: alone, for: words)
        #expect(run.layers.last?.outputs == trace.layers[index].outputs)
      }
    }
  }

  @Test func randomGraphsShareMemoryInEveryWay() throws {
    var (added, inPlace) = (0, 0)
    for seed in 0..<1_000 {
      let network = QuantizedNetwork.randomGraph(seed: 10_000 + UInt64(seed))
      let layers = try FixedPointModel(image: network.image()).layers
      added += layers.count { $0.addsInLastStep }
      inPlace += layers.dropLast().count { layer in
        guard let source = layer.sourceOffset else { return false }
        let (end, sourceEnd) = (
          layer.outputOffset + 2 * layer.outputCount, source + 2 * layer.inputCount
        )
        return layer.outputOffset < sourceEnd && source < end
      }
    }
    // The records of residual blocks have more.
    #expect(added > 5)
    #expect(inPlace > 100)
  }
}
