/// A C header with inputs and the bits that a model must give for them on every target.
public struct SamplesHeader {
  private let name: String
  private let model: FixedPointModel
  private let labels: [Int]?
  private let inputs: [[Int16]]

  /// - Parameters:
  ///   - name: the prefix of every name in the header, a C identifier.
  ///   - model: what gives the outputs.
  ///   - labels: the class of each sample, below 65,536; nil where samples have no classes.
  ///   - inputs: the samples in Q8.8.
  public init(name: String, model: FixedPointModel, labels: [Int]?, inputs: [[Int16]]) {
    precondition(labels.map { $0.count == inputs.count } ?? true)
    self.name = name
    self.model = model
    self.labels = labels
    self.inputs = inputs
  }

  /// The header's text.
  ///
  /// - Throws: `ModelError` where the model refuses an input.
  public func text() throws(ModelError) -> String {
    var outputs: [[Int16]] = []
    var classes: [Int] = []
    var proofs: [(answer: Int, isCertified: Bool, errors: [UInt32])] = []
    for input in inputs {
      let result = try model.run(input)
      outputs.append(result.output)
      classes.append(result.classIndex)
      let bounded = try model.runCertifying(input)
      let noBound = [UInt32](repeating: .max, count: model.outputCount)
      proofs.append((bounded.answer, bounded.isCertified, bounded.errors ?? noBound))
    }
    let prefix = name.uppercased()
    let count = "\(prefix)_COUNT"
    return """
      /*
       * \(name): samples for the model \(model.identityText), and what it gives for them, all as
       * words of the model, int16_t.
       *
       * Written by Halfword; do not edit.
       */
      #ifndef \(prefix)_H
      #define \(prefix)_H

      #include <stdint.h>

      #define \(count) \(inputs.count)

      \(labelText(count))/* Which output the model gives as the largest. */
      static const uint16_t \(name)_classes[\(count)] = {\(list(classes))};

      static const int16_t \(name)_inputs[\(count)][\(model.inputCount)] = {
      \(rows(inputs))
      };

      static const int16_t \(name)_outputs[\(count)][\(model.outputCount)] = {
      \(rows(outputs))
      };

      /* What halfword_classify_certified() gives for them with HALFWORD_INPUT_IS_EXACT: the answer, whether
       * the run proves it, and the error words of the outputs. */
      static const uint16_t \(name)_answers[\(count)] = {\(list(proofs.map(\.answer)))};
      static const uint8_t \(name)_certified[\(count)] = {\(list(proofs.map { $0.isCertified ? 1 : 0 }))};

      static const uint32_t \(name)_errors[\(count)][\(model.outputCount)] = {
      \(rows(proofs.map(\.errors), suffix: "u"))
      };

      #endif

      """
  }

  private func labelText(_ count: String) -> String {
    guard let labels else { return "" }
    return """
      /* What each sample is: the index of its output. */
      static const uint16_t \(name)_labels[\(count)] = {\(list(labels))};

      """
  }

  private func rows(_ values: [[some BinaryInteger]], suffix: String = "") -> String {
    values.map { "    {\(list($0, suffix: suffix))}" }.joined(separator: ",\n")
  }

  private func list(_ values: [some BinaryInteger], suffix: String = "") -> String {
    values.map { "\($0)\(suffix)" }.joined(separator: ", ")
  }
}
