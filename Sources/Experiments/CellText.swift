import Foundation

extension ResultTable.Cell {
  /// For a table.
  public var text: String {
    switch self {
    case .text(let text): text
    case .integer(let count): "\(count)"
    case .number(let value, let decimals):
      value.isFinite ? String(format: "%.\(decimals)f", value) : "diverged"
    case .magnitude(let value): String(format: "%.1e", value)
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
  value.isFinite ? String(format: "%.2f %%", value) : "(diverged)"
}

/// A number for a sentence, in three significant digits.
func short(_ value: Double) -> String { String(format: "%.3g", value) }

/// The number whose logarithm is the mean of the values' logarithms.
func geometricMean(_ values: [Double]) -> Double {
  exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
}
