import FloatNetwork
import Quantization

/// A function between any two places of the words that it is read with: what it can be there, and its slopes.
///
/// It is enclosed once between each two neighbouring words, so that what a longer interval loses by taking one
/// argument for several is not lost.
final class FunctionEnclosure: Sendable {
  private let function: ScalarFunction
  /// What a word is.
  private let step: Double
  private let cells: RangeTree<SlopedInterval>

  /// - Parameter inputExponent: the function's argument is word · 2^(inputExponent − 8).
  init(_ function: ScalarFunction, inputExponent: Int) {
    self.function = function
    let step = power(inputExponent - 8)
    self.step = step
    cells = RangeTree(
      Self.words.dropLast().map { word in
        function.enclosure(on: Interval(Double(word) * step, Double(word + 1) * step))
      },
      join: { $0.joined($1) }
    )
  }

  /// All words that there are.
  private static let words = Int(Int16.min)...Int(Int16.max)

  /// Between two places, in words: the function's values, and its slopes for each word.
  func callAsFunction(_ range: ClosedRange<Double>) -> SlopedInterval {
    let (lowest, highest) = (Double(Self.words.lowerBound), Double(Self.words.upperBound))
    var parts: [SlopedInterval] = []
    if range.lowerBound < lowest {
      parts.append(direct(range.lowerBound...min(range.upperBound, lowest)))
    }
    if range.upperBound > highest {
      parts.append(direct(max(range.lowerBound, highest)...range.upperBound))
    }
    if range.lowerBound <= highest, range.upperBound >= lowest {
      let first = min(max(range.lowerBound, lowest).rounded(.down), highest - 1)
      let last = max(first, min(range.upperBound, highest).rounded(.up) - 1)
      let inside = cells[Int(first - lowest)...Int(last - lowest)]
      let isOneCell = first == last && parts.isEmpty
      parts.append(isOneCell ? inside.narrowed(to: direct(range)) : inside)
    }
    let joined = parts.dropFirst().reduce(parts[0]) { $0.joined($1) }
    return SlopedInterval(joined.value, slope: joined.slope.scaled(step))
  }

  /// At one place.
  func value(at word: Double) -> Interval { direct(word...word).value }

  private func direct(_ range: ClosedRange<Double>) -> SlopedInterval {
    function.enclosure(on: Interval(range.lowerBound * step, range.upperBound * step))
  }
}

extension SlopedInterval {
  /// What both say.
  func narrowed(to other: SlopedInterval) -> SlopedInterval {
    SlopedInterval(value.narrowed(to: other.value), slope: slope.narrowed(to: other.slope))
  }
}
