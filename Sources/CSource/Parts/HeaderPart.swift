import FloatNetwork
import Quantization

extension CSourceFile {
  /// The header: sizes, conversions and the functions.
  public var header: String {
    let name = model.name
    let prefix = name.uppercased()
    return """
      /*
       * \(name): a neural network in fixed point, in C that needs no library
       *
      \(provenance)
       *
       * Written by `halfword export --c-source`; do not edit.
       */
      #ifndef \(prefix)_SOURCE_H
      #define \(prefix)_SOURCE_H

      #include <stdint.h>

      \(model.countMacros)

      /* How many int16_t of workspace a run needs. Nothing else is written to; there is no heap, no state between runs
       * and no recursion. */
      #define \(prefix)_WORKSPACE_COUNT \(workspaceCount)
      \(hasCertificates ? boundedMacro : "")
      /* Flash: bytes of the constants. */
      #define \(prefix)_CONSTANT_SIZE \(constantSize)
      \(model.classNameMacro)
      \(conversionsText)
      \(model.conversionMacros)
      #ifdef __cplusplus
      extern "C" {
      #endif

      \(declarations)
      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }

  private var boundedMacro: String {
    """

    /* The same for a run with error words. */
    #define \(model.name.uppercased())_BOUNDED_WORKSPACE_COUNT \(2 * workspaceCount)

    """
  }

  private var answerComment: String {
    switch network.answer {
    case .largest: "the index of the largest output, the lowest on ties"
    case .values:
      "the index of the largest output, the lowest on ties (values are read from this model)"
    case .smallest: "the index of the smallest output, the lowest on ties"
    case .threshold(let threshold): "how many outputs reach \(threshold)"
    }
  }

  private var declarations: String {
    let (name, prefix) = (model.name, model.name.uppercased())
    var text = """
      /* Runs the model. Nothing can fail.
       *
       *   input       \(prefix)_INPUT_COUNT words
       *   output      room for \(prefix)_OUTPUT_COUNT words
       *   workspace   room for \(prefix)_WORKSPACE_COUNT words
       *
       * The three must not overlap. */
      void \(name)_run(const int16_t *input, int16_t *output, int16_t *workspace);

      /* The same; returns \(answerComment). */
      uint32_t \(name)_classify(const int16_t *input, int16_t *output, int16_t *workspace);

      """
    if hasCertificates { text += certificateDeclarations }
    if !knownAnswers.isEmpty {
      text += """

        /* Runs known inputs, and returns how many of their outputs are wrong: 0 on a sound device. Writes to all
         * three. */
        uint32_t \(name)_self_test(int16_t *input, int16_t *output, int16_t *workspace);

        """
    }
    return text
  }

  private var certificateDeclarations: String {
    let (name, prefix) = (model.name, model.name.uppercased())
    return """

      /* Runs the model and bounds how far the float network's outputs can be from the run's.
       *
       *   input_error   by how much each input may differ from its word, in sixteenths of the word's step: 0 to ask
       *                 about the words, 8 about values that were rounded to them
       *   errors        room for \(prefix)_OUTPUT_COUNT error words, in sixteenths of an ulp of an output;
       *                 \(prefix)_ERROR() makes values of them
       *   workspace     room for \(prefix)_BOUNDED_WORKSPACE_COUNT words
       *
       * Returns 1, or 0 where the run has no bounds, as something may have saturated; all errors are then UINT32_MAX. */
      int \(name)_run_bounded(const int16_t *input, uint32_t input_error, int16_t *output, uint32_t *errors,
          int16_t *workspace);

      /* The same; returns \(answerComment).
       * `*certified` is 1 where the float network provably gives that answer, too, otherwise 0. */
      uint32_t \(name)_classify_certified(const int16_t *input, uint32_t input_error, int16_t *output, uint32_t *errors,
          int16_t *workspace, int *certified);

      """
  }

  /// The bytes of the layers' constants, without the tables that helpers share.
  private var constantSize: Int {
    network.layers.reduce(0) { size, layer in
      size + layer.weightsSize + 4 * layer.starts.count
        + (Set(layer.fractionBits).count > 1 ? layer.fractionBits.count : 0)
        + (layer.table == nil ? 0 : 2 * QuantizedTable.pointCount)
    }
  }
}
