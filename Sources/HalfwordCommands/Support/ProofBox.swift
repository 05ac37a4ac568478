import Datasets
import Files
import Foundation
import HalfwordRuntime
import Quantization

/// The inputs that something is proved for: the smallest and largest value of each.
struct ProofBox {
  let ranges: [ClosedRange<Int16>]
  /// In words that may follow "for".
  let text: String

  /// The same range for each input.
  init(_ range: ClosedRange<Int16>, inputCount: Int) {
    ranges = Array(repeating: range, count: inputCount)
    text =
      range == .min ... .max
      ? "every input that Q8.8 holds"
      : "every input from \(valueText(range.lowerBound)) to \(valueText(range.upperBound))"
  }

  /// What each input is in some samples.
  init(of dataset: Dataset) {
    var ranges: [ClosedRange<Int16>] = []
    for sample in 0..<dataset.count {
      let values = dataset.input(at: sample).map { Q8_8.raw(rounding: $0) }
      if ranges.isEmpty { ranges = values.map { $0...$0 } }
      ranges = zip(ranges, values).map {
        min($0.lowerBound, $1)...max($0.upperBound, $1)
      }
    }
    self.ranges = ranges
    text = "every input inside the ranges of the samples"
  }

  /// The range that a network is meant for, or where that is everything, the samples' ranges.
  init(of network: QuantizedNetwork, orOf dataset: Dataset) {
    self =
      network.inputRange == .min ... .max
      ? ProofBox(of: dataset) : ProofBox(network.inputRange, inputCount: network.inputCount)
  }

  /// Reads a file with a line for each input: its smallest and its largest value in the application's
  /// units, as in `0,1`.
  ///
  /// - Parameter scaling: what is between those and the model's.
  /// - Throws: `FileError`, which names the file and the line.
  init(contentsOfFile file: String, inputCount: Int, scaling: ModelScaling?) throws {
    let text = String(decoding: try contents(ofFile: file, limit: 1 << 24), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count == inputCount else {
      throw FileError(
        file: file,
        reason: "has \(lines.count) lines, but the network takes \(inputCount) inputs"
      )
    }
    ranges = try lines.enumerated().map { index, line in
      let exponent = scaling?.inputExponents[index] ?? 0
      guard let range = InputRange(argument: String(line))?.modelValues(exponent: exponent) else {
        let factor = Float(sign: .plus, exponent: exponent, significand: 1)
        throw FileError(
          file: file,
          reason:
            "line \(index + 1), \"\(line)\", is not two numbers from \(-128 * factor) to "
            + "\(127.996 * factor), the smaller first, separated by a comma"
        )
      }
      return range
    }
    self.text = "every input inside the ranges of \(file)"
  }
}
