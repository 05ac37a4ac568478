import ArgumentParser
import Conformance
import Datasets
import Files
import Foundation
import HalfwordRuntime
import Quantization

struct SamplesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "samples",
    abstract: "Write test samples and the outputs that a device must give for them as a C header."
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @OptionGroup var data: DataOptions

  @Option(help: "How many samples, from the start of the test split.")
  var count = 120

  @Option(name: .shortAndLong, help: "The C header to write.")
  var output: String

  @Option(help: "The prefix of the names in the header; its file's name, unless given.")
  var name: String?

  func validate() throws {
    if count < 1 { throw ValidationError("--count must be at least 1") }
  }

  func run() throws {
    let model = try HalfwordCommands.model(fromFile: model)
    let dataset = try data.dataset(.test, inputCount: model.inputCount)
    try checkFolder(ofFile: output)
    let stem = URL(filePath: output).deletingPathExtension().lastPathComponent
    let name = name ?? CHeader.identifier(from: stem)
    guard CHeader.identifier(from: name) == name else { throw CHeaderError(name: name) }
    let samples = 0..<min(count, dataset.count)
    let inputs = samples.map { dataset.input(at: $0).map { Q8_8.raw(rounding: $0) } }
    let results = try inputs.map { try model.run($0) }
    let text = header(
      name: name,
      model: model,
      labels: samples.map { dataset.labels[$0] },
      inputs: inputs,
      outputs: results.map(\.output),
      classes: results.map(\.classIndex)
    )
    try write(Data(text.utf8), toFile: output)
    print("Wrote \(samples.count) samples with their outputs to \(output).")
  }

  private func header(
    name: String,
    model: FixedPointModel,
    labels: [Int],
    inputs: [[Int16]],
    outputs: [[Int16]],
    classes: [Int]
  ) -> String {
    let prefix = name.uppercased()
    let count = "\(prefix)_COUNT"
    return """
      /*
       * \(name): test samples for the model \(identityText(model.identity)), and what it gives for
       * them, all in Q8.8.
       *
       * Written by `halfword samples`; do not edit.
       */
      #ifndef \(prefix)_H
      #define \(prefix)_H

      #include <stdint.h>

      #define \(count) \(labels.count)

      /* What each sample is, and which class the model gives. */
      static const uint8_t \(name)_labels[\(count)] = {\(list(labels))};
      static const uint8_t \(name)_classes[\(count)] = {\(list(classes))};

      static const int16_t \(name)_inputs[\(count)][\(model.inputCount)] = {
      \(rows(inputs))
      };

      static const int16_t \(name)_outputs[\(count)][\(model.outputCount)] = {
      \(rows(outputs))
      };

      #endif

      """
  }

  private func rows(_ values: [[Int16]]) -> String {
    values.map { "    {\(list($0))}" }.joined(separator: ",\n")
  }

  private func list(_ values: [some BinaryInteger]) -> String {
    values.map { "\($0)" }.joined(separator: ", ")
  }
}
