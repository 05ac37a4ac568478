public import FloatNetwork
import Proofs
public import Quantization

/// The samples of a comparison as a table in text, a line each, for spreadsheets and programs. Values are in the
/// network's own units.
///
/// Its columns: `sample`, from 0; `label`; `float_answer` and `fixed_answer`, a class, of thresholds a 0 or 1 for each
/// output with spaces between them, or nothing where the values are the answer; `changed`, `certified` (by the chip) and
/// `certified_by_host`, 0 or 1; `largest_error`, the largest |fixed − float| of an output; `bound`, which it provably
/// keeps; then `float_0`, … and `fixed_0`, …, the outputs. What is not known is empty.
public struct SampleTable: Sendable {
  /// The table so far.
  public private(set) var text: String
  private let answer: Answer
  private let outputUlp: Double

  /// Starts with the line of the columns' names.
  public init(of network: QuantizedNetwork, answer: Answer) {
    self.answer = answer
    outputUlp = network.outputUlp
    let outputs = ["float", "fixed"].flatMap { kind in
      (0..<network.outputCount).map { "\(kind)_\($0)" }
    }
    let names =
      [
        "sample", "label", "float_answer", "fixed_answer", "changed", "certified",
        "certified_by_host", "largest_error",
        "bound",
      ] + outputs
    text = names.joined(separator: ",") + "\n"
  }

  /// Adds a sample.
  ///
  /// - Parameter label: its class, where that is known.
  public mutating func add(_ run: SampleRun, label: Int?) {
    let (float, fixed) = (run.float.decision(by: answer), run.fixed.decision(by: answer))
    let bound = run.bounds.map(\.largestBound).flatMap { $0.isFinite ? $0 * outputUlp : nil }
    let fields =
      [
        "\(run.sample)", label.map { "\($0)" } ?? "", answerText(float), answerText(fixed),
        float == fixed ? "0" : "1", run.isCertifiedByLibrary ? "1" : "0",
        run.hasBounds ? (run.isCertifiedByHost ? "1" : "0") : "",
        "\(run.largestErrorUlps * outputUlp)", bound.map { "\($0)" } ?? "",
      ] + run.float.outputs.map { "\($0)" } + run.output.map { "\(Double($0) * outputUlp)" }
    text += fields.joined(separator: ",") + "\n"
  }

  private func answerText(_ decision: [Int]) -> String {
    decision.map(String.init).joined(separator: " ")
  }
}
