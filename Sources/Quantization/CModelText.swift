package import FloatNetwork

/// What the C files of a model say alike, whether they hold an image or the whole computation.
package struct CModelText: Sendable {
  /// The prefix of every name, a C identifier.
  package let name: String
  package let network: QuantizedNetwork
  private let notes: [String]
  private let classNames: [String]
  private let standardization: Standardization?
  private let takesCounts: Bool

  /// - Parameters:
  ///   - notes: how the network came about, for the comment at the top, one line each.
  ///   - classNames: what the outputs stand for, in their order; none where that is unknown.
  ///   - standardization: what the application must do to its values before they are inputs.
  ///   - takesCounts: whether inputs are whole numbers as they are, not in Q8.8.
  /// - Throws: `CHeaderError` where `name` is no identifier.
  package init(
    name: String,
    network: QuantizedNetwork,
    notes: [String],
    classNames: [String],
    standardization: Standardization?,
    takesCounts: Bool
  ) throws(CHeaderError) {
    let isIdentifier =
      name.utf8.allSatisfy { isLetter($0) || isDigit($0) }
      && name.utf8.first.map { !isDigit($0) } ?? false
    guard isIdentifier else { throw CHeaderError(name: name) }
    self.name = name
    self.network = network
    self.notes = notes.map(commentText)
    self.classNames = classNames
    self.standardization = standardization
    self.takesCounts = takesCounts
  }

  /// The macros that say how many words an input and an output have.
  package var countMacros: String {
    let prefix = name.uppercased()
    return """
      /* Words in an input and in an output, each an int16_t. */
      #define \(prefix)_INPUT_COUNT \(network.inputCount)
      #define \(prefix)_OUTPUT_COUNT \(network.outputCount)
      #define \(prefix)_LAYER_COUNT \(network.layers.count)
      \(shapeMacros)
      /* The smallest and largest input word that the model is meant for. */
      #define \(prefix)_SMALLEST_INPUT (\(network.inputRange.lowerBound))
      #define \(prefix)_LARGEST_INPUT (\(network.inputRange.upperBound))
      """
  }

  /// The macros that make input words of values, and values of output words.
  package var conversionMacros: String {
    CHeaderConversions(name: name, network, standardization, takesCounts).text
  }

  /// The height, width and channels of an input that has them, and in which order they stand.
  private var shapeMacros: String {
    let (prefix, shape) = (name.uppercased(), network.inputShape)
    guard !shape.isVector else { return "" }
    return """

      /* An input is height x width x channels, channels innermost: the word of row y, place x and channel c is
       * input[\(prefix)_INPUT_INDEX(y, x, c)]. */
      #define \(prefix)_INPUT_HEIGHT \(shape.height)
      #define \(prefix)_INPUT_WIDTH \(shape.width)
      #define \(prefix)_INPUT_CHANNELS \(shape.channels)
      #define \(prefix)_INPUT_INDEX(y, x, c) \\
          (((y) * \(prefix)_INPUT_WIDTH + (x)) * \(prefix)_INPUT_CHANNELS + (c))

      """
  }

  /// The names of the classes as an array's initializer, where they are known.
  package var classNameMacro: String {
    guard !classNames.isEmpty else { return "" }
    let names = classNames.map { "    " + stringLiteral($0) }.joined(separator: ", \\\n")
    return """

      /* What the outputs stand for, in their order, to initialize an array of const char *. */
      #define \(name.uppercased())_CLASS_NAMES { \\
      \(names) \\
      }

      """
  }

  package func provenance(identity: UInt64) -> String {
    var lines = ["Identity  \(hexadecimal(identity, digits: 16))"]
    for (index, layer) in network.layers.enumerated() {
      let folded = layer.foldedDropout > 0 ? ", dropout \(layer.foldedDropout) folded in" : ""
      let saturated = layer.saturatedCount > 0 ? ", \(layer.saturatedCount) values saturated" : ""
      let pieces = layer.activation.pieces > 1 ? " of \(layer.activation.pieces) pieces" : ""
      let sums = layer.form.kind.hasWeights ? ", \(layer.sums.text)" : ""
      let what =
        layer.form.kind == .dense
        ? "\(layer.inputCount) inputs, \(layer.unitCount) units\(pieces)"
        : "\(layer.form.kind.name) of \(layer.form.input) giving \(layer.form.output)\(pieces)"
      lines.append(
        "Layer \(index + 1)   \(layer.activation.name), \(what)\(sums)" + folded + saturated
      )
    }
    return (lines + notes).map { " * \($0)" }.joined(separator: "\n")
  }
}

extension CHeader {
  /// A C identifier from any text: what is no letter or digit becomes an underscore.
  public static func identifier(from text: String) -> String {
    let characters = text.utf8.map {
      isLetter($0) || isDigit($0) ? Character(UnicodeScalar($0)) : "_"
    }
    let identifier = String(characters).lowercased()
    return identifier.utf8.first.map { isDigit($0) } ?? true ? "model_\(identifier)" : identifier
  }
}

/// A C string literal: what is not plain ASCII stands as octal bytes of UTF-8.
private func stringLiteral(_ text: String) -> String {
  let printable = UInt8(ascii: " ")...UInt8(ascii: "~")
  let special: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?")]
  let characters = text.utf8.map { byte -> String in
    if printable.contains(byte) && !special.contains(byte) {
      return String(UnicodeScalar(byte))
    }
    let octal = String(byte, radix: 8)
    return "\\" + String(repeating: "0", count: 3 - octal.count) + octal
  }
  return "\"" + characters.joined() + "\""
}

/// Text that neither ends the line nor the comment it stands in.
private func commentText(_ text: String) -> String {
  String(text.map { $0.isNewline ? " " : $0 }).replacing("*/", with: "* /")
}

private func isLetter(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// A name that C does not accept.
public struct CHeaderError: Error, Equatable, CustomStringConvertible {
  /// The name as given.
  public let name: String

  /// - Parameter name: the name as given.
  public init(name: String) {
    self.name = name
  }

  /// One line for a person.
  public var description: String {
    "\"\(name)\" is no C identifier; use letters, digits and underscores, a letter first"
  }
}
