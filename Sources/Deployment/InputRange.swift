import PlainText

/// The inputs that a model is meant for, as written on the command line in the application's own units:
/// two numbers, the smaller first.
public struct InputRange: Equatable, Sendable, CustomStringConvertible {
  private let low: Float
  private let high: Float

  /// Reads two numbers with a comma between them; nil for anything else.
  public init?(parsing text: String) {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Float($0.trimmed())
    }
    guard numbers.count == 2, let low = numbers[0], let high = numbers[1],
      low <= high, low.isFinite, high.isFinite
    else { return nil }
    self.low = low
    self.high = high
  }

  /// The text that `init(parsing:)` reads.
  public var description: String { "\(low),\(high)" }

  /// The range of an input, in its own units.
  public var values: ClosedRange<Double> { Double(low)...Double(high) }
}
