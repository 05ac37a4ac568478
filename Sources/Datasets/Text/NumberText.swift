/// What the text of a field is where a number should stand.
enum NumberText: Equatable {
  /// A number; whether it is written with a decimal comma.
  case number(Float, hasComma: Bool)
  /// A finite number beyond those that float32 holds.
  case tooLarge
  /// Nothing, or a word that stands for a missing value.
  case missing
  case other

  /// Reads a field.
  ///
  /// - Parameter allowsComma: whether a comma may stand for the decimal point.
  init(_ bytes: ArraySlice<UInt8>, allowsComma: Bool) {
    if let value = shortInteger(bytes) {
      self = .number(value, hasComma: false)
      return
    }
    var text = String(decoding: bytes, as: UTF8.self)
    let hasComma = allowsComma && isDecimalCommaNumber(bytes)
    if hasComma { text = text.replacing(",", with: ".") }
    guard text.utf8.allSatisfy(isDecimalCharacter), let value = Float(text) else {
      self = Self.isMissing(text) ? .missing : .other
      return
    }
    self = value.isFinite ? .number(value, hasComma: hasComma) : .tooLarge
  }

  /// Whether a text says that a number is missing.
  static func isMissing(_ text: String) -> Bool {
    isMissingLabel(text) || text == "-" || text.lowercased() == "none"
  }

  /// Whether a text says that a label is missing: fewer words, since `-` and `none` may name classes.
  static func isMissingLabel(_ text: String) -> Bool {
    ["", "?", "na", "n/a", "#n/a", "<na>", "nan", "null"].contains(text.lowercased())
  }

  /// Why a value beyond float32 is refused.
  static let tooLargeReason =
    "a finite number, but beyond those of float32 (3.4e38 at most), in which networks compute; scale "
    + "the column, or leave it out with --ignore-columns"
}

/// The value of an integer of few digits, which are most of what data files hold; nil for others.
private func shortInteger(_ bytes: ArraySlice<UInt8>) -> Float? {
  // Exact in Float.
  let exactDigits = 7
  guard bytes.count <= exactDigits, !bytes.isEmpty else { return nil }
  var value: Int32 = 0
  for byte in bytes {
    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
    value = value * 10 + Int32(byte - UInt8(ascii: "0"))
  }
  return Float(value)
}

/// Whether bytes are a number with one decimal comma, which has a digit on each side, and no point.
func isDecimalCommaNumber(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
  let parts = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
  guard parts.count == 2, let before = parts[0].last, let after = parts[1].first else {
    return false
  }
  let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
  return digits.contains(before) && digits.contains(after)
    && !bytes.contains(UInt8(ascii: "."))
    && parts.allSatisfy { $0.allSatisfy(isDecimalCharacter) }
}
