/// Why an ONNX file cannot be read or imported, in one line.
public enum ONNXError: Error, Equatable, CustomStringConvertible {
  /// The bytes are no ONNX model, or not a whole one.
  case notAModel(String)
  /// The bytes are a known other format: what it is, and the way from it to ONNX.
  case foreign(String)
  /// The model or its graph as a whole does not fit.
  case model(String)
  /// The model, however small its file, needs more memory than an import may take.
  case tooLarge
  /// A tensor's description and its data disagree, or it is of a kind that is not read.
  case tensor(name: String, reason: String)
  /// A node cannot be imported.
  case node(name: String, operator: String, reason: String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .notAModel(let reason): "no ONNX model, or a damaged one: \(reason)"
    case .foreign(let reason), .model(let reason): reason
    case .tooLarge:
      "the model needs more than \(Budget.most) numbers on its way, more than is imported"
    case .tensor(let name, let reason): "tensor \(quoted(name)) \(reason)"
    case .node(let name, let kind, let reason):
      "node \(quoted(name)) (\(printable(kind))) \(reason)"
    }
  }
}

/// A name from a file, in quotes.
func quoted(_ name: String) -> String { "\"\(printable(name))\"" }

/// A name from a file so that it neither breaks the line nor fills the screen.
func printable(_ name: String, _ longest: Int = 60) -> String {
  let start = name.unicodeScalars.prefix(longest).map { scalar -> Character in
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      || scalar.properties.generalCategory == .lineSeparator
      || scalar.properties.generalCategory == .paragraphSeparator ? "?" : Character(scalar)
  }
  return String(start) + (name.unicodeScalars.dropFirst(longest).isEmpty ? "" : "…")
}

/// A shape as ONNX tools write it.
func text(ofShape shape: [Int]) -> String {
  "[" + shape.map { $0 == Signal.unknownBatchSize ? "batch" : "\($0)" }.joined(separator: ", ")
    + "]"
}

/// The product of the lengths of axes; nil where one is negative or the product is no Int.
func elementCount(of shape: some Sequence<Int>) -> Int? {
  guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
  if shape.contains(0) { return 0 }
  var count = 1
  for length in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: length)
    guard !overflow else { return nil }
    count = product
  }
  return count
}
