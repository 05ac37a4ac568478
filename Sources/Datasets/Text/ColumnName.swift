/// A column of a table as a person says it: by its name in the header or by its number from 1.
public struct ColumnName: Equatable, Sendable {
  /// A name, or a number where no column is named so.
  public let text: String

  /// Takes a name or a number.
  public init(_ text: String) { self.text = text }

  /// Reads names and numbers with commas between them; nil where one of them is empty.
  public static func list(parsing text: String) -> [ColumnName]? {
    let tokens = text.split(separator: ",", omittingEmptySubsequences: false).map { token in
      token.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    }
    guard tokens.allSatisfy({ !$0.isEmpty }) else { return nil }
    return tokens.map { ColumnName(String($0)) }
  }

  /// The number, if it is one.
  var number: Int? { Int(text) }
}

/// Which columns hold what the outputs should be.
public enum TargetColumns: Equatable, Sendable {
  /// So many at the end, not counting those that are ignored.
  case last(Int)
  /// These, in the order of the outputs.
  case named([ColumnName])
  /// Those of the inputs, as an autoencoder has it.
  case inputs

  /// These, in the order of the outputs.
  public static func named(_ names: [String]) -> TargetColumns {
    .named(names.map(ColumnName.init))
  }

  /// Reads how many columns at the end, "inputs", or names with commas between them; nil where a
  /// number is below 1 or a name is empty.
  public init?(parsing text: String) {
    if text == "inputs" {
      self = .inputs
    } else if let count = Int(text) {
      guard count >= 1 else { return nil }
      self = .last(count)
    } else {
      guard let names = ColumnName.list(parsing: text) else { return nil }
      self = .named(names)
    }
  }

  /// The text that `init(parsing:)` reads.
  public var text: String {
    switch self {
    case .last(let count): "\(count)"
    case .named(let names): names.map(\.text).joined(separator: ",")
    case .inputs: "inputs"
    }
  }
}
