/// What the classes of a data set are called, in the order of a network's outputs.
public struct ClassNames: Equatable, Sendable {
  /// The names, no two of them equal; class i is `names[i]`.
  public let names: [String]
  private let indices: [String: Int]

  /// Takes names in their order; of equal names the first counts.
  public init(_ names: [String]) {
    var indices: [String: Int] = [:]
    var distinct: [String] = []
    for name in names where indices[name] == nil {
      indices[name] = distinct.count
      distinct.append(name)
    }
    self.names = distinct
    self.indices = indices
  }

  /// The distinct names among labels: ordered by value where all are numbers, otherwise by their
  /// Unicode scalars, so that the order depends neither on the samples' nor on a locale.
  public init(occurringIn labels: some Sequence<String>) {
    let distinct = Set(labels)
    let values = Dictionary(
      uniqueKeysWithValues: distinct.compactMap { name in finiteNumber(name).map { (name, $0) } }
    )
    let areNumbers = values.count == distinct.count
    self.init(
      distinct.sorted { first, second in
        if areNumbers, let left = values[first], let right = values[second], left != right {
          return left < right
        }
        return first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
      }
    )
  }

  /// The numbers from 0 on.
  public init(numbered count: Int) {
    self.init((0..<count).map(String.init))
  }

  /// How many classes there are.
  public var count: Int { names.count }

  /// The class that a label names, or nil.
  public subscript(name: String) -> Int? { indices[name] }

  /// The names in one line, in the middle of which some are left out where they are many.
  public var summary: String {
    let shown = 12
    guard count > shown else { return names.joined(separator: ", ") }
    return names.prefix(shown - 1).joined(separator: ", ") + ", ..., \(names[count - 1])"
  }
}

/// The value of a decimal number such as -1.5e3, or nil; "nan", "inf" and hexadecimal numbers are
/// none.
func finiteNumber(_ text: String) -> Double? {
  guard text.utf8.allSatisfy(isDecimalCharacter), let value = Double(text), value.isFinite else {
    return nil
  }
  return value
}

/// Whether a byte may stand in a decimal number.
func isDecimalCharacter(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
    UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
    true
  default: false
  }
}
