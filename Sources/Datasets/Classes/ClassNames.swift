/// What the classes of a data set are called, in the order of a network's outputs.
public struct ClassNames: Equatable, Sendable {
  /// The names, no two of them equal; class i is `names[i]`.
  public let names: [String]
  private let indices: [String: Int]
  /// The classes whose names are numbers, by value; not those of a value that two names share.
  private let indicesOfValues: [Double: Int]

  /// Takes names in their order; of equal names the first counts.
  public init(_ names: [String]) {
    var indices: [String: Int] = [:]
    var distinct: [String] = []
    var indicesOfValues: [Double: Int] = [:]
    var ambiguous: Set<Double> = []
    for name in names where indices[name] == nil {
      if let value = finiteNumber(name),
        indicesOfValues.updateValue(distinct.count, forKey: value) != nil
      {
        ambiguous.insert(value)
      }
      indices[name] = distinct.count
      distinct.append(name)
    }
    for value in ambiguous { indicesOfValues[value] = nil }
    self.names = distinct
    self.indices = indices
    self.indicesOfValues = indicesOfValues
  }

  /// The distinct names among labels: ordered by value where all are numbers, otherwise by their
  /// Unicode scalars, so that the order depends neither on the samples' nor on a locale.
  ///
  /// Where all are numbers, those of one value are one class, however each is written; it is called
  /// as they write it where all write the same whole number, otherwise as Swift prints the value.
  public init(occurringIn labels: some Sequence<String>) {
    let distinct = Set(labels)
    var spellings: [Double: [String]] = [:]
    var areNumbers = true
    for name in distinct {
      guard let value = finiteNumber(name) else {
        areNumbers = false
        break
      }
      spellings[value, default: []].append(name)
    }
    guard areNumbers else {
      self.init(distinct.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) })
      return
    }
    self.init(
      spellings.sorted { $0.key < $1.key }.map { value, names in
        names.count == 1 && Int(names[0]) != nil ? names[0] : shortText(of: value)
      }
    )
  }

  /// The numbers from 0 on.
  public init(numbered count: Int) {
    self.init((0..<count).map(String.init))
  }

  /// How many classes there are.
  public var count: Int { names.count }

  /// The class that a label names, or whose name is a number of the same value; otherwise nil.
  public subscript(name: String) -> Int? {
    indices[name] ?? finiteNumber(name).flatMap { indicesOfValues[$0] }
  }

  /// Whether any name is a number.
  var includeNumbers: Bool { names.contains { finiteNumber($0) != nil } }

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

/// A value as a person writes it: whole numbers without a point.
private func shortText(of value: Double) -> String {
  Int(exactly: value).map(String.init) ?? "\(value)"
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
