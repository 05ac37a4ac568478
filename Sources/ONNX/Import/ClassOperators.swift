/// What comes behind the outputs of a classifier: the class as a number or a name, and tables.
extension GraphImporter {
  /// Whether a node makes a label of outputs, or passes one on.
  mutating func isLabel(_ node: NodeReader, domain: String) throws(ONNXError) -> Bool {
    let labels = node.inputs.filter { if case .label = $0 { true } else { false } }
    switch (domain, node.kind) {
    case ("", "ArgMax"), ("", "ArgMin"), ("", "TopK"), ("", "Greater"), ("", "Less"),
      ("", "GreaterOrEqual"), ("", "LessOrEqual"), ("ai.onnx.ml", "Binarizer"):
      return node.inputs.contains { if case .signal = $0 { true } else { false } }
    case ("ai.onnx.ml", "ArrayFeatureExtractor") where !labels.isEmpty:
      if case .constant(let names) = node.inputs.first ?? nil { classNames = names.names }
      return true
    case ("ai.onnx.ml", "LabelEncoder"), ("", "Gather"), ("", "Cast"), ("", "Reshape"),
      ("", "Squeeze"), ("", "Unsqueeze"), ("", "Identity"), ("", "Flatten"), ("", "Where"),
      ("", "Not"), ("", "Transpose"), ("", "Concat"):
      return !labels.isEmpty
    default:
      if !labels.isEmpty {
        throw node.error("calculates with the class, which is not supported; let it be an output")
      }
      return false
    }
  }

  /// A table from class to probability: the probabilities, whose names are noted.
  mutating func zipMap(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0, allowingLogarithm: true)
    classNames =
      node.strings("classlabels_strings")
      ?? node.integers("classlabels_int64s").map { $0.map { "\($0)" } } ?? classNames
    remark("ZipMap is left out: the outputs are the probabilities in the order of the classes")
    return signal
  }
}
