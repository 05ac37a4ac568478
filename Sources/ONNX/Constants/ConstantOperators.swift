/// What an operator makes of constants: its outputs.
typealias ConstantOperator = @Sendable (inout ConstantNode) throws(ONNXError) -> [Constant]

/// All operators that are computed ahead, by name.
private let constantOperators: [String: ConstantOperator] = [
  realOperators, numberOperators, truthOperators, reductionOperators, matrixOperators,
  layoutOperators, selectionOperators, creationOperators,
].reduce(into: [:]) { table, part in table.merge(part) { _, new in new } }

/// What is known without an input is computed first, as an ONNX run time would: in the type of its elements, rounded
/// or wrapped after each operator.
extension GraphImporter {
  /// The outputs of a node whose inputs are all constants; nil for another node.
  mutating func constantOutputs(of node: NodeReader, domain: String) throws(ONNXError) -> [Value]? {
    guard domain.isEmpty else { return nil }
    var inputs: [Constant?] = []
    for input in node.inputs {
      switch input {
      case .constant(let constant): inputs.append(constant)
      case nil: inputs.append(nil)
      default: return nil
      }
    }
    guard let compute = constantOperators[node.kind] else {
      guard inputs.contains(where: { $0 != nil }) else { return nil }
      throw node.error(
        "works on constants alone, with an operator that is not computed ahead; let an optimizer "
          + "fold the constants (python -m onnxsim model.onnx folded.onnx)"
      )
    }
    var constants = ConstantNode(reader: node, inputs: inputs, tensors: tensors, budget: budget)
    defer { budget = constants.budget }
    for input in inputs.compactMap(\.self) { try constants.reserve(input.shape) }
    return try compute(&constants).map { .constant($0) }
  }
}
