import Conformance
import Deployment
import FloatNetwork
import Testing

@Suite struct AnswerGuessTests {
  private func source(_ activation: Activation, outputs: Int, names: [String] = []) throws
    -> Checkpoint
  {
    try Checkpoint(
      network: Network(layers: [
        NetworkLayer(
          inputCount: 1,
          unitCount: outputs,
          activation: activation,
          weights: .init(repeating: 1, count: outputs),
          biases: .init(repeating: 0, count: outputs)
        )
      ]),
      classNames: names
    )
  }

  private func guess(_ source: Checkpoint, _ truth: Comparison.Truth) -> Answer {
    AnswerGuess(given: nil, recorded: nil, for: source, truth: truth).answer
  }

  @Test func aSoftmaxHasClasses() throws {
    for truth in [Comparison.Truth.unknown, .labels] {
      #expect(guess(try source(.softmax, outputs: 3), truth) == .largest)
    }
  }

  @Test func sigmoidsAreThresholdsUnlessTheirSamplesHaveClasses() throws {
    #expect(guess(try source(.sigmoid, outputs: 1), .labels) == .threshold(0.5))
    #expect(guess(try source(.sigmoid, outputs: 3), .targets) == .threshold(0.5))
    #expect(guess(try source(.sigmoid, outputs: 3), .labels) == .largest)
    #expect(guess(try source(.sigmoid, outputs: 2, names: ["a", "b"]), .unknown) == .largest)
  }

  @Test func linearOutputsAreValuesUnlessTheirSamplesHaveClasses() throws {
    #expect(guess(try source(.linear, outputs: 1), .labels) == .values)
    #expect(guess(try source(.linear, outputs: 4), .labels) == .largest)
    #expect(guess(try source(.linear, outputs: 4), .targets) == .values)
    let unknown = AnswerGuess(for: try source(.linear, outputs: 4), truth: .unknown)
    #expect(unknown.answer == .values && unknown.text.contains("--answer smallest"))
  }

  @Test func whatIsGivenComesBeforeWhatIsRecorded() throws {
    let source = try source(.softmax, outputs: 3)
    let both = AnswerGuess(given: .smallest, recorded: .values, for: source, truth: .labels)
    #expect(both.answer == .smallest)
    let recorded = AnswerGuess(given: nil, recorded: .values, for: source, truth: .labels)
    #expect(recorded.answer == .values)
  }
}
