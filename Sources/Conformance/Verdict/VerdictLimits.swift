import PlainText

/// What a fixed-point network must keep for its verdict to be KEPT.
public struct VerdictLimits: Codable, Equatable, Sendable {
  /// The least share of samples whose answer stays the same, in percent; without meaning where the values are
  /// the answer.
  public var leastKeptPercent = 99.0
  /// The most that an output may differ.
  public var largestError = ErrorLimit.shareOfSpread(0.01)

  /// 99 % of the answers, and an error of 1 % of the outputs' spread.
  public init() {}

  /// A limit of |fixed − float|.
  public enum ErrorLimit: Codable, Equatable, Sendable {
    /// As a share of how far apart the outputs lie, 1 for all of it.
    case shareOfSpread(Double)
    /// In the network's own units.
    case value(Double)

    /// Reads a number, or a number with a percent sign for a share of the spread; nil for anything else and
    /// for numbers that are not positive.
    public init?(parsing text: String) {
      let isShare = text.hasSuffix("%")
      guard let number = Double(isShare ? String(text.dropLast()) : text), number >= 0,
        number.isFinite
      else { return nil }
      self = isShare ? .shareOfSpread(number / 100) : .value(number)
    }

    /// The text that `init(parsing:)` reads.
    public var text: String {
      switch self {
      case .shareOfSpread(let share): "\(shortNumber(100 * share))%"
      case .value(let value): shortNumber(value)
      }
    }
  }
}

/// A number with at most six digits, without zeros at its end.
func shortNumber(_ value: Double) -> String { value.significant(6) }
