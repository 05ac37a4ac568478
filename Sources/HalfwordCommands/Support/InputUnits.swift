import ArgumentParser
import Files
import PlainText

/// What one count of each input is worth, as written on the command line.
struct InputUnits {
  /// One number an input.
  let values: [Double]

  /// Reads one number, one for each input separated by commas, one for each by name, or a file with a line
  /// for each: a number, or a name and a number.
  ///
  /// - Parameter names: what the inputs are called; empty where that is unknown.
  /// - Throws: `ValidationError` or `FileError`.
  init(argument: String, inputCount: Int, names: [String] = []) throws {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var (entries, place) = (parts.map { Entry($0) }, "--input-unit \(argument)")
    if entries.contains(where: { $0 == nil }) {
      let text = String(decoding: try contents(ofFile: argument, limit: 1 << 24), as: UTF8.self)
      let lines = text.split(whereSeparator: \.isNewline)
      (entries, place) = (lines.map { Entry(String($0)) }, argument)
      if let wrong = entries.firstIndex(where: { $0 == nil }) {
        throw ValidationError(
          "\(place): line \(wrong + 1), \"\(lines[wrong])\", is no number, nor a name and one"
        )
      }
    }
    let given = entries.compactMap(\.self)
    if let wrong = given.first(where: { !($0.value > 0 && $0.value.isFinite) }) {
      throw ValidationError(
        "\(place): the unit of \(wrong.name ?? "an input") is \(wrong.value), no number above 0"
      )
    }
    values =
      given.contains { $0.name != nil }
      ? try Self.named(given, names, place) : try Self.ordered(given, inputCount, place)
  }

  /// A number, and whose it is.
  private struct Entry {
    let name: String?
    let value: Double

    /// Reads any number, as "0.5", "name=0.5", "name:0.5", "name,0.5" or "name 0.5"; nil for anything else.
    init?(_ text: String) {
      let text = text.trimmed()
      let split = text.lastIndex { "=:, \t".contains($0) }
      let number = split.map { String(text[text.index(after: $0)...]) } ?? text
      guard let value = Double(number) else { return nil }
      self.value = value
      name = split.map {
        text[..<$0].trimmed(of: ["=", ":", ",", " ", "\t", "\""])
      }
      if name?.isEmpty == true { return nil }
    }
  }

  private static func ordered(
    _ given: [Entry],
    _ inputCount: Int,
    _ place: String
  ) throws -> [Double] {
    if given.count == 1 { return Array(repeating: given[0].value, count: inputCount) }
    guard given.count == inputCount else {
      throw ValidationError(
        "\(place): \(given.count) numbers are not one for each of the \(inputCount) inputs"
      )
    }
    return given.map(\.value)
  }

  private static func named(
    _ given: [Entry],
    _ names: [String],
    _ place: String
  ) throws -> [Double] {
    guard !names.isEmpty else {
      throw ValidationError(
        "\(place) names inputs, but nothing says what they are called; give data whose first line does, or "
          + "the numbers in the order of the inputs"
      )
    }
    var values: [String: Double] = [:]
    for entry in given {
      guard let name = entry.name else {
        throw ValidationError("\(place): \(entry.value) has no name, but others have")
      }
      guard names.contains(name) else {
        throw ValidationError(
          "\(place): there is no input \"\(name)\"; they are \(names.joined(separator: ", "))"
        )
      }
      guard values.updateValue(entry.value, forKey: name) == nil else {
        throw ValidationError("\(place): \"\(name)\" stands there twice")
      }
    }
    return try names.map { name in
      guard let value = values[name] else {
        throw ValidationError("\(place): nothing says what one count of \"\(name)\" is worth")
      }
      return value
    }
  }
}
