import ArgumentParser
import Conformance
import Datasets
import FloatNetwork
import Foundation
import HalfwordRuntime

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Draw test digits with the float and the fixed-point answer side by side."
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Option(help: "The checkpoint that the image was exported from.")
  var against: String

  @OptionGroup var data: DataOptions

  @Option(help: "How many digits to draw.")
  var count = 10

  @Option(help: "How many digits stand in a row.")
  var columns = 5

  func validate() throws {
    if count < 1 || columns < 1 {
      throw ValidationError("--count and --columns must be at least 1")
    }
  }

  func run() throws {
    let deployment = try Deployment(modelFile: model, checkpointFile: against)
    let checkpoint = try deployment.requiredCheckpoint()
    let (dataset, modelInputs, classes) = try deployment.testSamples(data)
    let shown = min(count, dataset.count)
    // Spread over the split, as neighbours are often by the same hand.
    let samples = (0..<shown).map { $0 * dataset.count / shown }
    for start in stride(from: 0, to: shown, by: columns) {
      let cards = try samples[start..<min(start + columns, shown)].map {
        try card(
          sample: $0,
          raw: Array(dataset.input(at: $0)),
          label: dataset.labels[$0],
          modelInput: Array(modelInputs.input(at: $0)),
          deployment.model,
          checkpoint,
          classes
        )
      }
      for line in 0..<(cards.first?.count ?? 0) {
        print(cards.map { $0[line] }.joined(separator: "   ").trimmingTrailingSpaces)
      }
    }
  }

  /// The lines of one digit: the picture, its label, the two answers.
  private func card(
    sample: Int,
    raw: [Float],
    label: Int,
    modelInput: [Float],
    _ fixed: FixedPointModel,
    _ checkpoint: Checkpoint,
    _ classes: ClassNames
  ) throws -> [String] {
    let float = checkpoint.referenceOutput(for: raw.map(Double.init))
    let (output, answer) = try fixed.run(modelInput.map { Q8_8.raw(rounding: $0) })
    let floatAnswer = indexOfLargest(float)
    let side = Int(Double(raw.count).squareRoot())
    let names = classes.names
    let nameWidth = names.map(\.count).max() ?? 0
    let width = max(side, 15 + nameWidth)
    func line(_ arithmetic: String, _ index: Int, _ value: Double) -> String {
      arithmetic + " " + names[index].padding(toLength: nameWidth, withPad: " ", startingAt: 0)
        + String(format: "   %.3f", value)
    }
    let lines =
      picture(raw, side: side) + [
        "test \(sample): \(names[label])",
        line("float", floatAnswer, float[floatAnswer]),
        line("Q8.8 ", answer, Double(output[answer]) / 256) + (answer == label ? "" : " ✗"),
        "",
      ]
    return lines.map { $0 + String(repeating: " ", count: max(0, width - $0.count)) }
  }

  /// Two rows of pixels a line, by half blocks; nothing where the inputs are no picture.
  private func picture(_ input: [Float], side: Int) -> [String] {
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
