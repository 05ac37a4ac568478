import FloatNetwork
import HalfwordRuntime
import Quantization

extension CSourceFile {
  /// The functions that run the layers with error words, and certify an answer.
  var certificateText: String { boundedScoresText + runBoundedText + certainText + classifyText }

  private var boundedScoresText: String {
    var code = CCode()
    code.add("/* All layers with their error words; 0 where the run has none. */")
    code.function(
      """
      static int NAME_bounded_scores(const int16_t *input, uint32_t input_error, int16_t *output, uint32_t *errors,
          int16_t *workspace)
      """
    ) { code in
      let count = network.inputCount
      code.add(
        """
        const int32_t each = input_error > 32767u ? 32767 : (int32_t)input_error;
        int has_bound = \(network.roundingLaw == .unknown ? "0" : "input_error <= 32767u ? 1 : 0");
        int32_t index;
        """
      )
      code.block("for (index = 0; index < \(count); index++)") {
        $0.add("if (input[index] == INT16_MAX || input[index] == INT16_MIN)\n    has_bound = 0;")
      }
      if functions.count == 1 { code.add("(void)workspace;") }
      for function in functions {
        let sources = function.form.sources
        let values = sources.map { place(ofTensor: $0) }
        let errors = sources.map { $0 == 0 ? "0, each" : "\(errorPlace($0)), 0" }
        let arguments =
          values + errors
          + [target(function), function.isLast ? "errors" : errorPlace(function.number)]
        code.add(
          "if (!\(function.name)_bounded(\(arguments.joined(separator: ", "))))\n    has_bound = 0;"
        )
      }
      code.add("return has_bound;")
    }
    return code.text + "\n"
  }

  private func errorPlace(_ tensor: Int) -> String {
    "&workspace[\(workspaceCount + plan.offsets[tensor - 1] / 2)]"
  }

  /// Takes back what a run without bounds must not say.
  private func writeEnd(_ code: inout CCode, alsoResetting certificate: String? = nil) {
    code.block("if (!has_bound)") { code in
      if let certificate { code.add("\(certificate) = 0;") }
      code.add(
        "for (index = 0; index < \(network.outputCount); index++)\n    errors[index] = UINT32_MAX;"
      )
    }
  }

  private func writeBoundedSoftmax(_ code: inout CCode) {
    guard endsInSoftmax else { return }
    let count = network.outputCount
    writeSoftmax(&code)
    code.block("") { code in
      code.add("uint32_t largest = 0;")
      code.add(
        "for (index = 0; index < \(count); index++)\n    if (errors[index] > largest)\n        largest = errors[index];"
      )
      code.add("largest = (uint32_t)NAME_shares_error((int32_t)largest, \(count));")
      code.add("if (largest > 1048575u)\n    has_bound = 0;")
      code.add("for (index = 0; index < \(count); index++)\n    errors[index] = largest;")
    }
  }

  private var runBoundedText: String {
    var code = CCode()
    code.function(
      """
      int NAME_run_bounded(const int16_t *input, uint32_t input_error, int16_t *output, uint32_t *errors,
          int16_t *workspace)
      """
    ) { code in
      code.add(
        "int has_bound = NAME_bounded_scores(input, input_error, output, errors, workspace);"
      )
      code.add("int32_t index;")
      writeBoundedSoftmax(&code)
      writeEnd(&code)
      code.add("return has_bound;")
    }
    return code.text + "\n"
  }

  /// Whether the errors leave no other answer.
  private var certainText: String {
    let count = network.outputCount
    var code = CCode()
    code.add("/* Whether the errors leave no other answer. */")
    code.function(
      "static int NAME_is_certain(const int16_t *scores, const uint32_t *errors, uint32_t answer)"
    ) {
      code in
      switch network.answer {
      case .values:
        code.add("(void)scores;\n(void)errors;\n(void)answer;\nreturn 0;")
        return
      case .largest, .smallest:
        let sign = network.answer == .largest ? "" : "-"
        code.add(
          "const int32_t best = \(sign)(int32_t)16 * scores[answer] - (int32_t)errors[answer];"
        )
        code.add("int32_t index;")
        code.block("for (index = 0; index < \(count); index++)") {
          $0.add(
            """
            if (index != (int32_t)answer && best <= \(sign)(int32_t)16 * scores[index] + (int32_t)errors[index])
                return 0;
            """
          )
        }
      case .threshold:
        let threshold = CNumbers.literal(network.thresholdWord)
        code.add("int32_t index;\n(void)answer;")
        code.block("for (index = 0; index < \(count); index++)") {
          $0.add(
            """
            const int64_t score = (int32_t)16 * scores[index];
            if (score >= \(threshold) ? score - errors[index] < \(threshold) : score + errors[index] >= \(threshold))
                return 0;
            """
          )
        }
      }
      code.add("return 1;")
    }
    return code.text + "\n"
  }

  private var classifyText: String {
    var code = CCode()
    code.function(
      """
      uint32_t NAME_classify_certified(const int16_t *input, uint32_t input_error, int16_t *output, uint32_t *errors,
          int16_t *workspace, int *certified)
      """
    ) { code in
      code.add(
        "int has_bound = NAME_bounded_scores(input, input_error, output, errors, workspace);"
      )
      code.add("uint32_t answer;\nint32_t index;")
      if answersAfterSoftmax { writeBoundedSoftmax(&code) }
      code.add("answer = (uint32_t)\(answerExpression);")
      code.add("*certified = NAME_is_certain(output, errors, answer);")
      if !answersAfterSoftmax { writeBoundedSoftmax(&code) }
      writeEnd(&code, alsoResetting: "*certified")
      code.add("return answer;")
    }
    return code.text + "\n"
  }
}
