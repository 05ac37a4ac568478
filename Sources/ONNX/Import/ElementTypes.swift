import ONNXSchema

/// A network computes on real numbers. A graph that computes on whole numbers or truth values, where 7 / 2 is 3 and
/// 200 + 100 may be 44, is none, and is refused rather than misread.
extension GraphImporter {
  /// What an error adds about a type that is not of real numbers.
  static let notReal =
    "the network does not compute on real numbers there, and Halfword runs what does; export it "
    + "with float32 inputs, or cast its input to float32 before anything else"

  /// The type of the input's elements, which the graph states.
  mutating func elementType(of input: ONNXValueInfo) throws(ONNXError) -> ElementType {
    let number = input.type.tensorType.elemType
    // Some programs state none, and mean float32.
    guard number != 0 else { return .float }
    guard let type = ElementType(rawValue: number), type != .string else {
      throw .model(
        "the input \(quoted(input.name)) has elements of type \(number), which are no numbers that "
          + "are read; export the model with float32 inputs"
      )
    }
    if !type.isFloat {
      // The cast is exact for every number that the graph can be given, so that nothing is misread.
      remark(
        "the input \(quoted(input.name)) is \(type.name), which the graph casts to a float type: give "
          + (type == .bool ? "1 for true and 0 for false" : "whole numbers that \(type.name) holds")
      )
    }
    return type
  }

  /// Refuses to compute on computed values that are not real; they may be moved, and cast to real ones.
  func refuseWhatIsNotReal(_ node: NodeReader, domain: String) throws(ONNXError) {
    if domain.isEmpty && Self.takesEveryType.contains(node.kind) { return }
    if domain == "ai.onnx.ml" && node.kind == "Scaler" { return }
    for (input, name) in zip(node.inputs, node.inputNames) {
      guard case .signal(let signal) = input, !signal.type.isFloat else { continue }
      throw node.error(
        "computes on \(quoted(name)), whose elements are of type \(signal.type.name): \(Self.notReal)"
      )
    }
  }

  private static let takesEveryType: Set = [
    "Cast", "DequantizeLinear", "Identity", "Flatten", "Reshape", "Squeeze", "Unsqueeze",
    "Transpose",
    "Shape",
  ]
}
