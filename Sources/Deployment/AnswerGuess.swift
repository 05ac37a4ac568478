public import Conformance
public import FloatNetwork

/// What is read from a network's outputs, and why that is thought.
public struct AnswerGuess: Equatable, Sendable {
  /// What is read.
  public let answer: Answer
  /// One sentence that says what was taken for what, and how to say otherwise.
  public let text: String

  /// Takes what a person or a record says.
  public init(_ answer: Answer, because reason: String) {
    self.answer = answer
    text = "Answer: \(Self.words(answer)), \(reason)."
  }

  /// Guesses from the last layer, and from what the samples hold.
  ///
  /// - Parameter truth: whether samples have classes or target values.
  public init(for source: Checkpoint, truth: Comparison.Truth) {
    let network = source.network
    let other = "; pass --answer for another"
    let hasClasses = truth == .labels || !source.classNames.isEmpty
    switch network.layers.last?.activation {
    case .softmax:
      self.init(.largest, because: "as the network ends in a softmax\(other)")
    case .sigmoid where network.outputCount == 1:
      self.init(.threshold(0.5), because: "as the network has one sigmoid output\(other)")
    case .sigmoid where truth == .targets || !hasClasses:
      self.init(
        .threshold(0.5),
        because: "as the network ends in sigmoids and its samples name no class\(other)"
      )
    case _ where truth == .targets || network.outputCount == 1:
      self.init(
        .values,
        because: (truth == .targets
          ? "as the samples have target values" : "as there is one output")
          + other
      )
    case _ where hasClasses:
      self.init(.largest, because: "as the samples have classes\(other)")
    default:
      self.init(
        .values,
        because: "as nothing says that the outputs stand for classes; pass --answer largest or "
          + "--answer smallest where they do"
      )
    }
  }

  private static func words(_ answer: Answer) -> String {
    switch answer {
    case .largest: "the class with the largest output"
    case .smallest: "the class with the smallest output"
    case .threshold(let value): "each output, whether it is at least \(value)"
    case .values: "the outputs' values"
    }
  }
}

extension AnswerGuess {
  /// What is given, or recorded, or otherwise guessed.
  public init(
    given: Answer?,
    recorded: Answer?,
    for source: Checkpoint,
    truth: Comparison.Truth
  ) {
    if let given {
      self.init(given, because: "as asked for")
    } else if let recorded {
      self.init(recorded, because: "as the model records")
    } else {
      self.init(for: source, truth: truth)
    }
  }
}
