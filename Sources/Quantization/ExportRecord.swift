public import FloatNetwork

/// What an export did, kept in the image as text so that nothing about it has to be guessed from weights.
///
/// One line an entry, the name first: `numbers fitted`. Entries that this version does not know are kept.
public struct ExportRecord: Equatable, Sendable {
  /// Entries by name; a name has no space, and no text has a line break.
  public private(set) var entries: [String: String]

  /// Gathers entries.
  public init(_ entries: [String: String] = [:]) {
    self.entries = entries.mapValues {
      $0.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
  }

  /// How the numbers were chosen.
  public enum Numbers: String, Sendable {
    /// 8 fractional bits, biases in Q8.8, no powers of two.
    case plain = "q8.8"
    /// Offsets, exponents and fractional bits of each unit, biases as start words.
    case fitted
  }

  /// How the numbers were chosen; nil where the record does not say.
  public var numbers: Numbers? {
    get { entries["numbers"].flatMap(Numbers.init) }
    set { entries["numbers"] = newValue?.rawValue }
  }

  /// Which values the model takes: `raw`, `counts` or `standardized`.
  public var inputs: String? {
    get { entries["inputs"] }
    set { entries["inputs"] = newValue }
  }

  /// What one count of each input is worth, where the model takes counts: one number, or one an input.
  public var inputUnits: [Double]? {
    get {
      guard let text = entries["input-unit"] else { return nil }
      let units = text.split(separator: " ").compactMap { Double($0) }
      return units.isEmpty ? nil : units
    }
    set {
      let isShared = newValue.map { Set($0).count == 1 } ?? false
      entries["input-unit"] = newValue.map { units in
        (isShared ? Array(units.prefix(1)) : units).map { "\($0)" }.joined(separator: " ")
      }
    }
  }

  /// What is read from the outputs; nil where the record does not say.
  public var answer: Answer? {
    get { entries["answer"].flatMap(Answer.init(parsing:)) }
    set { entries["answer"] = newValue?.text }
  }

  /// A number that tells the float network apart from others, as `Network.fingerprint` gives it.
  public var network: String? {
    get { entries["network"] }
    set { entries["network"] = newValue }
  }

  /// How weights of 8 and 4 bits were rounded, where not each to the nearest.
  public var rounding: Rounding {
    Rounding(words: Set((entries["rounding"] ?? "").split(separator: " ").map(String.init)))
  }

  /// What was done to narrow weights and the biases beside them.
  public struct Rounding: Equatable, Sendable {
    /// Whether each went up or down as the samples wanted it.
    public let isAdaptive: Bool
    /// Whether biases took in what rounding adds on average.
    public let correctsBiases: Bool

    fileprivate init(words: Set<String>) {
      isAdaptive = words.contains("adaptive")
      correctsBiases = words.contains("bias-correction")
    }
  }

  mutating func setRounding(of plan: WeightPlan) {
    let words =
      (plan.roundsAdaptively ? ["adaptive"] : []) + (plan.correctsBiases ? ["bias-correction"] : [])
    entries["rounding"] = words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// The function that the table of a layer, counted from 1, stands for; nil where the record does not say.
  public func table(ofLayer number: Int) -> ScalarFunction? {
    entries["table-\(number)"].flatMap { ScalarFunction(parsing: $0) }
  }

  /// Notes it.
  mutating func setTable(_ function: ScalarFunction, ofLayer number: Int) {
    entries["table-\(number)"] = function.description
  }

  /// The lines in the order of their names.
  public var text: String {
    entries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
  }

  /// The same in one line.
  public var line: String { text.split(separator: "\n").joined(separator: "; ") }

  /// Reads lines; what is no entry is passed over, as a record is information, not a promise.
  public init(text: String) {
    var entries: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      if parts.count == 2 { entries[parts[0]] = parts[1] }
    }
    self.init(entries)
  }
}
