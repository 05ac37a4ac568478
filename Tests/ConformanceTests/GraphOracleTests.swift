import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing

@testable import Conformance

/// Graphs of layers of all kinds by the oracle, which shares no code with the host's traces.
@Suite struct GraphOracleTests {
  @Test func equalsTheTraceOfEveryTensor() {
    var random = SeededGenerator(seed: 70)
    for seed in 0..<600 {
      let network = QuantizedNetwork.randomGraph(seed: UInt64(seed))
      for input in random.inputs(2, of: network.inputCount) {
        let right = ExactOracle.outputs(of: network, for: input)
        let trace = FixedPointTrace(of: network, for: input)
        for (index, layer) in right.layers.enumerated() {
          #expect(trace.layers[index].outputs == layer, "seed \(seed), layer \(index + 1)")
        }
        let scores = trace.scores(in: network)
        #expect(scores == ExactOracle.logits(of: network, for: input))
        #expect(right.classIndex == scores.firstIndex(of: scores.max() ?? 0))
      }
    }
  }

  @Test func errorWordsEqualThoseOfTheHost() {
    var random = SeededGenerator(seed: 71)
    var bounded = 0
    for seed in 0..<600 {
      var network = QuantizedNetwork.randomGraph(seed: UInt64(seed))
      network.roundingLaw = seed.isMultiple(of: 3) ? .plainBiases : .startWords
      for error in [0, 8, 500] {
        let input = random.values(network.inputCount, in: -300...300)
        let right = ExactOracle.bounded(network, for: input, inputError: error)
        let words = ErrorWords(
          of: FixedPointTrace(of: network, for: input),
          in: network,
          for: input,
          inputError: Int64(error)
        )
        #expect(words.outputs == right.errors?.map { Int64($0) }, "seed \(seed), error \(error)")
        #expect(words.isCertified == right.isCertified)
        bounded += right.errors == nil ? 0 : 1
      }
    }
    // Enough of them have bounds that can differ.
    #expect(bounded > 300)
  }

  /// Each kind, activation and way of reading is there.
  @Test func graphsHaveEverything() {
    let networks = (0..<600).map { QuantizedNetwork.randomGraph(seed: UInt64($0)) }
    let forms = networks.flatMap { $0.layers.map(\.form) }
    #expect(Set(forms.map(\.kind.name)) == Set(RandomGraph.allKinds))
    #expect(Set(forms.map(\.activation.name)).count == 8)
    #expect(forms.contains { $0.kind == .addition && $0.sources[0] == $0.sources[1] })
    #expect(
      networks.contains { network in
        let sources = network.layers.flatMap(\.form.sources)
        return sources.count { $0 == 1 } > 2
      }
    )
  }
}
