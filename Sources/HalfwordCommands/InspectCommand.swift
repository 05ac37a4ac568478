import ArgumentParser
import CHalfword
import Conformance
import Deployment
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print an image's layers, accumulators, flash and RAM."
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  func run() throws {
    let model = try Deployment.model(fromFile: model)
    var table = Table(
      "Layer",
      "Activation",
      "Inputs",
      "Units",
      "MACs",
      "Fraction",
      "Sums",
      "Flash",
      "Dropout"
    )
    for (index, layer) in model.layers.enumerated() {
      table.add(
        "\(index + 1)",
        activationText(layer),
        "\(layer.inputCount)",
        "\(layer.unitCount)",
        "\(layer.panels.rows * layer.panels.columns)",
        model.network.layers[index].fractionText,
        layer.sums.text,
        "\(layer.endOffset - layer.weightsOffset)",
        layer.foldedDropout == 0 ? "none" : dropoutText(layer.foldedDropout)
      )
    }
    let overhead =
      ImageFormat.headerSize + model.layers.count * ImageFormat.descriptorSize
    let handle = unsafe MemoryLayout<halfword_model>.size
    let ends = (model.inputCount + model.outputCount) * WeightPanels.bytesPerValue
    print(table.text)
    print(
      """

      Identity: \(model.identityText). The checksum and every accumulator were verified.
      Flash:    \(model.imageSize) bytes, of which \(overhead) are header and layer table.
      Inputs:   words from \(model.inputRange.lowerBound) to \(model.inputRange.upperBound). \
      Known answers for a self-test: \(model.knownAnswerCount).
      Scaled:   \(model.network.scalingText)
      Proofs:   a run can prove \(certified(model)).
      Export:   \(model.network.record.map(recordText) ?? "nothing is recorded.")
      RAM:      \(model.workspaceSize) bytes of workspace, \(ends) of input and output; \
      \(handle) of handle on this machine.
      """
    )
  }

  private func recordText(_ record: ExportRecord) -> String {
    record.text.split(separator: "\n").joined(separator: "; ") + "."
  }

  /// What a run can prove of itself, in words that may follow "prove".
  private func certified(_ model: FixedPointModel) -> String {
    switch (model.network.roundingLaw, model.network.answer) {
    case (.unknown, _): "nothing, as some weight or bias is clipped"
    case (_, .values): "how far its outputs can be from the float network's (halfword_run_bounded)"
    default: "that its answer is the float network's (halfword_classify_certified)"
    }
  }

  private func activationText(_ layer: LayerDescriptor) -> String {
    layer.activation == .maxout ? "maxout of \(layer.pieces)" : "\(layer.activation)"
  }

  private func dropoutText(_ field: UInt16) -> String {
    let rate = (Double(field) / 65_536 * 10_000).rounded() / 10_000
    return "\(rate) folded"
  }
}
