import ArgumentParser
import CHalfword
import Conformance
import Deployment
import FloatNetwork
import HalfwordRuntime
import Quantization

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print an image's layers, accumulators, flash and RAM."
  )

  @Argument(help: "The image (.hwm).")
  var model: String

  @Flag(help: "Print what a program needs to use the image, as JSON.")
  var json = false

  func run() throws {
    let model = try Deployment.model(fromFile: model)
    if json {
      print(String(decoding: try ModelDescription(of: model).json(), as: UTF8.self))
      return
    }
    var table = Table(
      "Layer",
      "Kind",
      "Activation",
      "Reads",
      "Gives",
      "MACs",
      "Fraction",
      "Sums",
      "Flash",
      "Dropout"
    )
    for (index, layer) in model.network.layers.enumerated() {
      let descriptor = model.layers[index]
      table.add(
        "\(index + 1)",
        kindText(layer.form),
        layer.activation.text,
        readText(layer.form),
        "\(layer.form.output)",
        "\(layer.form.productCount)",
        layer.form.kind.hasWeights ? layer.fractionText : "none",
        layer.form.kind.hasWeights ? layer.sums.text : "32 bits",
        "\(descriptor.endOffset - descriptor.weightsOffset)",
        descriptor.foldedDropout == 0 ? "none" : dropoutText(descriptor.foldedDropout)
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
      Export:   \(model.network.record?.line ?? "nothing is recorded").
      RAM:      \(model.workspaceSize) bytes of workspace, \(ends) of input and output; \
      \(handle) of handle on this machine.
      """
    )
    printMemory(of: model)
    print("\n\(instructionLines(of: model.network))")
  }

  /// Draws which memory holds what while each layer runs.
  private func printMemory(of model: FixedPointModel) {
    let plan = MemoryPlan(of: model.network, recordedIn: model.layers)
    guard let peak = plan.peakText else { return }
    var table = Table(
      "Bytes of workspace",
      "Holds what these give",
      "Layers from the first to the last"
    )
    for line in plan.lines {
      table.add(
        "\(line.bytes.lowerBound) … \(line.bytes.upperBound)",
        line.contents + (line.isAtPeak ? ", at the peak" : ""),
        line.use.map { $0 ? "#" : "." }.joined()
      )
    }
    print("\nMemory: the most is in use while \(peak).\n\n\(table.text)")
  }

  /// The kind with its window, as in "convolution 3x3, stride 2x2".
  private func kindText(_ form: LayerForm) -> String {
    guard let window = form.kind.window else { return form.kind.name }
    var text = "\(form.kind.name) \(window.kernelHeight)x\(window.kernelWidth)"
    if (window.strideHeight, window.strideWidth) != (1, 1) {
      text += ", stride \(window.strideHeight)x\(window.strideWidth)"
    }
    if (window.dilationHeight, window.dilationWidth) != (1, 1) {
      text += ", dilation \(window.dilationHeight)x\(window.dilationWidth)"
    }
    return text
  }

  /// The shape that it reads, and of which layers.
  private func readText(_ form: LayerForm) -> String {
    let sources = form.sources.map { $0 == 0 ? "input" : "\($0)" }.joined(separator: " + ")
    return "\(form.input) of \(sources)"
  }

  /// What a run can prove of itself, in words that may follow "prove".
  private func certified(_ model: FixedPointModel) -> String {
    switch (model.network.roundingLaw, model.network.answer) {
    case (.unknown, _): "nothing, as some weight or bias is clipped"
    case (_, .values): "how far its outputs can be from the float network's (halfword_run_bounded)"
    default: "that its answer is the float network's (halfword_classify_certified)"
    }
  }

  private func dropoutText(_ field: UInt16) -> String {
    let rate = (Double(field) / 65_536 * 10_000).rounded() / 10_000
    return "\(rate) folded"
  }
}
