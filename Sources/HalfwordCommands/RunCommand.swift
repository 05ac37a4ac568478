import ArgumentParser
import Conformance
import Datasets
import Files
import Foundation
import HalfwordRuntime

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an image on pictures, or on numbers, and print its outputs as bars."
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Argument(help: "Pictures (PNG) of any size, one digit each.")
  var pictures: [String] = []

  @Option(
    help: "Inputs as numbers, in place of a picture, such as --values=1,-1.",
    transform: { text in
      try text.split(separator: ",", omittingEmptySubsequences: false).enumerated().map {
        guard let value = Float($1.trimmingCharacters(in: .whitespaces)), !value.isNaN else {
          throw ValidationError("value \($0 + 1), \"\($1)\", is not a number")
        }
        return value
      }
    }
  )
  var values: [Float]?

  @OptionGroup var pixels: PixelOptions

  @Option(
    help: ArgumentHelp(
      "Whether ink is darker or lighter than the paper.",
      valueName: "automatic|dark-on-light|light-on-dark"
    )
  )
  var ink = InkPolarity.automatic

  func validate() throws {
    if pictures.isEmpty == (values == nil) {
      throw ValidationError("give one or more pictures, or --values")
    }
  }

  func run() throws {
    let model = try HalfwordCommands.model(fromFile: model)
    if let values { try answer("the values", values, by: model) }
    for picture in pictures {
      let image = try GrayImage(contentsOfPNG: URL(filePath: picture), polarity: ink)
      let inputs = try image.inputs(count: model.inputCount, form: pixels.form)
      try answer(picture, inputs, by: model)
    }
  }

  private func answer(_ name: String, _ inputs: [Float], by model: FixedPointModel) throws {
    guard inputs.count == model.inputCount else {
      throw FileError(
        file: name,
        reason: "the model takes \(model.inputCount) values, not \(inputs.count)"
      )
    }
    let (output, answer) = try model.run(inputs.map { Q8_8.raw(rounding: $0) })
    print("\(name): \(answer)")
    print(bars(output, answer: answer))
  }

  /// A bar for each output, from 0 to 1, or to the largest magnitude where that is more.
  private func bars(_ output: [Int16], answer: Int) -> String {
    let width = 40.0
    let full = output.map { abs(Double($0)) }.max() ?? 0
    let scale = max(full, Double(Q8_8.one))
    return output.enumerated().map { index, value in
      let length = Int((max(0, Double(value)) / scale * width).rounded())
      let mark = index == answer ? "▶" : " "
      let number = String(format: "%3d  %7.3f", index, Double(value) / Double(Q8_8.one))
      return "\(mark) \(number)  " + String(repeating: "█", count: length)
    }.joined(separator: "\n")
  }
}
