import FloatNetwork
import HalfwordRuntime

/// The part of a model's C header that says how values become input words, and output words values.
struct CHeaderConversions {
  private let name: String
  private let network: QuantizedNetwork
  private let standardization: Standardization?
  private let takesCounts: Bool

  init(
    name: String,
    _ network: QuantizedNetwork,
    _ standardization: Standardization?,
    _ takesCounts: Bool
  ) {
    self.name = name
    self.network = network
    self.standardization = standardization
    self.takesCounts = takesCounts
  }

  private var prefix: String { name.uppercased() }

  var text: String { "\n" + comment + arrays + inputMacros + outputMacros }

  private var comment: String {
    if takesCounts {
      return """
        /* An input is a whole number as the sensor counts it, an int32_t:\(unitText)
         *   input[i] = \(prefix)_INPUT(i, count)
         * or the whole sample at once, which also gives how many counts the model cannot hold:
         *   uint32_t lost = \(prefix)_INPUTS(counts, input)
         * Both take integers only. */

        """
    }
    if standardization != nil {
      return """
        /* The model takes standardized inputs, (value - mean) / deviation, and
         *   input[i] = \(prefix)_INPUT(i, value)
         * standardizes the float value of input i and makes a word of it; or the whole sample at once, which
         * also gives how many values the model cannot hold or are not numbers:
         *   uint32_t lost = \(prefix)_INPUTS(values, input) */

        """
    }
    return """
      /* How the float values of a sample become input words:
       *   input[i] = \(prefix)_INPUT(i, value)
       * or the whole sample at once, which also gives how many values the model cannot hold or are not
       * numbers:
       *   uint32_t lost = \(prefix)_INPUTS(values, input) */

      """
  }

  private var unitText: String {
    guard let units = network.record?.inputUnits else { return "" }
    let text = Set(units).count == 1 ? "\(units[0])" : units.map { "\($0)" }.joined(separator: ", ")
    return " one count is worth\n * \(text)."
  }

  private var exponents: [Int] { network.inputScales.map(\.exponent) }
  private var offsets: [Int32] { network.inputScales.map(\.offset) }

  private var arrays: String {
    var text = ""
    if exponents.contains(where: { $0 != 0 }) {
      text += array("int8_t", "input_exponents", exponents.map { "\($0)" })
    }
    if offsets.contains(where: { $0 != 0 }) {
      text += array("int32_t", "input_offsets", offsets.map(literal))
    }
    if let standardization {
      text += array("float", "input_means", standardization.means.map { "\($0)f" })
      text += array("float", "input_deviations", standardization.deviations.map { "\($0)f" })
    }
    return text
  }

  /// A number as C takes it: the smallest one has no literal of its own.
  private func literal(_ value: Int32) -> String {
    value == .min ? "(-2147483647 - 1)" : "\(value)"
  }

  private func array(_ type: String, _ suffix: String, _ values: [String]) -> String {
    let perLine = 8
    let lines = stride(from: 0, to: values.count, by: perLine).map { start in
      "    " + values[start..<min(start + perLine, values.count)].joined(separator: ", ")
    }
    return """
      static const \(type) \(name)_\(suffix)[\(prefix)_INPUT_COUNT] = {
      \(lines.joined(separator: ",\n"))
      };

      """
  }

  private var inputMacros: String {
    let exponent =
      Set(exponents).count == 1 ? "(\(exponents[0]))" : "\(name)_input_exponents[index]"
    let offset =
      Set(offsets).count == 1 ? "(\(literal(offsets[0])))" : "\(name)_input_offsets[index]"
    let exponentArray =
      exponents.allSatisfy { $0 == 0 } ? "(const int8_t *)0" : "\(name)_input_exponents"
    let offsetArray =
      offsets.allSatisfy { $0 == 0 } ? "(const int32_t *)0" : "\(name)_input_offsets"
    if standardization != nil {
      return """
        #define \(prefix)_INPUT(index, value) \\
            halfword_word_from_float(((float)(value) - \(name)_input_means[index]) \\
                                         / \(name)_input_deviations[index], \\
                                     \(exponent), \(offset))
        #define \(prefix)_INPUTS(values, words) \
            halfword_words_from_standardized(values, \(prefix)_INPUT_COUNT, \(name)_input_means, \
                                             \(name)_input_deviations, \(exponentArray), \
                                             \(offsetArray), words)

        """
    }
    let (kind, type, argument) =
      takesCounts ? ("integer", "int32_t", "count") : ("float", "float", "value")
    return """
      #define \(prefix)_INPUT(index, \(argument)) \\
          halfword_word_from_\(kind)((\(type))(\(argument)), \(exponent), \(offset))
      #define \(prefix)_INPUTS(\(argument)s, words) \\
          halfword_words_from_\(kind)s(\(argument)s, \(prefix)_INPUT_COUNT, \(exponentArray), \\
                                    \(offsetArray), words)

      """
  }

  private var outputMacros: String {
    """

    /* The float value of an output word; and the same as an integer, in a unit of which there are
     * `per_one` in 1: 100 for hundredths. The second takes integers only. */
    #define \(prefix)_OUTPUT_EXPONENT (\(network.outputExponent))
    #define \(prefix)_OUTPUT(word) halfword_float_from_word(word, \(prefix)_OUTPUT_EXPONENT)
    #define \(prefix)_OUTPUT_IN(word, per_one) \\
        halfword_integer_from_word(word, \(prefix)_OUTPUT_EXPONENT, per_one)

    /* How far an output can be from the float network's, of its error word (halfword_run_bounded()), alike. */
    #define \(prefix)_ERROR(error) halfword_float_from_error(error, \(prefix)_OUTPUT_EXPONENT)
    #define \(prefix)_ERROR_IN(error, per_one) \\
        halfword_integer_from_error(error, \(prefix)_OUTPUT_EXPONENT, per_one)

    """
  }
}
