import ArgumentParser
import Conformance
import Datasets
import Deployment
import Files
import FloatNetwork
import HalfwordRuntime
import PlainText
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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
    parsing: .unconditional,
    help: "Inputs as numbers, in place of a picture, such as --values -1,1.",
    transform: { text in
      try text.split(separator: ",", omittingEmptySubsequences: false).enumerated().map {
        guard let value = Float($1.trimmed()), !value.isNaN else {
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
    let deployment = try DeployedModel(modelFile: model, checkpointFile: against)
    if let values { try answer("the values", values, by: deployment) }
    let shape = deployment.model.sampleShape
    let form = pixels.form(recordedIn: deployment.checkpoint?.pixelsNote, for: shape)
    for picture in pictures {
      let image = try PNGImage(contentsOf: URL(filePath: picture))
      let inputs = try image.inputs(shape: shape, form: form, polarity: pixels.ink)
      try answer(picture, inputs, by: deployment)
    }
  }

  private func answer(_ name: String, _ inputs: [Float], by deployment: DeployedModel) throws {
    let model = deployment.model
    guard inputs.count == model.inputCount else {
      throw FileError(
        file: name,
        reason: "the model takes \(model.inputCount) values, not \(inputs.count)"
      )
    }
    let taken = deployment.modelInputs(inputs)
    let network = model.network
    let words = network.words(for: taken)
    let (output, _) = try model.run(words)
    let trace = FixedPointTrace(of: network, for: words)
    let reading =
      deployment.recordedAnswer
      ?? (network.outputCount == 1
        || network.layers.last?.activation == .linear && deployment.classes == nil
        ? .values : .largest)
    let decision = SampleRun.Values(of: network, trace).decision(by: reading)
    let names = output.indices.map { deployment.name(ofClass: $0) }
    let answers = reading.isClass ? decision : decision.indices.filter { decision[$0] == 1 }
    print(reading.isClass ? "\(name): \(names[answers[0]])" : "\(name):")
    print(bars(output, names: names, answers: Set(answers), ulp: network.outputUlp))
    for warning in warnings(taken, words, trace, network) { print("Warning: \(warning)") }
  }

  /// What was lost on the way, a sentence each.
  private func warnings(
    _ values: [Float],
    _ words: [Int16],
    _ trace: FixedPointTrace,
    _ network: QuantizedNetwork
  ) -> [String] {
    var warnings: [String] = []
    let saturated = network.saturatedInputs(of: values, as: words)
    if let first = saturated.first {
      warnings.append(
        "\(saturated.count) of \(values.count) values lie beyond what the model's inputs hold, "
          + "first input \(first), \(values[first]); the nearest word was taken."
      )
    }
    let outside = words.indices.filter { !network.inputRange.contains(words[$0]) }
    if let first = outside.first {
      warnings.append(
        "\(outside.count) of \(values.count) values lie outside the range that the model is meant for, "
          + "first input \(first), \(values[first]); what was proved is not proved for them."
      )
    }
    for (index, layer) in trace.layers.enumerated() where !layer.saturatedValues.isEmpty {
      let isFlat = [.sigmoid, .tanh].contains(network.layers[index].activation)
      guard !isFlat else { continue }
      let isLast = index == trace.layers.count - 1
      warnings.append(
        "\(layer.saturatedValues.count) \(isLast ? "outputs" : "units of layer \(index + 1)") saturated, "
          + "first \(layer.saturatedValues[0]): 16 bits do not hold what was computed."
      )
    }
    return warnings
  }

  /// A bar for each output, from 0 to 1, or to the largest magnitude where that is more.
  ///
  /// - Parameters:
  ///   - answers: the outputs that are the answer, which are marked.
  ///   - ulp: what one ulp of an output is worth.
  private func bars(
    _ output: [Int16],
    names: [String],
    answers: Set<Int>,
    ulp: Double
  ) -> String {
    let width = 40.0
    let nameWidth = max(3, names.map(\.count).max() ?? 0)
    let full = output.map { abs(Double($0)) }.max() ?? 0
    let scale = max(full, Double(Q8_8.one))
    return output.enumerated().map { index, value in
      let length = Int((max(0, Double(value)) / scale * width).rounded())
      let mark = answers.contains(index) ? "▶" : " "
      let padding = String(repeating: " ", count: nameWidth - names[index].count)
      let number =
        padding + names[index]
        + "  \((Double(value) * ulp).fixed(3, width: 7))"
      return "\(mark) \(number)  " + String(repeating: "█", count: length)
    }.joined(separator: "\n")
  }
}
