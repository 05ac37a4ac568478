/// Results of the same run from different seeds.
struct Sample {
  let values: [Double]

  init(_ values: [Double]) { self.values = values }

  var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The sample standard deviation, 0 for a single value.
  var deviation: Double {
    guard values.count > 1 else { return 0 }
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    return (squares.reduce(0, +) / Double(values.count - 1)).squareRoot()
  }

  /// The standard error of the mean.
  var standardError: Double { deviation / Double(values.count).squareRoot() }

  /// The value in the middle, the lower of two.
  var median: Double { values.sorted()[(values.count - 1) / 2] }

  var smallest: Double { values.min() ?? .nan }
  var largest: Double { values.max() ?? .nan }

  /// How this sample's mean differs from another's.
  enum Difference: Equatable {
    case lower, higher
    /// By less than two standard errors of the difference.
    case unclear
  }

  /// Compares means; what two standard errors do not separate is unclear.
  func difference(from other: Sample) -> Difference {
    let error =
      (standardError * standardError + other.standardError * other.standardError).squareRoot()
    if mean < other.mean - 2 * error { return .lower }
    if mean > other.mean + 2 * error { return .higher }
    return .unclear
  }
}
