public import FloatNetwork
import HalfwordRuntime

/// A C header that holds an image as a constant array, and its sizes as macros.
///
/// The text depends on the image, the network and the name alone, so the same weights and options
/// give the same bytes.
public struct CHeader: Sendable {
  private let name: String
  private let network: QuantizedNetwork
  private let image: [UInt8]
  private let notes: [String]
  private let classNames: [String]
  private let standardization: Standardization?
  private let takesCounts: Bool
  private let kernels: CHeaderKernels

  /// - Parameters:
  ///   - name: the prefix of every name in the header, a C identifier.
  ///   - network: what the image was made from.
  ///   - image: the image, a whole number of words.
  ///   - notes: how the network came about, for the comment at the top, one line each.
  ///   - classNames: what the outputs stand for, in their order; none where that is unknown.
  ///   - standardization: what the application must do to its values before they are inputs.
  ///   - takesCounts: whether inputs are whole numbers as they are, not in Q8.8.
  /// - Throws: `CHeaderError` where `name` is no identifier, `RuntimeError` where the runtime does not open the image.
  public init(
    name: String,
    network: QuantizedNetwork,
    image: [UInt8],
    notes: [String] = [],
    classNames: [String] = [],
    standardization: Standardization? = nil,
    takesCounts: Bool = false
  ) throws {
    let isIdentifier =
      name.utf8.allSatisfy { isLetter($0) || isDigit($0) }
      && name.utf8.first.map { !isDigit($0) } ?? false
    guard isIdentifier else { throw CHeaderError(name: name) }
    self.name = name
    self.network = network
    self.image = image
    self.notes = notes.map(commentText)
    self.classNames = classNames
    self.standardization = standardization
    self.takesCounts = takesCounts
    kernels = try CHeaderKernels(name: name, image: image)
  }

  /// A C identifier from any text: what is no letter or digit becomes an underscore.
  public static func identifier(from text: String) -> String {
    let characters = text.utf8.map {
      isLetter($0) || isDigit($0) ? Character(UnicodeScalar($0)) : "_"
    }
    let identifier = String(characters).lowercased()
    return identifier.utf8.first.map { isDigit($0) } ?? true ? "model_\(identifier)" : identifier
  }

  /// The header's text.
  public var text: String {
    let prefix = name.uppercased()
    let workspaceSize = network.workspaceSize
    return """
      /*
       * \(name): a neural network in fixed point for Halfword
       *
      \(provenance)
       *
       * Written by `halfword export`; do not edit. Run it with halfword.h:
       *
       *   static halfword_model model;
       *   halfword_status status = \(name)_open(&model);
       */
      #ifndef \(prefix)_MODEL_H
      #define \(prefix)_MODEL_H

      #include "halfword.h"

      #include <stdint.h>

      /* Words in an input and in an output, each an int16_t. */
      #define \(prefix)_INPUT_COUNT \(network.inputCount)
      #define \(prefix)_OUTPUT_COUNT \(network.outputCount)
      #define \(prefix)_LAYER_COUNT \(network.layers.count)
      \(shapeMacros)
      /* The smallest and largest input word that the model is meant for. */
      #define \(prefix)_SMALLEST_INPUT (\(network.inputRange.lowerBound))
      #define \(prefix)_LARGEST_INPUT (\(network.inputRange.upperBound))

      /* Flash: bytes of the image. RAM: bytes of workspace for a run, and the same as the length of
       * an array of uint32_t, at least 1. */
      #define \(prefix)_IMAGE_SIZE \(image.count)
      #define \(prefix)_WORKSPACE_SIZE \(workspaceSize)
      #define \(prefix)_WORKSPACE_WORDS \(max(1, workspaceSize / Self.bytesPerWord))

      /* The same for a run with error words: halfword_run_bounded(), halfword_classify_certified(). */
      #define \(prefix)_BOUNDED_WORKSPACE_SIZE \(2 * workspaceSize)
      #define \(prefix)_BOUNDED_WORKSPACE_WORDS \(max(1, 2 * workspaceSize / Self.bytesPerWord))

      /* What halfword_identity() gives for this model. */
      #define \(prefix)_IDENTITY UINT64_C(0x\(hexadecimal(identity, digits: 16)))
      \(classNameMacro)\(CHeaderConversions(name: name, network, standardization, takesCounts).text)
      /* The image, as words so that it is aligned. */
      static const uint32_t \(name)_image[\(prefix)_IMAGE_SIZE / \(Self.bytesPerWord)] = {
      \(words)
      };
      \(kernels.text)
      #endif

      """
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
  private var classNameMacro: String {
    guard !classNames.isEmpty else { return "" }
    let names = classNames.map { "    " + stringLiteral($0) }.joined(separator: ", \\\n")
    return """

      /* What the outputs stand for, in their order, to initialize an array of const char *. */
      #define \(name.uppercased())_CLASS_NAMES { \\
      \(names) \\
      }

      """
  }

  private var provenance: String {
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

  private var identity: UInt64 { number(at: ImageFormat.HeaderField.identity) }

  private var words: String {
    let words = stride(from: 0, to: image.count, by: Self.bytesPerWord).map { offset in
      "0x" + hexadecimal(number(at: offset) as UInt32, digits: 8)
    }
    return stride(from: 0, to: words.count, by: Self.wordsPerLine).map { start in
      "    " + words[start..<min(start + Self.wordsPerLine, words.count)].joined(separator: ", ")
    }.joined(separator: ",\n")
  }

  private func number<Number: FixedWidthInteger>(at offset: Int) -> Number {
    image[offset..<offset + Number.bitWidth / 8].reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  private static let bytesPerWord = 4
  private static let wordsPerLine = 8
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
