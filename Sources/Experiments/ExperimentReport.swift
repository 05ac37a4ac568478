/// What an experiment gave.
public struct ExperimentReport: Equatable, Sendable {
  /// For people: a table or two.
  public var tables: [ResultTable]
  /// What was seen, a sentence each, said from the numbers: also where the claim is not supported.
  public var findings: [String]
  /// Every single run, for further use.
  public var records: ResultTable

  /// Gathers results.
  public init(tables: [ResultTable], findings: [String], records: ResultTable) {
    self.tables = tables
    self.findings = findings
    self.records = records
  }
}

/// Rows of values under a heading.
public struct ResultTable: Equatable, Sendable {
  /// What it shows.
  public let title: String
  /// The columns' names.
  public let heading: [String]
  /// As many values a row as there are columns.
  public private(set) var rows: [[Cell]] = []

  /// One value.
  public enum Cell: Equatable, Sendable {
    /// Words.
    case text(String)
    /// A count.
    case integer(Int)
    /// A measured value, shown with so many decimals.
    case number(Double, decimals: Int)
    /// A measured value that may be very small, shown with two significant digits and an exponent.
    case magnitude(Double)
  }

  /// Makes an empty table.
  public init(_ title: String, heading: [String]) {
    self.title = title
    self.heading = heading
  }

  /// Adds a row.
  ///
  /// - Precondition: it has as many values as there are columns.
  public mutating func add(_ row: [Cell]) {
    precondition(row.count == heading.count)
    rows.append(row)
  }

  /// The table as comma-separated values (RFC 4180), numbers in full.
  public var csv: String {
    let lines = [heading] + rows.map { $0.map(\.fullText) }
    return lines.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private func quoted(_ field: String) -> String {
    field.contains { ",\"\n\r".contains($0) }
      ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}
