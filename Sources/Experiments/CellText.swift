import CMath
import PlainText

extension ResultTable.Cell {
  /// For a table.
  public var text: String {
    switch self {
    case .text(let text): text
    case .integer(let count): "\(count)"
    case .number(let value, let decimals):
      value.isFinite ? value.fixed(decimals) : "diverged"
    case .magnitude(let value): value.scientific(1)
    }
  }

  /// For a file: every digit, and nothing where there is no finite value.
  var fullText: String {
    switch self {
    case .text(let text): text
    case .integer(let count): "\(count)"
    case .number(let value, _), .magnitude(let value): value.isFinite ? "\(value)" : ""
    }
  }
}

/// A percentage for a sentence.
func percent(_ value: Double) -> String {
  value.isFinite ? "\(value.fixed(2)) %" : "(diverged)"
}

/// A number for a sentence, in three significant digits.
func short(_ value: Double) -> String { value.significant(3) }

/// The number whose logarithm is the mean of the values' logarithms.
func geometricMean(_ values: [Double]) -> Double {
  exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
}
