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
    let fixed = try HalfwordCommands.model(fromFile: model)
    let network = try Checkpoint(contentsOf: URL(filePath: against)).network
    let dataset = try data.dataset(.test, inputCount: network.inputCount)
    let shown = min(count, dataset.count)
    // Spread over the split, as neighbours are often by the same hand.
    let samples = (0..<shown).map { $0 * dataset.count / shown }
    for start in stride(from: 0, to: shown, by: columns) {
      let cards = try samples[start..<min(start + columns, shown)].map {
        try card(sample: $0, of: dataset, fixed, network)
      }
      for line in 0..<(cards.first?.count ?? 0) {
        print(cards.map { $0[line] }.joined(separator: "   ").trimmingTrailingSpaces)
      }
    }
  }

  /// The lines of one digit: the picture, its label, the two answers.
  private func card(
    sample: Int,
    of dataset: Dataset,
    _ fixed: FixedPointModel,
    _ network: Network
  ) throws -> [String] {
    let input = Array(dataset.input(at: sample))
    let float = network.referenceOutput(for: input.map(Double.init))
    let (output, answer) = try fixed.run(input.map { Q8_8.raw(rounding: $0) })
    let floatAnswer = indexOfLargest(float)
    let side = Int(Double(input.count).squareRoot())
    let width = max(side, 16)
    let lines =
      picture(input, side: side) + [
        "test \(sample): \(dataset.labels[sample])",
        String(format: "float %d   %.3f", floatAnswer, float[floatAnswer]),
        String(format: "Q8.8  %d   %.3f", answer, Double(output[answer]) / 256)
          + (answer == dataset.labels[sample] ? "" : " ✗"),
        "",
      ]
    return lines.map { $0 + String(repeating: " ", count: max(0, width - $0.count)) }
  }

  /// Two rows of pixels a line, by half blocks.
  private func picture(_ input: [Float], side: Int) -> [String] {
    stride(from: 0, to: side, by: 2).map { row in
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
