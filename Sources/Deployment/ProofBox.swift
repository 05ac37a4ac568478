public import Datasets
import Files
import HalfwordRuntime
public import Quantization

/// The inputs that something is proved for: the smallest and largest value of each.
public struct ProofBox: Equatable, Sendable {
  /// The words of each input.
  public let ranges: [ClosedRange<Int16>]
  /// In words that may follow "for".
  public let text: String

  /// Every word of every input.
  public init(everythingOf network: QuantizedNetwork) {
    ranges = Array(repeating: .min ... .max, count: network.inputCount)
    text = "every input word"
  }

  /// The words of ranges in the network's own units.
  public init(_ box: InputBox, of network: QuantizedNetwork, text: String) {
    ranges = zip(box.ranges, network.inputScales).map { range, scale in
      scale.word(for: Float(range.lowerBound))...scale.word(for: Float(range.upperBound))
    }
    self.text = text
  }

  /// What each input is in some samples.
  public init(of dataset: Dataset, for network: QuantizedNetwork) {
    var ranges: [ClosedRange<Int16>] = []
    for sample in 0..<dataset.count {
      let words = network.words(for: Array(dataset.input(at: sample)))
      if ranges.isEmpty { ranges = words.map { $0...$0 } }
      ranges = zip(ranges, words).map { min($0.lowerBound, $1)...max($0.upperBound, $1) }
    }
    self.ranges = ranges
    text = "every input inside the ranges of the samples"
  }

  /// The range that a network is meant for, or where that is everything, the samples' ranges.
  public init(of network: QuantizedNetwork, orOf dataset: Dataset) {
    guard network.inputRange != .min ... .max else {
      self.init(of: dataset, for: network)
      return
    }
    let range = network.inputRange
    self.init(of: network, text: "every input word from \(range.lowerBound) to \(range.upperBound)")
  }

  /// The words that a network is meant for.
  public init(of network: QuantizedNetwork, text: String) {
    ranges = Array(repeating: network.inputRange, count: network.inputCount)
    self.text = text
  }

  /// The smallest range of words that holds those of every input.
  public var hull: ClosedRange<Int16> {
    (ranges.map(\.lowerBound).min() ?? .min)...(ranges.map(\.upperBound).max() ?? .max)
  }
}

extension InputBox {
  /// The same range for each input.
  public init(_ range: InputRange, inputCount: Int) {
    self.init(ranges: Array(repeating: range.values, count: inputCount))
  }

  /// Reads a file with a line for each input: its smallest and its largest value in the units of the
  /// samples, as in `0,1`.
  ///
  /// - Throws: `FileError`, which names the file and the line.
  public init(contentsOfFile file: String, inputCount: Int) throws {
    let text = String(decoding: try contents(ofFile: file, limit: 1 << 24), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count == inputCount else {
      throw FileError(
        file: file,
        reason: "has \(lines.count) lines, but the network takes \(inputCount) inputs"
      )
    }
    self.init(
      ranges: try lines.enumerated().map { index, line in
        guard let range = InputRange(parsing: String(line)) else {
          throw FileError(
            file: file,
            reason: "line \(index + 1), \"\(line)\", is not two numbers, the smaller first, "
              + "separated by a comma"
          )
        }
        return range.values
      }
    )
  }
}
