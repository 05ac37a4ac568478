/// What a network's outputs are for: how its answer is read from them, and so when fixed point has kept it.
public enum Answer: Hashable, Sendable {
  /// The class whose output is the largest.
  case largest
  /// The class whose output is the smallest, as in controllers that choose the least cost.
  case smallest
  /// Each output by itself: yes where it is at least this value.
  case threshold(Double)
  /// The outputs themselves, as in a regression or an autoencoder: there is nothing to keep but their values.
  case values

  /// Reads "largest", "smallest", "values", or "threshold:" with a number; nil for anything else.
  public init?(parsing text: String) {
    switch text {
    case "largest": self = .largest
    case "smallest": self = .smallest
    case "values": self = .values
    default:
      let prefix = "threshold:"
      guard text.hasPrefix(prefix), let value = Double(text.dropFirst(prefix.count)),
        value.isFinite
      else { return nil }
      self = .threshold(value)
    }
  }

  /// The text that `init(parsing:)` reads.
  public var text: String {
    switch self {
    case .largest: "largest"
    case .smallest: "smallest"
    case .threshold(let value): "threshold:\(value)"
    case .values: "values"
    }
  }

  /// Whether the answer is one class of several.
  public var isClass: Bool { self == .largest || self == .smallest }

  /// The answer as numbers, equal where the answer is the same: the index of the class; for a threshold 0
  /// or 1 an output; nothing for values.
  ///
  /// - Parameters:
  ///   - outputs: what the network gives.
  ///   - scores: what a class is taken from, which differs from the outputs before a last softmax alone
  ///     (`Network.scores(of:)`).
  public func decision(outputs: [Double], scores: [Double]) -> [Int] {
    switch self {
    case .largest: [indexOfLargest(scores)]
    case .smallest: [indexOfLargest(scores.map { -$0 })]
    case .threshold(let value): outputs.map { $0 >= value ? 1 : 0 }
    case .values: []
    }
  }
}
