import FloatNetwork
import HalfwordRuntime
import Quantization

extension CSourceFile {
  /// The functions that run the layers in their order.
  var runText: String {
    var code = CCode()
    code.add("/* All layers\(endsInSoftmax ? "; the outputs are logits" : ""). */")
    code.function(
      "static void NAME_scores(const int16_t *input, int16_t *output, int16_t *workspace)"
    ) { code in
      if functions.count == 1 { code.add("(void)workspace;") }
      for function in functions {
        let sources = function.form.sources.map { place(ofTensor: $0) }.joined(separator: ", ")
        code.add("\(function.name)(\(sources), \(target(function)));")
      }
    }
    code.add("")
    code.function("void NAME_run(const int16_t *input, int16_t *output, int16_t *workspace)") {
      $0.add("NAME_scores(input, output, workspace);")
      writeSoftmax(&$0)
    }
    return code.text + "\n"
  }

  /// Writes a last softmax.
  func writeSoftmax(_ code: inout CCode) {
    guard endsInSoftmax else { return }
    let count = network.outputCount
    code.add("NAME_softmax(output, \(count), NAME_index_of_largest(output, \(count)));")
  }

  /// Where a tensor lies.
  func place(ofTensor tensor: Int) -> String {
    tensor == 0 ? "input" : "&workspace[\(plan.offsets[tensor - 1] / 2)]"
  }

  /// Where a function writes.
  func target(_ function: LayerFunction) -> String {
    function.isLast ? "output" : place(ofTensor: function.number)
  }

  /// The helpers that read an answer from the outputs.
  var answerHelpers: Set<Helper> {
    switch network.answer {
    case .largest, .values: [.indexOfLargest]
    case .smallest: [.indexOfSmallest]
    case .threshold: [.countReached]
    }
  }

  /// The answer that is read from `output`.
  var answerExpression: String {
    let count = network.outputCount
    return switch network.answer {
    case .largest, .values: "NAME_index_of_largest(output, \(count))"
    case .smallest: "NAME_index_of_smallest(output, \(count))"
    case .threshold:
      "NAME_count_reached(output, \(count), \(CNumbers.literal(network.thresholdWord)))"
    }
  }

  /// Whether the answer is one of the outputs as they are given, not of a softmax's logits.
  var answersAfterSoftmax: Bool { if case .threshold = network.answer { true } else { false } }

  /// The function that gives the answer.
  var answerText: String {
    var code = CCode()
    code.function(
      "uint32_t NAME_classify(const int16_t *input, int16_t *output, int16_t *workspace)"
    ) { code in
      code.add("uint32_t answer;")
      code.add("NAME_scores(input, output, workspace);")
      if answersAfterSoftmax { writeSoftmax(&code) }
      code.add("answer = (uint32_t)\(answerExpression);")
      if !answersAfterSoftmax { writeSoftmax(&code) }
      code.add("return answer;")
    }
    return code.text + "\n"
  }

  /// The self-test, with its inputs and outputs.
  var selfTestText: String {
    guard !knownAnswers.isEmpty else { return "" }
    let (inputs, outputs) = (network.inputCount, network.outputCount)
    var code = CCode()
    code.add("/* Inputs, and the outputs that they must give. */")
    code.add(
      CNumbers.array("int16_t", "NAME_known_inputs", knownAnswers.flatMap(\.input), perLine: inputs)
        + CNumbers.array(
          "int16_t",
          "NAME_known_outputs",
          knownAnswers.flatMap(\.output),
          perLine: outputs
        )
    )
    code.function("uint32_t NAME_self_test(int16_t *input, int16_t *output, int16_t *workspace)") {
      code in
      code.add("uint32_t wrong = 0;\nint32_t test, index;")
      code.block("for (test = 0; test < \(knownAnswers.count); test++)") { code in
        code.block("for (index = 0; index < \(inputs); index++)") {
          $0.add(
            "input[index] = HALFWORD_READ_INT16(&NAME_known_inputs[\(CExpression.product("test", inputs)) + index]);"
          )
        }
        code.add("NAME_run(input, output, workspace);")
        code.block("for (index = 0; index < \(outputs); index++)") {
          $0.add(
            """
            if (output[index] != HALFWORD_READ_INT16(&NAME_known_outputs[\(CExpression.product("test", outputs)) + index]))
                wrong++;
            """
          )
        }
      }
      code.add("return wrong;")
    }
    return code.text
  }
}
