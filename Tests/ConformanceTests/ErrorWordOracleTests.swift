import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing

@testable import Conformance

/// The error words of the conformance records, which come from exact integers alone: they are those that
/// `ErrorWords` computes for the host's reports, and those that the runtime computes.
@Suite struct ErrorWordOracleTests {
  private func network(
    _ random: inout SeededGenerator,
    _ index: Int
  ) -> (network: QuantizedNetwork, inputs: [BoundedInput]) {
    let kinds = Activation.bounded
    let answers: [Answer] = [.largest, .smallest, .threshold(0.25), .values]
    let layers: [QuantizedLayer] = [
      .bounded(4, 6, kinds[index % kinds.count], using: &random),
      .bounded(6, 5, kinds[index / kinds.count % kinds.count], using: &random),
      .bounded(5, 3, kinds[index / 3 % kinds.count], using: &random),
    ]
    let network = QuantizedNetwork.proving(
      layers,
      law: index.isMultiple(of: 3) ? .plainBiases : .startWords,
      answer: answers[index % answers.count]
    )
    let inputs = [UInt32(0), 8, 17, 3_000].map {
      BoundedInput(words: random.values(4, in: -700...700), error: $0)
    }
    return (network, inputs)
  }

  @Test func equalsTheWordsOfTheHostAndOfTheRuntime() throws {
    var random = SeededGenerator(seed: 60)
    var bounded = 0
    for index in 0..<320 {
      let (network, inputs) = network(&random, index)
      let model = try FixedPointModel(image: network.image())
      for input in inputs {
        let right = ExactOracle.bounded(network, for: input.words, inputError: Int(input.error))
        let words = ErrorWords(
          of: FixedPointTrace(of: network, for: input.words),
          in: network,
          for: input.words,
          inputError: Int64(input.error)
        )
        #expect(words.outputs == right.errors?.map { Int64($0) })
        #expect(words.isCertified == right.isCertified)
        let run = try model.runCertifying(input.words, inputError: input.error)
        #expect(run.output == right.outputs)
        #expect(run.errors == right.errors?.map { UInt32($0) })
        #expect(run.answer == right.answer && run.isCertified == right.isCertified)
        bounded += right.errors == nil ? 0 : 1
      }
    }
    // Enough of them have bounds that can differ.
    #expect(bounded > 600)
  }
}
