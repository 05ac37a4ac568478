import ArgumentParser
import Conformance
import Datasets
import Deployment
import FloatNetwork
import PlainText
import Quantization

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract:
      "Show test samples with the float and the fixed-point answer side by side; pictures are drawn."
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint that the image was exported from.")
  var against: String

  @OptionGroup var data: DataOptions

  @Option(help: "How many samples to show.")
  var count = 10

  @Option(help: "How many samples stand in a row.")
  var columns = 5

  func validate() throws {
    if count < 1 || columns < 1 {
      throw ValidationError("--count and --columns must be at least 1")
    }
  }

  func run() throws {
    let deployed = try DeployedModel(modelFile: model, checkpointFile: against)
    let network = try deployed.floatNetwork()
    let samples = try data.preparedSamples(for: deployed)
    let answer = try deployed.answerGuess(given: nil, samples).answer
    let count = samples.raw.count
    let shown = min(self.count, count)
    // Spread over the split, as neighbours are often by the same hand.
    let indices = (0..<shown).map { $0 * count / shown }
    for start in stride(from: 0, to: shown, by: columns) {
      let cards = indices[start..<min(start + columns, shown)].map {
        card($0, of: samples, deployed, network, answer)
      }
      let height = cards.map(\.count).max() ?? 0
      for line in 0..<height {
        print(
          cards.map { line < $0.count ? $0[line] : "" }.joined(separator: "   ")
            .trimmingTrailingSpaces
        )
      }
    }
  }

  /// The lines of one sample, all of one width: the picture, its label, the two answers.
  private func card(
    _ sample: Int,
    of samples: PreparedSamples,
    _ deployed: DeployedModel,
    _ network: Network,
    _ answer: Answer
  ) -> [String] {
    let raw = Array(samples.raw.input(at: sample))
    let input = Array(samples.modelInputs.input(at: sample))
    let quantized = deployed.model.network
    let trace = network.referenceTrace(for: input.map(Double.init))
    let words = quantized.words(for: input)
    let float = Reading(SampleRun.Values(of: network, trace), answer)
    let fixed = Reading(
      SampleRun.Values(of: quantized, FixedPointTrace(of: quantized, for: words)),
      answer
    )
    let label = samples.label(ofSample: sample)
    let name = { (index: Int) in
      samples.classes.names.indices.contains(index) ? samples.classes.names[index] : "\(index)"
    }
    let lines =
      picture(raw) + [
        "test \(sample)" + (samples.place(ofSample: sample).map { ", \($0)" } ?? "")
          + (label.map { ": \(name($0))" } ?? ""),
        "float  " + float.text(name),
        "fixed  " + fixed.text(name) + (fixed.decision == float.decision ? "" : " ✗"),
        "",
      ]
    let width = max(Self.leastWidth, lines.map(\.count).max() ?? 0)
    return lines.map { $0 + String(repeating: " ", count: width - $0.count) }
  }

  /// What is read from a network's outputs.
  private struct Reading {
    let outputs: [Double]
    let decision: [Int]
    let answer: Answer

    init(_ values: SampleRun.Values, _ answer: Answer) {
      outputs = values.outputs
      self.answer = answer
      decision = values.decision(by: answer)
    }

    /// The class and its output, or the first outputs.
    func text(_ name: (Int) -> String) -> String {
      if answer.isClass, let index = decision.first {
        return name(index) + "  \(outputs[index].fixed(3))"
      }
      let most = 4
      return outputs.prefix(most).map { $0.significant(4) }.joined(separator: " ")
        + (outputs.count > most ? " …" : "")
    }
  }

  /// Cards are no narrower, so that most stand in columns.
  private static let leastWidth = 18

  /// Two rows of pixels a line, by half blocks; nothing where the inputs are no picture.
  private func picture(_ input: [Float]) -> [String] {
    let side = Int(Double(input.count).squareRoot())
    guard side > 1 else { return [] }
    guard side * side == input.count, input.allSatisfy({ (0...1).contains($0) }) else { return [] }
    return stride(from: 0, to: side, by: 2).map { row in
      String(
        (0..<side).map { column -> Character in
          let upper = input[row * side + column] >= 0.5
          let lower = row + 1 < side && input[(row + 1) * side + column] >= 0.5
          return upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ")
        }
      )
    }
  }
}
