/// How well fixed point keeps the values of one output, over some samples, in the network's own units.
public struct OutputStatistics: Equatable, Sendable {
  /// The smallest and the largest value that the float network gives.
  public let range: ClosedRange<Double>
  /// The root mean square of fixed − float.
  public let rootMeanSquareError: Double
  /// The largest |fixed − float|.
  public let largestError: Double
  /// The share of the float values' variance that the fixed ones give again, 1 for all of it; nil where the
  /// float values do not vary.
  public let determination: Double?
  /// Spearman's rank correlation of both; nil where either does not vary.
  public let rankCorrelation: Double?
  /// How much of the targets' variance each network explains; nil without targets, or where they do not
  /// vary.
  public let targetDetermination: (float: Double, fixed: Double)?

  /// How far apart its values lie.
  public var spread: Double { range.upperBound - range.lowerBound }

  /// Compares the values of one output.
  ///
  /// - Precondition: there is a sample, and of each as many values as there are samples.
  public init(float: [Double], fixed: [Double], targets: [Double]? = nil) {
    precondition(!float.isEmpty && float.count == fixed.count)
    precondition(targets.map { $0.count == float.count } ?? true)
    range = (float.min() ?? 0)...(float.max() ?? 0)
    let errors = zip(fixed, float).map { $0 - $1 }
    rootMeanSquareError =
      (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    largestError = errors.map { abs($0) }.max() ?? 0
    determination = Self.determination(of: float, by: fixed)
    rankCorrelation = Self.correlation(Self.ranks(float), Self.ranks(fixed))
    targetDetermination = targets.flatMap { targets in
      guard let float = Self.determination(of: targets, by: float),
        let fixed = Self.determination(of: targets, by: fixed)
      else { return nil }
      return (float, fixed)
    }
  }

  /// R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
  private static func determination(of values: [Double], by estimates: [Double]) -> Double? {
    let mean = values.reduce(0, +) / Double(values.count)
    let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard total > 0 else { return nil }
    let rest = zip(values, estimates).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return 1 - rest / total
  }

  /// Pearson's correlation.
  private static func correlation(_ first: [Double], _ second: [Double]) -> Double? {
    let count = Double(first.count)
    let means = (first.reduce(0, +) / count, second.reduce(0, +) / count)
    var (product, squares) = (0.0, (0.0, 0.0))
    for (x, y) in zip(first, second) {
      product += (x - means.0) * (y - means.1)
      squares.0 += (x - means.0) * (x - means.0)
      squares.1 += (y - means.1) * (y - means.1)
    }
    guard squares.0 > 0, squares.1 > 0 else { return nil }
    return product / (squares.0 * squares.1).squareRoot()
  }

  /// The place of each value in their order from 1; equal values share the mean of theirs.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = Array(repeating: 0.0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }

  /// Tuples are not compared by the compiler.
  public static func == (first: OutputStatistics, second: OutputStatistics) -> Bool {
    first.range == second.range && first.rootMeanSquareError == second.rootMeanSquareError
      && first.largestError == second.largestError
      && first.determination == second.determination
      && first.rankCorrelation == second.rankCorrelation
      && first.targetDetermination?.float == second.targetDetermination?.float
      && first.targetDetermination?.fixed == second.targetDetermination?.fixed
  }
}
