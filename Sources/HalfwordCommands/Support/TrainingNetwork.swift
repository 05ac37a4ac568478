import Datasets
import Files
import FloatNetwork

/// `--network`: a complete network, or its hidden layers alone, to which the data add inputs and outputs.
struct NetworkWords {
  /// The line; nil where it is not given.
  private let line: String?

  /// Checks the words, before any data is read.
  ///
  /// - Throws: `NetworkDescriptionError` or `NetworkWordsError`, which point at the word.
  init(_ line: String?) throws {
    self.line = line
    guard let line, !Self.isComplete(line) else { return }
    do {
      _ = try NetworkDescription(parsing: Self.placeholder + line + " linear:1")
    } catch {
      throw NetworkWordsError(line: line, shift: Self.placeholder.count, error: error)
    }
  }

  /// The network for samples; every line that says how many inputs it takes is left as it is.
  func description(for samples: LabeledSamples) throws -> NetworkDescription {
    let line = line ?? (samples.isPictures ? Self.usualForPictures : Self.usualForTables)
    let description =
      Self.isComplete(line)
      ? try NetworkDescription(parsing: line) : try completed(line, for: samples)
    return try checked(description, for: samples)
  }

  /// A network as it is, where samples fit it.
  func checked(
    _ description: NetworkDescription,
    for samples: LabeledSamples
  ) throws -> NetworkDescription {
    try samples.check(inputCount: description.inputCount)
    try samples.checkFits(description)
    return description
  }

  private func completed(
    _ line: String,
    for samples: LabeledSamples
  ) throws -> NetworkDescription {
    let inputs =
      switch samples.content {
      case .images: Self.pixelCount
      case .rows(let rows): rows.inputCount
      }
    let whole = try NetworkDescription(parsing: "\(inputs) \(line) \(samples.outputWord)")
    let given = whole.layers.dropLast()
    guard whole.layers.last?.inputDropout == 0, let last = given.last, samples.isOutput(last)
    else { return whole }
    return NetworkDescription(inputCount: inputs, layers: Array(given))
  }

  /// Whether a line begins with the number of inputs, so that it says everything. What is no word at all
  /// is left to the reader of complete lines, too, who knows what to say.
  private static func isComplete(_ line: String) -> Bool {
    guard let first = line.first(where: { !$0.isWhitespace }) else { return true }
    return first.isNumber || first == "-" || first == "+"
  }

  private static let placeholder = "1 "
  /// A picture of 16 × 16.
  private static let pixelCount = 256
  private static let usualForPictures = "maxout:64x2 dropout:0.25 relu:32"
  private static let usualForTables = "relu:32"
}

extension LabeledSamples {
  /// How many outputs a network for them has.
  var outputCount: Int { targetCount ?? classes.count }

  /// The output layer that suits them.
  fileprivate var outputWord: String {
    targets == nil ? "softmax:\(outputCount)" : "linear:\(outputCount)"
  }

  /// Whether a layer at the end of hidden layers is meant as the output.
  fileprivate func isOutput(_ layer: NetworkDescription.Layer) -> Bool {
    switch layer.activation {
    case .softmax, .linear: true
    case .sigmoid: targets != nil && layer.unitCount == outputCount
    default: false
    }
  }

  /// Checks that a network has an output for each class or target.
  fileprivate func checkFits(_ network: NetworkDescription) throws(FileError) {
    let found = network.layers.last?.unitCount ?? 0
    guard found != outputCount else { return }
    let wanted =
      targets == nil
      ? "\(classes.count) classes (\(classes.summary))"
      : "\(outputCount) target value\(outputCount == 1 ? "" : "s") a sample"
    throw FileError(
      file: origin,
      reason: "has \(wanted), but the network has \(found) outputs; end --network with "
        + "\(outputWord), or leave its number of inputs out, and inputs and outputs follow from the data"
    )
  }
}

/// A word of hidden layers is wrong.
struct NetworkWordsError: Error, CustomStringConvertible {
  let line: String
  /// How far the words stand to the right in what was read.
  let shift: Int
  let error: NetworkDescriptionError

  var description: String {
    let mark = String(repeating: " ", count: max(0, error.column - shift)) + "^"
    let tail = String(repeating: "~", count: max(0, error.word.count - 1))
    return "\"\(error.word)\" in the network: \(error.reason)\n  \(line)\n  \(mark)\(tail)"
  }
}
