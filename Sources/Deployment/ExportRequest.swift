public import FloatNetwork
public import Quantization

/// What is asked of an export.
public struct ExportRequest: Sendable {
  /// How the numbers are chosen.
  public var numbers = NumberRequest()
  /// Whether they are plain Q8.8, in which nothing is chosen.
  public var isPlain = false
  /// Which values the device gets.
  public var inputs = InputForm(.raw)
  /// The inputs that the model is promised; nil for any.
  public var promise: InputPromise?
  /// How many known answers the image holds for the device's self-test.
  public var knownAnswerCount = 1
  /// What is read from the outputs; nil where nobody says, for the largest.
  public var answer: Answer?

  /// Fitted numbers, raw inputs, nothing promised.
  public init() {}
}

/// The values of each input that somebody promises, in the units of the samples.
public struct InputPromise: Equatable, Sendable {
  /// The smallest and largest value of each input.
  public let box: InputBox
  /// In words that may follow "for".
  public let text: String
  /// The one range of all inputs; nil where each has its own. The image records one range alone.
  public let range: InputRange?

  /// The same range for each input.
  public init(_ range: InputRange, inputCount: Int) {
    box = InputBox(range, inputCount: inputCount)
    text = "every input from \(range.description.replacing(",", with: " to "))"
    self.range = range
  }

  /// Reads a file with a line for each input.
  ///
  /// - Throws: `FileError`, which names the file and the line.
  public init(contentsOfFile file: String, inputCount: Int) throws {
    box = try InputBox(contentsOfFile: file, inputCount: inputCount)
    text = "every input inside the ranges of \(file)"
    range = nil
  }

  /// The same in the units of what the model takes.
  func box(for inputs: InputForm, of source: Checkpoint) -> InputBox {
    guard inputs.kind != .raw else { return box }
    let ends = [box.ranges.map(\.lowerBound), box.ranges.map(\.upperBound)].map {
      source.modelInputs($0.map { Float($0) }, for: inputs)
    }
    return InputBox(ranges: zip(ends[0], ends[1]).map { Double($0)...Double($1) })
  }
}
