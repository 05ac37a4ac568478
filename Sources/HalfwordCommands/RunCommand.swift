import ArgumentParser
import Conformance
import Datasets
import Files
import Foundation
import HalfwordRuntime
import Quantization

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

  @Option(
    help: """
      The checkpoint that the image was exported from: its classes name the outputs, and values are \
      standardized where the image takes standardized ones.
      """
  )
  var against: String?

  @OptionGroup var pixels: PixelOptions

  func validate() throws {
    if pictures.isEmpty == (values == nil) {
      throw ValidationError("give one or more pictures, or --values")
    }
  }

  func run() throws {
    let deployment = try Deployment(modelFile: model, checkpointFile: against)
    if let values { try answer("the values", values, by: deployment) }
    let form = pixels.form(recordedIn: deployment.checkpoint?.pixelsNote)
    for picture in pictures {
      let image = try GrayImage(contentsOfPNG: URL(filePath: picture), polarity: pixels.ink)
      let inputs = try image.inputs(count: deployment.model.inputCount, form: form)
      try answer(picture, inputs, by: deployment)
    }
  }

  private func answer(_ name: String, _ inputs: [Float], by deployment: Deployment) throws {
    let model = deployment.model
    guard inputs.count == model.inputCount else {
      throw FileError(
        file: name,
        reason: "the model takes \(model.inputCount) values, not \(inputs.count)"
      )
    }
    let taken = deployment.modelInputs(inputs)
    let words = model.network.words(for: taken)
    let lost = model.network.saturatedCount(of: taken, as: words)
    if lost > 0 {
      print("\(name): \(lost) of \(inputs.count) values lie beyond what the model's inputs hold.")
    }
    let (output, answer) = try model.run(words)
    let names = output.indices.map { deployment.name(ofClass: $0) }
    print("\(name): \(names[answer])")
    print(
      bars(
        output,
        names: names,
        answer: answer,
        ulp: model.network.outputUlp
      )
    )
  }

  /// A bar for each output, from 0 to 1, or to the largest magnitude where that is more.
  ///
  /// - Parameter ulp: what one ulp of an output is worth.
  private func bars(_ output: [Int16], names: [String], answer: Int, ulp: Double) -> String {
    let width = 40.0
    let nameWidth = max(3, names.map(\.count).max() ?? 0)
    let full = output.map { abs(Double($0)) }.max() ?? 0
    let scale = max(full, Double(Q8_8.one))
    return output.enumerated().map { index, value in
      let length = Int((max(0, Double(value)) / scale * width).rounded())
      let mark = index == answer ? "▶" : " "
      let padding = String(repeating: " ", count: nameWidth - names[index].count)
      let number =
        padding + names[index]
        + String(format: "  %7.3f", Double(value) * ulp)
      return "\(mark) \(number)  " + String(repeating: "█", count: length)
    }.joined(separator: "\n")
  }
}
